"""Texts that are written again and again, as data: found by a short key or a word of their title."""

from dataclasses import dataclass

from hah_console.domain.chart.note import Section
from hah_console.domain.pack_info import PackInfo

BLANK = "___"
"""Stands in a snippet where something has to be written; a note with one left is not stored."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """``key`` is what is typed to find it; ``sections`` are where it is offered first."""

    key: str
    title: str
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SnippetPack:
    """The snippets of one language."""

    info: PackInfo
    snippets: tuple[Snippet, ...]

    def found(self, typed: str, section: Section) -> tuple[Snippet, ...]:
        """Those whose key begins with, or whose title holds, what was typed; those of the section first."""
        wanted = typed.strip().casefold()
        hits = [s for s in self.snippets if s.key.startswith(wanted) or wanted in s.title.casefold()]
        return tuple(sorted(hits, key=lambda s: (section not in s.sections, not s.key.startswith(wanted))))

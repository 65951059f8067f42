"""What a correction took out and put in, word by word, so that a screen can strike through and keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from hah_console.domain.chart.note import NoteText, Section

_PIECES = re.compile(r"\s+|[A-Za-z0-9.]+|.", re.DOTALL)
LONG = 20_000
"""Characters from which on a section is compared line by line: word by word would take seconds."""


class Change(StrEnum):
    """Whether a piece stayed, was struck out, or came in."""

    KEPT = "kept"
    STRUCK = "struck"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a section's text and what became of it."""

    change: Change
    text: str


def compared(before: NoteText, after: NoteText) -> tuple[tuple[Section, tuple[Piece, ...]], ...]:
    """Every section of either text, in order, in pieces; joined without the added ones they are the former text."""
    sections = [section for section in Section if before.section(section) or after.section(section)]
    return tuple((section, tuple(pieces(before.section(section), after.section(section)))) for section in sections)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The pieces of two texts of one section, the struck ones before the added ones."""
    old, new = _split(before), _split(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        struck, added = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Piece(Change.KEPT, struck)
            continue
        if struck:
            yield Piece(Change.STRUCK, struck)
        if added:
            yield Piece(Change.ADDED, added)


def _split(text: str) -> list[str]:
    return text.splitlines(keepends=True) if len(text) > LONG else _PIECES.findall(text)

"""What a correction took out and put in, word by word, so that a screen can strike through and keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from hah_console.domain.chart.note import NoteText, Section

_PIECES = re.compile(r"\s+|[A-Za-z0-9.]+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^\n。；;]*[\n。；;]|[^\n。；;]+")
SHORT = 400
"""Characters up to which two texts are compared word by word; PERF: it takes 20 ms, and grows with their product."""
MOST_SENTENCES = 3_000
"""Beyond, what differs is struck out as a whole."""


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
    """The pieces of two texts of one section, the struck ones before the added ones.

    Short texts word by word; in longer ones sentence by sentence, and word by word where a short part was replaced.
    """
    if len(before) <= SHORT and len(after) <= SHORT:
        yield from _by(_PIECES.findall(before), _PIECES.findall(after), fine=True)
        return
    old, new = _SENTENCES.findall(before), _SENTENCES.findall(after)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield from _piece(Change.KEPT, old[:head])
    if max(len(middle_old), len(middle_new)) > MOST_SENTENCES:
        yield from _piece(Change.STRUCK, middle_old)
        yield from _piece(Change.ADDED, middle_new)
    else:
        yield from _by(middle_old, middle_new, fine=False)
    yield from _piece(Change.KEPT, old[len(old) - tail :])


def _by(old: list[str], new: list[str], *, fine: bool) -> Iterator[Piece]:
    """What became of a list of words or sentences; of sentences ``fine`` looks no closer."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=not fine).get_opcodes():
        struck, added = "".join(old[a:b]), "".join(new[c:d])
        if tag == "replace" and not fine and len(struck) <= SHORT and len(added) <= SHORT:
            yield from pieces(struck, added)
            continue
        yield from _piece(Change.KEPT if tag == "equal" else Change.STRUCK, old[a:b])
        if tag != "equal":
            yield from _piece(Change.ADDED, new[c:d])


def _piece(change: Change, words: list[str]) -> Iterator[Piece]:
    text = "".join(words)
    if text:
        yield Piece(change, text)


def _same(old: list[str], new: list[str]) -> int:
    """How many of two lists are the same from the beginning."""
    return next(
        (i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )

"""One note as it is read: what stands there now with what its last correction took out, below it every former text;
no Qt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.chart.note import Note, NoteText, Signature
from hah_console.domain.chart.strike import Change, Piece, compared
from hah_console.domain.ids import UserId
from hah_console.ui.chart.note_words import (
    ToLocal,
    is_withdrawn,
    kind_text,
    person_text,
    section_text,
    standing_of,
)
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock


@dataclass(frozen=True, slots=True)
class PagePart:
    """A section with its name."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One text: by whom and when, why it replaced the one before, who signed it; ``now`` is what stands there."""

    head: str
    reason: str
    signed: str
    parts: tuple[PagePart, ...]
    now: bool


@dataclass(frozen=True, slots=True)
class NotePage:
    """A whole note. ``legend`` explains the marks of a correction, empty without one; ``broken`` is a warning."""

    title: str
    standing: str
    withdrawn: str
    broken: str
    legend: str
    versions: tuple[PageVersion, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What the words of a note depend on beside the note."""

    texts: Texts
    local: ToLocal
    people: Mapping[UserId, str]
    sign_within: timedelta | None = None

    def at(self, moment: datetime, now: datetime) -> str:
        """A moment as it is written beside notes."""
        return near_clock(self.local(moment), self.local(now).date())


def note_page(reader: Reader, note: Note, now: datetime) -> NotePage:
    """The page of a note. PERF: comparing long texts takes up to a second; not on the GUI thread."""
    texts = reader.texts
    versions = tuple(_versions(reader, note, now))
    withdrawn = _withdrawn(reader, note, now)
    broken = "" if note.signature_holds() else texts("notes.page.broken")
    standing = standing_of(texts, reader.local, note, reader.sign_within, now).text
    title = texts(
        "notes.page.title", kind=kind_text(texts, note.kind), author=person_text(reader.people, note.author),
        at=reader.at(note.texts[0].at, now),
    )  # fmt: skip
    legend = texts("notes.page.legend") if len(note.texts) > 1 else ""
    spoken = "\n".join(filter(None, (title, standing, withdrawn, broken, *_spoken(texts, versions))))
    return NotePage(title, standing, withdrawn, broken, legend, versions, spoken)


def _withdrawn(reader: Reader, note: Note, now: datetime) -> str:
    if note.withdrawn_at is None:
        return ""
    who, at = person_text(reader.people, note.author), reader.at(note.withdrawn_at, now)
    return reader.texts("notes.page.withdrawn", who=who, at=at, reason=note.withdrawn_for)


def _versions(reader: Reader, note: Note, now: datetime) -> Iterator[PageVersion]:
    """The present text first; each beside the one before it."""
    signed = {signature.version: signature for signature in note.signatures}
    for number in range(len(note.texts), 0, -1):
        text, before = note.texts[number - 1], note.texts[number - 2] if number > 1 else None
        yield PageVersion(
            head=_head(reader, text, number, now),
            reason=reader.texts("notes.page.reason", reason=text.reason) if text.reason else "",
            signed=_signed(reader, signed.get(number), now),
            parts=_parts(reader.texts, text, before, struck=is_withdrawn(note)),
            now=number == len(note.texts),
        )


def _head(reader: Reader, text: NoteText, number: int, now: datetime) -> str:
    key = "notes.page.corrected" if number > 1 else "notes.page.written"
    return reader.texts(key, who=person_text(reader.people, text.by), at=reader.at(text.at, now), n=number)


def _signed(reader: Reader, signature: Signature | None, now: datetime) -> str:
    if signature is None:
        return reader.texts("notes.page.unsigned")
    who, at = person_text(reader.people, signature.by), reader.at(signature.at, now)
    return reader.texts("notes.page.signed", who=who, at=at, digest=signature.digest[:12])


def _parts(texts: Texts, text: NoteText, before: NoteText | None, *, struck: bool) -> tuple[PagePart, ...]:
    if struck or before is None:
        change = Change.STRUCK if struck else Change.KEPT
        return tuple(PagePart(section_text(texts, name), (Piece(change, words),)) for name, words in text.sections)
    return tuple(PagePart(section_text(texts, name), pieces) for name, pieces in compared(before, text))


def _spoken(texts: Texts, versions: tuple[PageVersion, ...]) -> Iterator[str]:
    for version in versions:
        yield " ".join(filter(None, (version.head, version.reason, version.signed)))
        for part in version.parts:
            yield f"{part.name}: {''.join(_said(texts, piece) for piece in part.pieces)}"


def _said(texts: Texts, piece: Piece) -> str:
    """A mark nobody can hear is said in words."""
    if piece.change is Change.KEPT or not piece.text.strip():
        return piece.text
    key = "notes.page.spoken_struck" if piece.change is Change.STRUCK else "notes.page.spoken_added"
    return texts(key, text=piece.text)

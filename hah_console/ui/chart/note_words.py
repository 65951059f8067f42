"""How a note is named, and how it stands with its signature, the same wherever notes are shown; no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.chart.note import Note, NoteKind, NoteState, Section
from hah_console.domain.ids import UserId
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

# i18n: notes.kind.*
# i18n: notes.section.*
# i18n: notes.state.*
LONGEST_EXCERPT = 120
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a note stands. ``open`` waits for a signature, ``late`` longer than it may."""

    text: str
    open: bool
    late: bool


def kind_text(texts: Texts, kind: NoteKind) -> str:
    """What a note is about."""
    return texts.word("notes.kind", kind.value)


def section_text(texts: Texts, section: Section) -> str:
    """The name of a section."""
    return texts.word("notes.section", section.value)


def person_text(people: Mapping[UserId, str], user_id: UserId) -> str:
    """The name of a user; the id when it is not known."""
    return people.get(user_id, user_id)


def standing_of(texts: Texts, local: ToLocal, note: Note, sign_within: timedelta | None, now: datetime) -> Standing:
    """Signed when, or how long there is still time, or how long it is late; a withdrawn note says so."""
    since = note.unsigned_since
    if since is not None:
        return _waiting(texts, note, since, sign_within, now)
    word = texts.word("notes.state", note.state.value)
    at = note.withdrawn_at or (note.signatures[-1].at if note.signatures else None)
    when = f" {near_clock(local(at), local(now).date())}" if at else ""
    return Standing(f"{word}{when}", open=False, late=False)


def _waiting(texts: Texts, note: Note, since: datetime, sign_within: timedelta | None, now: datetime) -> Standing:
    word = texts.word("notes.state", note.state.value)
    if sign_within is None:
        return Standing(word, open=True, late=False)
    left = since + sign_within - now
    late = left < timedelta(0)
    time = texts("notes.over" if late else "notes.left", age=age_text(texts, abs(left)))
    return Standing(f"{word} · {time}", open=True, late=late)


def excerpt(note: Note) -> str:
    """The first words of what stands there now, on one line."""
    return " ".join(" ".join(words[:LONGEST_EXCERPT] for _, words in note.text.sections).split())[:LONGEST_EXCERPT]


def is_withdrawn(note: Note) -> bool:
    """Whether it was entered in error."""
    return note.state is NoteState.WITHDRAWN

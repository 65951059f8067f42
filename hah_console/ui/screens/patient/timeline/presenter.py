"""Decides what the timeline shows: which entries, under which day, and what is said of the filter; no Qt.

SAFETY(identity): everything read is kept with the patient it was asked for; an answer about another one is dropped.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from hah_console.domain.ids import PatientId
from hah_console.services.timeline_entry import EntryKind, Timeline
from hah_console.services.timeline_reading import counts_of, joined, read_earlier, read_timeline_page
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.timeline.entry_text import EntryLine, EntryWords
from hah_console.ui.wording import weekday

DAY = "day:"
EVENTS = frozenset(EntryKind) - {EntryKind.VITALS, EntryKind.OWN}


@dataclass(frozen=True, slots=True)
class DayLine:
    """The head of a day: its date and day n of the stay."""

    key: str
    text: str
    spoken: str
    heading: bool = True


Line = DayLine | EntryLine


@dataclass(slots=True)
class TimelinePresenter:
    """``kinds`` in sight: none chosen is all of them. ``sought`` must stand in what an entry says."""

    desk: Desk
    patient_id: PatientId | None = None
    timeline: Timeline | None = None
    kinds: frozenset[EntryKind] = frozenset()
    sought: str = ""
    _said: tuple[EntryLine, ...] = field(default=())

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of the one before stays, the filter neither."""
        self.patient_id, self.timeline, self._said = patient_id, None, ()
        self.kinds, self.sought = frozenset(), ""

    def read(self) -> Timeline | None:
        """What is known so far as it stands now; at first the newest days. Called on a worker thread."""
        patient_id, known = self.patient_id, self.timeline
        if patient_id is None:
            return None
        since = known.start if known is not None and known.patient_id == patient_id else None
        return read_timeline_page(self.desk.ctx, self.desk.actor, patient_id, since)

    def read_earlier(self) -> Timeline | None:
        """The days before those known. Called on a worker thread."""
        known = self.timeline
        return None if known is None or known.whole else read_earlier(self.desk.ctx, self.desk.actor, known)

    def take(self, found: Timeline | None) -> bool:
        """Keep an answer about the patient in sight; False for any other."""
        if found is None or found.patient_id != self.patient_id:
            return False
        known = self.timeline
        if known is not None and known.start < found.start and known.episode_id == found.episode_id:
            found = joined(found, known)
        self._keep(found)
        return True

    def take_earlier(self, found: Timeline | None) -> bool:
        """Put earlier days below what is known; False for those of another patient or reading."""
        known = self.timeline
        if found is None or known is None or found.patient_id != known.patient_id or found.end < known.start:
            return False
        self._keep(joined(known, found))
        return True

    def restyle(self, desk: Desk) -> None:
        """Take another language or set of rules."""
        self.desk = desk
        if self.timeline is not None:
            self._keep(self.timeline)

    def toggle(self, kind: EntryKind) -> None:
        """Show a kind, or show it no longer; with every kind chosen there is no filter."""
        kinds = self.kinds ^ {kind}
        self.kinds = frozenset() if len(kinds) == len(EntryKind) else kinds

    @property
    def only_events(self) -> bool:
        """Whether everything but the hours of vital signs is in sight."""
        return self.kinds == EVENTS

    def toggle_events(self) -> None:
        """Leave the hours of vital signs out, or show everything again."""
        self.kinds = frozenset() if self.only_events else EVENTS

    def clear(self) -> None:
        """Show everything."""
        self.kinds, self.sought = frozenset(), ""

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kinds or self.sought.strip())

    def counts(self) -> dict[EntryKind, int]:
        """How many entries of each kind are known so far."""
        return counts_of(self.timeline.entries if self.timeline else ())

    def lines(self) -> tuple[Line, ...]:
        """The entries in sight, newest first, each day under its head."""
        found: list[Line] = []
        for day, some in groupby((line for line in self._said if self._keeps(line)), key=lambda line: line.day):
            found += [self._head(day), *some]
        return tuple(found)

    def find(self, key: str) -> EntryLine | None:
        """An entry by its key."""
        return next((line for line in self._said if line.key == key), None)

    def summary(self) -> str:
        """How many entries, what the filter is, and how far back has been read."""
        timeline, texts = self.timeline, self.desk.texts
        if timeline is None:
            return ""
        shown = sum(self._keeps(line) for line in self._said)
        said = [texts("timeline.count", count=len(self._said))]
        if self.filtered:
            said = [texts("timeline.filtered", shown=shown, count=len(self._said), filter=self.filter_text())]
        first = f"{self.desk.ctx.local(timeline.start):%m-%d}"
        said.append(texts("timeline.whole" if timeline.whole else "timeline.since", day=first))
        return " · ".join(said)

    def filter_text(self) -> str:
        """The kinds and the words in force."""
        texts = self.desk.texts
        names = [texts.word("timeline.kind", kind) for kind in EntryKind if kind in self.kinds]
        if self.only_events:
            names = [texts("timeline.events_only")]
        if self.sought.strip():
            names.append(texts("timeline.sought", text=self.sought.strip()))
        return texts("timeline.and").join(names)

    def _keep(self, timeline: Timeline) -> None:
        desk = self.desk
        words = EntryWords(desk.texts, desk.ctx.local, desk.ports.rules.care, timeline, desk.ctx.clock.now())
        self.timeline, self._said = timeline, tuple(words.line(entry) for entry in timeline.entries)

    def _keeps(self, line: EntryLine) -> bool:
        if self.kinds and line.kind not in self.kinds:
            return False
        wanted = self.sought.casefold().split()
        said = f"{line.when} {line.word} {line.title} {line.detail}".casefold()
        return all(word in said for word in wanted)

    def _head(self, day: date) -> DayLine:
        text = _day_text(self.desk.texts, self.timeline, day, self.desk.ctx.today())
        return DayLine(f"{DAY}{day}", text, text)


def _day_text(texts: Texts, timeline: Timeline | None, day: date, today: date) -> str:
    number = timeline.day_of(day) if timeline is not None else None
    parts = [f"{day:%Y-%m-%d} ({weekday(texts, day)})"]
    if day == today:
        parts.append(texts("timeline.today"))
    if timeline is not None and timeline.admitted_on is not None:
        parts.append(texts("timeline.day", day=number) if number else texts("timeline.before"))
    return " · ".join(parts)

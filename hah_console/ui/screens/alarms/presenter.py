"""Decides what the alarm list says, which alarms a filter keeps, and what may be done about one; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Quality, Vital
from hah_console.services.alarm_bar import AlarmChip
from hah_console.services.alarm_list import AlarmList, AlarmRow, present_value
from hah_console.services.context import Context
from hah_console.ui.day_text import stay_text
from hah_console.ui.i18n import Texts
from hah_console.ui.lock_text import lock_text
from hah_console.ui.screens.alarms.reason import MEASURED, delay_text, ending_text, limit_text, reason_text
from hah_console.ui.wording import NOTHING, age_text, near_clock, stopwatch, subject_text, with_unit

# i18n: words.alarm_state.*
# i18n: words.lane.*
# i18n: words.duty.*
# i18n: words.shelf_reason.*


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm in words; ``detail`` is its limit and times, ``ladder`` who was told and who is next."""

    key: str
    priority: Priority
    waiting: bool
    word: str
    what: str
    detail: str
    state: str
    ladder: str
    spoken: str


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """A count that filters: translation key of its name, and which alarms it keeps."""

    filter_id: str
    text: str
    keeps: Callable[[AlarmRow], bool]


FILTERS = (
    AlarmFilter("all", "alarms.filter.all", lambda row: row.is_open),
    AlarmFilter("waiting", "alarms.filter.waiting", lambda row: row.waiting),
    AlarmFilter("owned", "alarms.filter.owned", lambda row: row.state is AlarmState.ACKNOWLEDGED),
    AlarmFilter("shelved", "alarms.filter.shelved", lambda row: row.shelf is not None),
    AlarmFilter("ended", "alarms.filter.ended", lambda row: not row.is_open),
)
ALL = FILTERS[0]
OWN_FILTERS: Mapping[str, Callable[[AlarmChip], bool]] = {
    "all": lambda _: True,
    "waiting": lambda chip: chip.waiting,
    "owned": lambda chip: not chip.waiting,
}
"""The filters under which what this console found itself is listed, and what they keep of it."""


@dataclass(slots=True)
class AlarmsPresenter:
    """Holds what was read last."""

    ctx: Context
    actor: Actor
    texts: Texts
    filter: AlarmFilter = ALL
    alarms: AlarmList | None = None
    own: tuple[AlarmChip, ...] = ()

    def rows(self, lane: Lane | None = None) -> tuple[AlarmRow, ...]:
        """Every alarm of a lane: open ones by urgency, then those ended today, newest first."""
        if self.alarms is None:
            return ()
        found = (*self.alarms.patients, *self.alarms.technical)
        every = (*sorted(found, key=AlarmRow.rank), *self.alarms.history)
        return tuple(row for row in every if lane is None or row.lane is lane)

    def find(self, alarm_id: str) -> AlarmRow | None:
        """The alarm with this id as it was last read."""
        return self.alarms.find(alarm_id) if self.alarms else None

    def find_own(self, alarm_id: str) -> AlarmChip | None:
        """A condition this console found itself."""
        return next((chip for chip in self.own if chip.alarm_id == alarm_id), None)

    def counts(self) -> dict[str, int]:
        """How many alarms each filter keeps, with what this console found itself."""
        rows = self.rows()
        return {f.filter_id: sum(map(f.keeps, rows)) + len(self._own_under(f)) for f in FILTERS}

    def lines(self, lane: Lane, now: datetime) -> tuple[AlarmLine, ...]:
        """The alarms of a lane in sight.

        SAFETY(order of urgency): what this console found itself stands among the technical ones by its priority.
        """
        rows = tuple(row for row in self.rows(lane) if self.filter.keeps(row))
        own = self._own_under(self.filter) if lane is Lane.TECHNICAL else ()
        if not own:
            return tuple(self._line(row, now) for row in rows)
        ranked = [(_own_rank(chip), self._own_line(chip, now)) for chip in own]
        ranked += [(row.rank(), self._line(row, now)) for row in rows]
        return tuple(line for _, line in sorted(ranked, key=lambda pair: pair[0]))

    def _own_under(self, chosen: AlarmFilter) -> tuple[AlarmChip, ...]:
        """What this console found itself and a filter keeps."""
        keeps = OWN_FILTERS.get(chosen.filter_id)
        return tuple(chip for chip in self.own if keeps is not None and keeps(chip))

    def summary(self) -> str:
        """The sentence beside the title."""
        counts = self.counts()
        waiting, owned, ended = counts["waiting"], counts["owned"], counts["ended"]
        return self.texts("alarms.summary", waiting=waiting, owned=owned, ended=ended)

    def hidden(self) -> str:
        """SAFETY(filtered alarm): how many waiting alarms the filter in force keeps out of the list; else empty."""
        out = sum(row.waiting and not self.filter.keeps(row) for row in self.rows())
        out += sum(chip.waiting for chip in set(self.own) - set(self._own_under(self.filter)))
        return self.texts("alarms.hidden", count=out) if out else ""

    def load(self) -> str:
        """How many alarms came lately, and for how many people."""
        if self.alarms is None:
            return ""
        load = self.alarms.load
        minutes = int(load.window.total_seconds() // 60)
        text = self.texts("alarms.load", count=load.raised, minutes=minutes, operators=load.operators)
        return self.texts("alarms.flood", load=text) if load.flood else text

    def may(self, act: str, row: AlarmRow | None) -> bool:
        """Whether this person can do this about this alarm now."""
        if row is None or not permits(self.actor.role, _ACTIONS[act]):
            return False
        return _POSSIBLE[act](row)

    def name(self, row: AlarmRow) -> str:
        """Who and what."""
        subject = subject_text(self.texts, row)
        return self.texts("alarms.what", name=row.name or self.texts("alarms.system"), subject=subject)

    def reason(self, row: AlarmRow) -> str:
        """Why it was raised, why it is low by a lock, and both delays."""
        lock = self._lock(row)
        locked = self.texts("alarms.lock.reason", lock=lock) if lock else ""
        parts = (reason_text(self.texts, row), locked, ending_text(self.texts, row), delay_text(self.texts, row))
        return "\n".join(part for part in parts if part)

    def shelf_text(self, row: AlarmRow) -> str:
        """Who keeps it quiet, why and until when; empty when nobody does."""
        shelf = row.shelf
        if shelf is None:
            return ""
        reason = self.texts.word("words.shelf_reason", shelf.reason)
        note = f" {shelf.note}" if shelf.note else ""
        until = self._minute(shelf.until)
        return self.texts("alarms.shelf", author=shelf.author, until=until, reason=reason + note)

    def facts(self, row: AlarmRow, now: datetime) -> tuple[tuple[str, str], ...]:
        """Label and value of everything known about one alarm, with its times to the second."""
        texts = self.texts
        return (
            (texts("alarms.fact.state"), self._state(row)),
            *self._now(row, now),
            *self._told_value(row),
            (texts("alarms.fact.limit"), self._limit(row)),
            (texts("alarms.fact.raised"), self._second(row.raised_at)),
            (texts("alarms.fact.owner"), self._owner(row)),
            (texts("alarms.fact.ladder"), self.ladder(row, now)),
            (texts("alarms.fact.called"), self._called(row)),
            (texts("alarms.fact.cleared"), self._second(row.cleared_at)),
            (texts("alarms.fact.rule"), f"{row.rule_id} ({row.rules_version})"),
        )

    def take_latest(self, rows: Iterable[LatestVitals]) -> None:
        """Newer last values of the vitals that open alarms are about."""
        latest = {row.patient_id: row for row in rows}
        if self.alarms is None or not latest:
            return
        patients, technical = (
            tuple(_with_latest(row, latest) for row in rows) for rows in (self.alarms.patients, self.alarms.technical)
        )
        self.alarms = replace(self.alarms, patients=patients, technical=technical)

    def _now(self, row: AlarmRow, now: datetime) -> tuple[tuple[str, str], ...]:
        """What the vital is now and how old that is, beside what raised the alarm."""
        texts = self.texts
        if row.subject not in set(Vital) or row.patient_id is None or not row.is_open:
            return ()
        present = row.present
        if present is None:
            return ((texts("alarms.fact.now"), texts("patient.numbers.never")),)
        age = texts("patient.numbers.age", age=age_text(texts, now - present.as_of))
        good = present.quality is Quality.GOOD and present.value is not None
        value = with_unit(texts, Vital(row.subject), present.value) if good else texts("patient.numbers.sensor_off")
        return ((texts("alarms.fact.now"), f"{value} · {age}"),)

    def _told_value(self, row: AlarmRow) -> tuple[tuple[str, str], ...]:
        """Which value is in its name: the one told last, neither the first nor the present one."""
        if row.rule.kind not in MEASURED or row.subject not in set(Vital) or row.value is None:
            return ()
        if row.present is not None and row.present.value == row.value:
            return ()
        return ((self.texts("alarms.fact.told_value"), with_unit(self.texts, Vital(row.subject), row.value)),)

    def ladder(self, row: AlarmRow, now: datetime) -> str:
        """Who was told, and how long until the next one is."""
        texts, ladder = self.texts, row.ladder
        told = texts.word("words.duty", ladder.role) if ladder.role else ""
        here = texts("alarms.ladder.told", role=told, rung=ladder.rung) if told else texts("alarms.ladder.first")
        if ladder.next_at is not None and row.waiting:
            if ladder.next_at <= now:
                return texts("alarms.ladder.due", here=here, role=texts.word("words.duty", ladder.next_role))
            left = stopwatch(ladder.next_at - now)
            return texts("alarms.ladder.next", here=here, role=texts.word("words.duty", ladder.next_role), left=left)
        return here if row.waiting and row.is_open else (here if told else texts("alarms.ladder.none"))

    def _line(self, row: AlarmRow, now: datetime) -> AlarmLine:
        word = self.texts.word("words.priority", int(row.priority))
        told = (stay_text(self.texts, row.stay), reason_text(self.texts, row), self._times(row))
        detail = " · ".join(part for part in told if part)
        state = f"{self._state(row)} · {self._since(row, now)}"
        below = self.shelf_text(row) or self._below(row, now)
        spoken = self.texts(
            "alarms.spoken",
            priority=word,
            name=f"{row.name or self.texts('alarms.system')} {stay_text(self.texts, row.stay)}".strip(),
            subject=subject_text(self.texts, row),
            limit=self._limit_said(row),
            state=self._state(row),
            raised=self._minute(row.raised_at),
            owner=below,
        )
        return AlarmLine(row.alarm_id, row.priority, row.waiting, word, self.name(row), detail, state, below, spoken)

    def _below(self, row: AlarmRow, now: datetime) -> str:
        """Who took it; of what is low by a lock what it waits for; else who is told next."""
        if not row.waiting:
            return self._owner(row)
        return self._lock(row) or self.ladder(row, now)

    def _lock(self, row: AlarmRow) -> str:
        return lock_text(self.texts, self.ctx.local, row.subject, row.locked, self.ctx.clock.now())

    def _own_line(self, chip: AlarmChip, now: datetime) -> AlarmLine:
        texts = self.texts
        word, what = texts.word("words.priority", int(chip.priority)), texts.word("words.subject", chip.subject)
        name = texts("alarms.what", name=texts("alarms.this_console"), subject=what)
        word_state = texts.word("words.alarm_state", AlarmState.ACTIVE if chip.waiting else AlarmState.ACKNOWLEDGED)
        state = f"{word_state} · {texts('alarms.since', age=stopwatch(now - chip.raised_at))}"
        advice = texts(f"shell.own.{chip.subject}")
        spoken = f"{word} {name} {state} {advice}"
        owner = chip.owner or texts("alarms.nobody")
        return AlarmLine(chip.alarm_id, chip.priority, chip.waiting, word, name, advice, state, owner, spoken)

    def _times(self, row: AlarmRow) -> str:
        """The moments that have come, each with its word."""
        texts = self.texts
        moments = (
            (texts("alarms.fact.raised"), row.raised_at),
            (texts("alarms.fact.acknowledged"), row.acknowledged_at),
            (texts("alarms.fact.cleared"), row.cleared_at),
        )
        return " · ".join(f"{name} {self._minute(at)}" for name, at in moments if at is not None)

    def _since(self, row: AlarmRow, now: datetime) -> str:
        if row.state is AlarmState.LATCHED:
            return self.texts("alarms.gone", at=self._minute(row.cleared_at))
        if row.cleared_at is not None:
            return self.texts("alarms.lasted", age=age_text(self.texts, row.cleared_at - row.raised_at))
        return self.texts("alarms.since", age=stopwatch(now - row.raised_at))

    def _owner(self, row: AlarmRow) -> str:
        if not row.owner:
            return self.texts("alarms.nobody")
        return self.texts("alarms.owner", owner=row.owner, at=self._minute(row.acknowledged_at))

    def _called(self, row: AlarmRow) -> str:
        if row.called_at is None:
            return NOTHING
        return self.texts("alarms.owner", owner=row.called_by, at=self._minute(row.called_at))

    def _state(self, row: AlarmRow) -> str:
        return self.texts("alarms.shelved") if row.shelf else self.texts.word("words.alarm_state", row.state)

    def _limit(self, row: AlarmRow) -> str:
        value = limit_text(self.texts, row)
        if not value:
            return self.texts("alarms.no_limit")
        own = row.own_limit
        if own is not None:
            until = self._minute(own.until)
            return self.texts("alarms.own_limit", limit=value, author=own.author, until=until, reason=own.reason)
        return value

    def _limit_said(self, row: AlarmRow) -> str:
        """The limit in a sentence, where no label stands before it."""
        return self.texts("alarms.limit", limit=self._limit(row)) if limit_text(self.texts, row) else self._limit(row)

    def _minute(self, at: datetime | None) -> str:
        return NOTHING if at is None else near_clock(self.ctx.local(at), self._today())

    def _second(self, at: datetime | None) -> str:
        """To the second; with its date when it was not today."""
        return NOTHING if at is None else f"{self._minute(at)}:{self.ctx.local(at):%S}"

    def _today(self) -> date:
        return self.ctx.local(self.ctx.clock.now()).date()


def _own_rank(chip: AlarmChip) -> tuple[int, bool, float, str]:
    """As an alarm of the service is ranked."""
    return (-chip.priority, not chip.waiting, chip.raised_at.timestamp(), chip.alarm_id)


def _with_latest(row: AlarmRow, latest: Mapping[PatientId, LatestVitals]) -> AlarmRow:
    newer = present_value(row.subject, latest.get(row.patient_id)) if row.patient_id else None
    return row if newer is None else replace(row, present=newer)


_ACTIONS = {
    "acknowledge": Action.ACKNOWLEDGE_ALARM,
    "call": Action.ACKNOWLEDGE_ALARM,
    "escalate": Action.ACKNOWLEDGE_ALARM,
    "shelve": Action.SHELVE_ALARM,
    "limit": Action.SET_LIMITS,
}
_POSSIBLE: dict[str, Callable[[AlarmRow], bool]] = {
    "acknowledge": lambda row: row.state in (AlarmState.ACTIVE, AlarmState.LATCHED),
    "call": lambda row: row.is_open and row.patient_id is not None,
    "escalate": lambda row: row.waiting and bool(row.ladder.next_role),
    "shelve": lambda row: row.shelf is not None or (row.is_open and row.longest_shelf > timedelta(0)),
    "limit": lambda row: row.patient_id is not None and row.subject in set(Vital),
}

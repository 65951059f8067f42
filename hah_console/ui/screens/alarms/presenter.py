"""Decides what the alarm list says, which alarms a filter keeps, and what may be acknowledged; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.reading import Vital
from hah_console.services.alarm_list import AlarmList, AlarmRow
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, clock_text, stopwatch, subject_text, with_unit

# i18n: words.alarm_state.*
# i18n: words.lane.*


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm in words; ``times`` are raised, acknowledged and gone."""

    key: str
    priority: Priority
    waiting: bool
    word: str
    what: str
    limit: str
    state: str
    since: str
    times: str
    owner: str
    spoken: str


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """A count that filters: translation key of its name, and which alarms it keeps."""

    filter_id: str
    text: str
    keeps: Callable[[AlarmRow], bool]


FILTERS = (
    AlarmFilter("all", "alarms.filter.all", lambda _: True),
    AlarmFilter("waiting", "alarms.filter.waiting", lambda row: row.waiting),
    AlarmFilter("owned", "alarms.filter.owned", lambda row: row.state is AlarmState.ACKNOWLEDGED),
    AlarmFilter("ended", "alarms.filter.ended", lambda row: row.state is AlarmState.CLEARED),
)
ALL = FILTERS[0]


@dataclass(slots=True)
class AlarmsPresenter:
    """Holds what was read last."""

    ctx: Context
    actor: Actor
    texts: Texts
    filter: AlarmFilter = ALL
    alarms: AlarmList | None = None

    def rows(self) -> tuple[AlarmRow, ...]:
        """Every alarm: open ones by urgency whatever their kind, then those ended today, newest first."""
        if self.alarms is None:
            return ()
        still_open = sorted((*self.alarms.patients, *self.alarms.technical), key=AlarmRow.rank)
        return (*still_open, *self.alarms.history)

    def find(self, alarm_id: str) -> AlarmRow | None:
        """The alarm with this id as it was last read."""
        return self.alarms.find(alarm_id) if self.alarms else None

    def counts(self) -> dict[str, int]:
        """How many alarms each filter keeps."""
        return {item.filter_id: sum(item.keeps(row) for row in self.rows()) for item in FILTERS}

    def lines(self, now: datetime) -> tuple[AlarmLine, ...]:
        """The alarms in sight."""
        return tuple(self._line(row, now) for row in self.rows() if self.filter.keeps(row))

    def summary(self) -> str:
        """The sentence beside the title."""
        counts = self.counts()
        waiting, owned, ended = counts["waiting"], counts["owned"], counts["ended"]
        return self.texts("alarms.summary", waiting=waiting, owned=owned, ended=ended)

    def load(self) -> str:
        """How many alarms came lately, and for how many people."""
        if self.alarms is None:
            return ""
        load = self.alarms.load
        minutes = int(load.window.total_seconds() // 60)
        text = self.texts("alarms.load", count=load.raised, minutes=minutes, operators=load.operators)
        return self.texts("alarms.flood", load=text) if load.flood else text

    def may_acknowledge(self, row: AlarmRow | None) -> bool:
        """Whether this person can take this alarm over now."""
        return row is not None and row.waiting and permits(self.actor.role, Action.ACKNOWLEDGE_ALARM)

    def name(self, row: AlarmRow) -> str:
        """Who and what."""
        subject = subject_text(self.texts, row)
        return self.texts("alarms.what", name=row.name or self.texts("alarms.system"), subject=subject)

    def facts(self, row: AlarmRow) -> tuple[tuple[str, str], ...]:
        """Label and value of everything known about one alarm, with its three times to the second."""
        texts = self.texts
        return (
            (texts("alarms.fact.state"), self._state(row)),
            (texts("alarms.fact.limit"), self._limit_value(row) or texts("alarms.no_limit")),
            (texts("alarms.fact.raised"), self._second(row.raised_at)),
            (texts("alarms.fact.acknowledged"), self._second(row.acknowledged_at)),
            (texts("alarms.fact.owner"), row.owner or texts("alarms.nobody")),
            (texts("alarms.fact.cleared"), self._second(row.cleared_at)),
            (texts("alarms.fact.lane"), texts.word("words.lane", row.lane)),
            (texts("alarms.fact.rule"), f"{row.rule_id} ({row.rules_version})"),
        )

    def _line(self, row: AlarmRow, now: datetime) -> AlarmLine:
        limit, word, owner = self._limit(row), self.texts.word("words.priority", int(row.priority)), self._owner(row)
        times = self._times(row)
        return AlarmLine(
            row.alarm_id, row.priority, row.waiting, word, self.name(row), limit, self._state(row),
            self._since(row, now), times, owner, self._spoken(row, word, limit, owner),
        )  # fmt: skip

    def _times(self, row: AlarmRow) -> str:
        """The moments that have come, each with its word."""
        texts = self.texts
        moments = (
            (texts("alarms.fact.raised"), row.raised_at),
            (texts("alarms.fact.acknowledged"), row.acknowledged_at),
            (texts("alarms.fact.cleared"), row.cleared_at),
        )
        return " · ".join(f"{name} {self._minute(at)}" for name, at in moments if at is not None)

    def _spoken(self, row: AlarmRow, word: str, limit: str, owner: str) -> str:
        return self.texts(
            "alarms.spoken",
            priority=word,
            name=row.name or self.texts("alarms.system"),
            subject=subject_text(self.texts, row),
            limit=limit,
            state=self._state(row),
            raised=self._minute(row.raised_at),
            owner=owner,
        )

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

    def _state(self, row: AlarmRow) -> str:
        return self.texts.word("words.alarm_state", row.state)

    def _limit(self, row: AlarmRow) -> str:
        value = self._limit_value(row)
        return self.texts("alarms.limit", limit=value) if value else self.texts("alarms.no_limit")

    def _limit_value(self, row: AlarmRow) -> str:
        if row.limit is None:
            return ""
        if row.trigger is not None:
            return self.texts("alarms.single_item", points=f"{row.limit:g}")
        return with_unit(self.texts, Vital(row.subject), row.limit) if row.subject in set(Vital) else f"{row.limit:g}"

    def _minute(self, at: datetime | None) -> str:
        return NOTHING if at is None else clock_text(self.ctx.local(at))

    def _second(self, at: datetime | None) -> str:
        return NOTHING if at is None else f"{self.ctx.local(at):%H:%M:%S}"

"""The rows of the board in the order they are shown, for every screen of many patients: no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.episode import Condition
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.services.board import BoardRules, Census, CensusRow, Trend, aged, last_received_of, with_latest
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts


@dataclass(frozen=True, slots=True)
class Filter:
    """A header count that filters: translation key of its name, and which rows it keeps at a moment.

    ``by_clock``: a row may come under it by time alone.
    """

    filter_id: str
    text: str
    keeps: Callable[[CensusRow, datetime], bool]
    priority: Priority | None = None
    by_clock: bool = False


def _has_alarm(priority: Priority) -> Callable[[CensusRow, datetime], bool]:
    return lambda row, _: row.alarm is not None and row.alarm.priority is priority


def _has_condition(condition: Condition) -> Callable[[CensusRow, datetime], bool]:
    return lambda row, _: row.condition is condition


def _is_due(row: CensusRow, _: datetime) -> bool:
    return row.target_days is not None and row.day >= row.target_days


FILTERS = (
    Filter("all", "census.filter.all", lambda _row, _now: True),
    Filter("high", "census.filter.high", _has_alarm(Priority.HIGH), Priority.HIGH),
    Filter("medium", "census.filter.medium", _has_alarm(Priority.MEDIUM), Priority.MEDIUM),
    Filter("no_data", "census.filter.no_data", lambda row, _: row.no_data),
    Filter("late", "census.filter.late", lambda row, now: row.late_by(now) > timedelta(0), by_clock=True),
    Filter("pneumonia", "census.filter.pneumonia", _has_condition(Condition.PNEUMONIA)),
    Filter("uti", "census.filter.uti", _has_condition(Condition.UTI)),
    Filter("soft_tissue", "census.filter.soft_tissue", _has_condition(Condition.SOFT_TISSUE)),
    Filter("due", "census.filter.due", _is_due),
)
ALL = FILTERS[0]


@dataclass(slots=True)
class BoardRows:
    """Holds the rows of the board. SAFETY(right row): they keep their place until ``resort``, whatever arrives.

    PERF(1,000 rows a second): counts and order of need are kept until a row was read anew, fell silent or was heard;
    new values change neither.
    """

    ctx: Context
    texts: Texts
    rules: BoardRules
    filter: Filter = ALL
    loaded_at: datetime | None = None
    _rows: dict[PatientId, CensusRow] = field(default_factory=dict)
    _order: tuple[PatientId, ...] = ()
    _read: dict[PatientId, CensusRow] = field(default_factory=dict)
    _fresh: dict[PatientId, LatestVitals] = field(default_factory=dict)
    _waiting: dict[PatientId, LatestVitals] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)
    _needy: tuple[PatientId, ...] | None = None

    def take(self, census: Census) -> None:
        """Accept a new reading of the board; newcomers go to the end, leavers leave, nobody else moves."""
        first = self.loaded_at is None
        self._rows = {row.patient_id: self._merged(row) for row in census.rows}
        self._read = {row.patient_id: row for row in census.rows}
        kept = tuple(pid for pid in self._order if pid in self._rows)
        known = set(kept)
        self._order = (*kept, *(row.patient_id for row in census.rows if row.patient_id not in known))
        self.loaded_at = census.at
        self._turned()
        if first:
            self.resort()

    def take_latest(self, latest: Iterable[LatestVitals], now: datetime) -> None:
        """New last values of some patients; who was silent is so no longer at once, others when they are looked at."""
        for item in latest:
            row = self._rows.get(item.patient_id)
            if row is not None:
                self._fresh[item.patient_id] = item
                if row.no_data:
                    self.settle((item.patient_id,), now)

    def settle(self, patient_ids: Iterable[PatientId], now: datetime) -> None:
        """Put the newest values into these rows. PERF: a row costs 15 us, and of 1,000 only thirty are in sight."""
        for pid in patient_ids:
            older = self._waiting.pop(pid, None)
            item = self._fresh.pop(pid, older)
            if item is not None and (row := self._rows.get(pid)) is not None:
                self._put(row, with_latest(row, item, self.rules, now))

    def settled(self, patient_id: PatientId, now: datetime) -> CensusRow:
        """The row with its newest values; raises KeyError for somebody who is not on the board."""
        self.settle((patient_id,), now)
        return self._rows[patient_id]

    def take_trends(self, trends: Mapping[PatientId, Trend]) -> None:
        """New score histories."""
        for pid, trend in trends.items():
            if pid in self._rows and self._rows[pid].trend != trend:
                self._rows[pid] = replace(self._rows[pid], trend=trend)

    def age(self, now: datetime) -> None:
        """Let old values turn stale; call once a second. Rows whose values have just come need no look."""
        self.settle(tuple(self._waiting.keys() - self._fresh.keys()), now)
        self._waiting, self._fresh = self._fresh, {}
        for pid, row in self._rows.items():
            if pid not in self._waiting:
                self._put(row, aged(row, self.rules, now))

    def misplaced(self) -> int:
        """How many rows would move if the board were sorted now."""
        wanted = self._sorted()
        return 0 if wanted == self._order else sum(a != b for a, b in zip(self._order, wanted, strict=True))

    def resort(self) -> None:
        """Put the rows in order of need."""
        self._order = self._sorted()

    def reverse(self) -> None:
        """Turn the order round: what a sort costs at most."""
        self._order = self._order[::-1]

    def patient_ids(self) -> tuple[PatientId, ...]:
        """Everybody on the board."""
        return self._order

    def row_of(self, patient_id: PatientId) -> CensusRow | None:
        """The row of a patient, None when she is not on the board."""
        return self._rows.get(patient_id)

    def newest(self) -> datetime | None:
        """When the newest value of anybody was received."""
        shown = (row.last_received_at for row in self._rows.values() if row.last_received_at is not None)
        coming = (last_received_of(item) for item in (*self._fresh.values(), *self._waiting.values()))
        return max((*shown, *(at for at in coming if at is not None)), default=None)

    def counts(self, now: datetime) -> dict[str, int]:
        """How many rows each filter keeps."""
        if not self._counted:
            self._counted = {f.filter_id: self._count(f, now) for f in FILTERS}
        return self._counted | {f.filter_id: self._count(f, now) for f in FILTERS if f.by_clock}

    def rows(self, now: datetime) -> tuple[CensusRow, ...]:
        """The rows in sight, in their present order."""
        kept = map(self._rows.__getitem__, self._order)
        return tuple(kept) if self.filter is ALL else tuple(row for row in kept if self.filter.keeps(row, now))

    def summary(self, now: datetime) -> str:
        """The sentence beside the title: how many in care, and the filter in force."""
        count = len(self._order)
        if self.filter is ALL:
            return self.texts("census.in_care", count=count)
        shown = self.counts(now)[self.filter.filter_id]
        return self.texts("census.filtered", name=self.texts(self.filter.text), shown=shown, count=count)

    def _merged(self, row: CensusRow) -> CensusRow:
        """The row as read, with whatever newer values and course have already been shown."""
        pid = row.patient_id
        mine = self._rows.get(pid)
        if mine is None or self._read.get(pid) is row:
            return mine or row
        newer = mine.last_received_at is not None and (
            row.last_received_at is None or mine.last_received_at >= row.last_received_at
        )
        if not newer:
            return replace(row, trend=mine.trend)
        return replace(
            row,
            trend=mine.trend,
            vitals=mine.vitals,
            last_received_at=mine.last_received_at,
            no_data=mine.no_data,
        )

    def _put(self, old: CensusRow, new: CensusRow) -> None:
        self._rows[new.patient_id] = new
        if old.no_data != new.no_data:
            self._turned()

    def _turned(self) -> None:
        """Something of which counts and order of need are made is not what it was."""
        self._counted, self._needy = {}, None

    def _count(self, wanted: Filter, now: datetime) -> int:
        return sum(wanted.keeps(row, now) for row in self._rows.values())

    def _sorted(self) -> tuple[PatientId, ...]:
        if self._needy is None:
            self._needy = tuple(row.patient_id for row in sorted(self._rows.values(), key=CensusRow.need))
        return self._needy

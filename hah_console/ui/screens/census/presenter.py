"""Decides what the census says: lines of cells, filters with their counts, order of need; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum

from hah_console.domain.alarm import Priority
from hah_console.domain.episode import Condition
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Vital
from hah_console.services.board import BoardRules, Census, CensusRow, aged, with_latest
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, near_clock, value_text, with_unit


class Column(IntEnum):
    """Columns of the census from left to right; SPO2 to UPDATED change with every reading."""

    MARK = 0
    PATIENT = 1
    CONDITION = 2
    SCORE = 3
    TREND = 4
    SPO2 = 5
    HEART_RATE = 6
    RESPIRATION = 7
    PRESSURE = 8
    TEMPERATURE = 9
    UPDATED = 10
    VISIT = 11
    DOSE = 12
    TASKS = 13
    OWNER = 14


@dataclass(frozen=True, slots=True)
class Cell:
    """``strong`` is written in ink, ``soft`` after it in a lighter ink; ``warning`` makes the soft part bold."""

    strong: str = ""
    soft: str = ""
    stale: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class CensusLine:
    """One row ready to paint; ``spoken`` is the sentence a screen reader says for the patient."""

    row: CensusRow
    cells: tuple[Cell, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A header count that filters: translation key of its name, and which rows it keeps at a moment."""

    filter_id: str
    text: str
    keeps: Callable[[CensusRow, datetime], bool]
    priority: Priority | None = None


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
    Filter("late", "census.filter.late", lambda row, now: row.late_by(now) > timedelta(0)),
    Filter("pneumonia", "census.filter.pneumonia", _has_condition(Condition.PNEUMONIA)),
    Filter("uti", "census.filter.uti", _has_condition(Condition.UTI)),
    Filter("soft_tissue", "census.filter.soft_tissue", _has_condition(Condition.SOFT_TISSUE)),
    Filter("due", "census.filter.due", _is_due),
)
ALL = FILTERS[0]


@dataclass(slots=True)
class CensusPresenter:
    """Holds the rows of the board and says how they are shown. Rows keep their place until ``resort``."""

    ctx: Context
    texts: Texts
    rules: BoardRules
    filter: Filter = ALL
    loaded_at: datetime | None = None
    _rows: dict[PatientId, CensusRow] = field(default_factory=dict)
    _order: tuple[PatientId, ...] = ()

    def take(self, census: Census) -> None:
        """Accept a new reading of the board; newcomers go to the end, leavers leave, nobody else moves."""
        first = self.loaded_at is None
        self._rows = {row.patient_id: row for row in census.rows}
        kept = tuple(pid for pid in self._order if pid in self._rows)
        known = set(kept)
        self._order = (*kept, *(row.patient_id for row in census.rows if row.patient_id not in known))
        self.loaded_at = census.at
        if first:
            self.resort()

    def take_latest(self, latest: Iterable[LatestVitals], now: datetime) -> None:
        """New last values of some patients."""
        for item in latest:
            row = self._rows.get(item.patient_id)
            if row is not None:
                self._rows[item.patient_id] = with_latest(row, item, self.rules, now)

    def take_trends(self, trends: Mapping[PatientId, tuple[tuple[float, float], ...]]) -> None:
        """New score histories."""
        for pid, trend in trends.items():
            if pid in self._rows:
                self._rows[pid] = replace(self._rows[pid], trend=trend)

    def age(self, now: datetime) -> None:
        """Let silent values turn stale."""
        self._rows = {pid: aged(row, self.rules, now) for pid, row in self._rows.items()}

    def misplaced(self) -> int:
        """How many rows would move if the board were sorted now."""
        wanted = self._sorted()
        return sum(a != b for a, b in zip(self._order, wanted, strict=True))

    def resort(self) -> None:
        """Put the rows in order of need."""
        self._order = self._sorted()

    def patient_ids(self) -> tuple[PatientId, ...]:
        """Everybody on the board."""
        return self._order

    def counts(self, now: datetime) -> dict[str, int]:
        """How many rows each filter keeps."""
        rows = tuple(self._rows.values())
        return {f.filter_id: sum(f.keeps(row, now) for row in rows) for f in FILTERS}

    def lines(self, now: datetime) -> tuple[CensusLine, ...]:
        """The rows in sight, in their present order."""
        kept = (self._rows[pid] for pid in self._order)
        return tuple(self.line(row, now) for row in kept if self.filter.keeps(row, now))

    def line(self, row: CensusRow, now: datetime) -> CensusLine:
        """One row in words."""
        cells = (
            self._mark(row),
            self._patient(row),
            self._condition(row),
            self._score(row),
            Cell(),
            *(self._vital(row, vital) for vital in (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE)),
            self._pressure(row),
            self._vital(row, Vital.TEMPERATURE),
            self._updated(row, now),
            self._visit(row, now),
            self._dose(row, now),
            Cell(str(row.open_tasks)),
            Cell(row.owner or NOTHING),
        )
        return CensusLine(row, cells, self._spoken(row, cells))

    def summary(self, now: datetime) -> str:
        """The sentence beside the title: how many in care, and the filter in force."""
        count = len(self._order)
        if self.filter is ALL:
            return self.texts("census.in_care", count=count)
        shown = self.counts(now)[self.filter.filter_id]
        return self.texts("census.filtered", name=self.texts(self.filter.text), shown=shown, count=count)

    def _sorted(self) -> tuple[PatientId, ...]:
        return tuple(row.patient_id for row in sorted(self._rows.values(), key=CensusRow.need))

    def _mark(self, row: CensusRow) -> Cell:
        if row.alarm is None:
            return Cell()
        return Cell(self.texts("census.mark", priority=self.texts.word("words.priority", int(row.alarm.priority))))

    def _patient(self, row: CensusRow) -> Cell:
        sex = self.texts.word("words.sex", row.sex)
        return Cell(row.name, self.texts("census.age_sex", age=row.age_years, sex=sex))

    def _condition(self, row: CensusRow) -> Cell:
        name = self.texts.word("words.condition", row.condition)
        if row.target_days is None:
            return Cell(name, self.texts("census.day", day=row.day))
        return Cell(name, self.texts("census.day_of", day=row.day, target=row.target_days))

    def _score(self, row: CensusRow) -> Cell:
        score = row.score
        if score is None:
            return Cell(NOTHING)
        lower = "" if score.complete else " ≥"
        return Cell(str(score.lower), f"{score.present}/{score.items}{lower}")

    def _vital(self, row: CensusRow, vital: Vital) -> Cell:
        cell = row.vitals.get(vital)
        value = None if cell is None or cell.stale else cell.value
        stale = cell is None or cell.stale
        text = value_text(vital, value)
        return Cell(f"{text} %" if vital is Vital.SPO2 and value is not None else text, stale=stale)

    def _pressure(self, row: CensusRow) -> Cell:
        systolic, diastolic = row.vitals.get(Vital.SYSTOLIC), row.vitals.get(Vital.DIASTOLIC)
        if systolic is None or diastolic is None or systolic.stale or diastolic.stale:
            return Cell(NOTHING, stale=True)
        upper, lower = value_text(Vital.SYSTOLIC, systolic.value), value_text(Vital.DIASTOLIC, diastolic.value)
        return Cell(f"{upper}/{lower}")

    def _updated(self, row: CensusRow, now: datetime) -> Cell:
        if row.last_received_at is None:
            return Cell(soft=self.texts("census.never"), warning=True)
        age = age_text(self.texts, now - row.last_received_at)
        if row.no_data:
            return Cell(soft=self.texts("census.no_data", age=age), warning=True)
        return Cell(soft=age)

    def _visit(self, row: CensusRow, now: datetime) -> Cell:
        if row.visit is None:
            return Cell(soft=self.texts("census.no_visit"))
        at = self._at(row.visit.start, now)
        late = row.late_by(now)
        text = f"{at} {row.visit.staff_name}"
        return Cell(text, self._late(late), warning=True) if late else Cell(text)

    def _dose(self, row: CensusRow, now: datetime) -> Cell:
        if row.dose is None:
            return Cell(soft=NOTHING)
        note = row.dose.note or self.texts.word("words.task_kind", row.dose.kind)
        drug, _, rest = note.partition(" ")
        text = f"{self._at(row.dose.earliest, now)} {drug}"
        overdue = now - row.dose.latest
        return Cell(text, self._late(overdue), warning=True) if overdue > timedelta(0) else Cell(text, rest)

    def _at(self, moment: datetime, now: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.local(now).date())

    def _late(self, late: timedelta) -> str:
        return self.texts("census.late", age=age_text(self.texts, late))

    def _spoken(self, row: CensusRow, cells: tuple[Cell, ...]) -> str:
        spo2, rate = row.vitals.get(Vital.SPO2), row.vitals.get(Vital.HEART_RATE)
        return self.texts(
            "census.spoken",
            alarm=cells[Column.MARK].strong,
            patient=f"{row.name} {cells[Column.PATIENT].soft}",
            condition=f"{cells[Column.CONDITION].strong} {cells[Column.CONDITION].soft}",
            score=f"{cells[Column.SCORE].strong} {cells[Column.SCORE].soft}",
            spo2=with_unit(self.texts, Vital.SPO2, None if spo2 is None or spo2.stale else spo2.value),
            rate=with_unit(self.texts, Vital.HEART_RATE, None if rate is None or rate.stale else rate.value),
            updated=cells[Column.UPDATED].soft,
        )

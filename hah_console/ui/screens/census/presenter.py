"""Decides what the census says of a patient: lines of cells; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from hah_console.domain.care_day import DayStanding
from hah_console.domain.reading import Vital
from hah_console.services.board import CensusRow, NextDose
from hah_console.ui.board_rows import BoardRows
from hah_console.ui.day_text import day_text
from hah_console.ui.wording import NOTHING, age_text, near_clock, score_text, value_text, with_unit

NO_BREAK = "\N{NO-BREAK SPACE}"


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
    """``strong`` is written in ink, ``soft`` after it in a lighter ink; ``warning`` makes the soft part bold.

    Of a number ``soft`` is its age, small below it.
    """

    strong: str = ""
    soft: str = ""
    stale: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class CensusLine:
    """One row ready to paint."""

    row: CensusRow
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class CensusPresenter(BoardRows):
    """The rows of the board, and how one is shown."""

    def line(self, row: CensusRow, now: datetime) -> CensusLine:
        """One row in words."""
        cells = (
            self._mark(row),
            self._patient(row),
            self._condition(row),
            self._score(row),
            Cell(),
            *(self._vital(row, vital, now) for vital in (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE)),
            self._pressure(row, now),
            self._vital(row, Vital.TEMPERATURE, now),
            self._updated(row, now),
            self._visit(row, now),
            self._dose(row, now),
            Cell(str(row.open_tasks)),
            Cell(row.owner or NOTHING),
        )
        return CensusLine(row, cells)

    def spoken(self, line: CensusLine) -> str:
        """The sentence a screen reader says for the patient."""
        row, cells = line.row, line.cells
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

    def _mark(self, row: CensusRow) -> Cell:
        if row.alarm is None:
            return Cell()
        return Cell(self.texts("census.mark", priority=self.texts.word("words.priority", int(row.alarm.priority))))

    def _patient(self, row: CensusRow) -> Cell:
        sex = self.texts.word("words.sex", row.sex)
        return Cell(row.name, self.texts("census.age_sex", age=row.age_years, sex=sex))

    def _condition(self, row: CensusRow) -> Cell:
        """At and over target and maximum the day is heavy, and a word says which."""
        name, day = self.texts.word("words.condition", row.condition), row.care_day
        return Cell(name, day_text(self.texts, day), warning=day.standing is not DayStanding.WITHIN)

    def _score(self, row: CensusRow) -> Cell:
        score = row.score
        if score is None:
            return Cell(NOTHING)
        return Cell(score_text(score), f"{score.present}/{score.items}")

    def _vital(self, row: CensusRow, vital: Vital, now: datetime) -> Cell:
        cell = row.vitals.get(vital)
        if cell is None or cell.stale:
            return Cell(NOTHING, stale=True)
        text = value_text(vital, cell.value)
        return Cell(f"{text} %" if vital is Vital.SPO2 else text, self._age(now - cell.as_of))

    def _age(self, age: timedelta) -> str:
        """SAFETY(value older than its row): what was measured long before the row was last heard has its own age."""
        return age_text(self.texts, age) if age >= self.rules.silent_after else ""

    def _pressure(self, row: CensusRow, now: datetime) -> Cell:
        systolic, diastolic = row.vitals.get(Vital.SYSTOLIC), row.vitals.get(Vital.DIASTOLIC)
        if systolic is None or diastolic is None or systolic.stale or diastolic.stale:
            return Cell(NOTHING, stale=True)
        upper, lower = value_text(Vital.SYSTOLIC, systolic.value), value_text(Vital.DIASTOLIC, diastolic.value)
        return Cell(f"{upper}/{lower}", self._age(now - min(systolic.as_of, diastolic.as_of)))

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
        dose = row.dose
        if dose is None:
            return Cell(soft=NOTHING)
        others = f"+{dose.others}" if dose.others else ""
        drug = dose.drug or self.texts("census.dose.unnamed")
        text = " ".join(part for part in (self._at(dose.due_at, now), drug, others) if part)
        overdue = now - dose.latest
        return (
            Cell(text, self._late(overdue), warning=True) if overdue > timedelta(0) else Cell(text, self._given(dose))
        )

    def _given(self, dose: NextDose) -> str:
        """Amount and interval; an amount is never cut between its number and its unit."""
        amount = str(dose.amount).replace(" ", NO_BREAK) if dose.amount else ""
        key = "census.dose.pump" if dose.continuous else "census.dose.every"
        every = self.texts(key, hours=dose.every_hours).replace(" ", NO_BREAK) if dose.every_hours else ""
        return f"{amount} {every}".strip()

    def _at(self, moment: datetime, now: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.local(now).date())

    def _late(self, late: timedelta) -> str:
        return self.texts("census.late", age=age_text(self.texts, late))

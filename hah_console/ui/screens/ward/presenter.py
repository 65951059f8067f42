"""Decides what a tile of the ward says; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.services.board import AlarmMark, CensusRow, ScoreMark, VitalCell
from hah_console.ui.board_rows import ALL, BoardRows
from hah_console.ui.day_text import day_spoken, tile_day
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, score_text, stopwatch, subject_text, value_text, with_unit

AGE_SHOWN_FROM = timedelta(minutes=1)
"""Younger than this a value is simply of now."""


SEEN = "✓"


class Place(StrEnum):
    """Where a number stands on a tile."""

    SPO2 = "spo2"
    RATE = "rate"
    BREATH = "breath"
    PRESSURE = "pressure"
    WARMTH = "warmth"


_VITALS = {
    Place.SPO2: Vital.SPO2,
    Place.RATE: Vital.HEART_RATE,
    Place.BREATH: Vital.RESPIRATORY_RATE,
    Place.PRESSURE: None,
    Place.WARMTH: Vital.TEMPERATURE,
}
"""What stands in each place; the pressure is two vitals."""


@dataclass(frozen=True, slots=True)
class Number:
    """One vital on a tile: its name, the value, its age in words when it is not of now, and whether it is stale."""

    label: str
    value: str
    age: str = ""
    stale: bool = False


@lru_cache(maxsize=4_000)
def _number_of(label: str, value: str, age: str, stale: bool) -> Number:
    """PERF: numbers of now are few and the same in many tiles; an equal one that is the same is compared at once."""
    return Number(label, value, age, stale)


@dataclass(frozen=True, slots=True)
class Chip:
    """What a tile says at its foot: the most urgent alarm, filled while nobody has acknowledged it."""

    text: str
    age: str
    priority: Priority
    waiting: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One patient ready to paint. ``silent`` is the sentence instead of numbers, empty while the monitor reports.

    ``day`` is that of the stay, short.
    """

    patient_id: str
    name: str
    age: str
    score: str
    score_soft: str
    band: str
    numbers: tuple[Number, ...]
    silent: str
    chip: Chip | None
    foot: str
    day: str = ""

    @property
    def priority(self) -> Priority | None:
        """The priority of the most urgent open alarm."""
        return self.chip.priority if self.chip else None


class WardPresenter(BoardRows):
    """The rows of the board as tiles; ``find`` keeps only those whose name or code has these letters."""

    find: str = ""

    @property
    def filtered(self) -> bool:
        """Whether somebody may be out of sight."""
        return self.filter is not ALL or bool(self.find.strip())

    def rows(self, now: datetime) -> tuple[CensusRow, ...]:
        """The rows in sight, in their present order."""
        wanted = self.find.strip().casefold()
        rows = super().rows(now)
        if not wanted:
            return rows
        return tuple(r for r in rows if wanted in r.name.casefold() or wanted in r.patient_id.casefold())

    def tile(self, row: CensusRow, now: datetime) -> Tile:
        """One patient in words."""
        score = row.score
        return Tile(
            patient_id=row.patient_id,
            name=row.name,
            age=str(row.age_years),
            score=score_text(score),
            score_soft=_completeness(score),
            band=score.band if score else "none",
            numbers=() if row.no_data else self._numbers(row, now),
            silent=self._silent(row, now) if row.no_data else "",
            chip=self._chip(row.alarm, now),
            foot=self._foot(row, now),
            day=tile_day(self.texts, row.care_day),
        )

    def spoken(self, row: CensusRow, now: datetime) -> str:
        """The sentence a screen reader says for a tile."""
        tile = self.tile(row, now)
        numbers = self.texts("ward.pause").join(self._said(row, vital) for vital in Vital if vital in row.vitals)
        return self.texts(
            "ward.spoken",
            patient=f"{row.name} {row.age_years} {day_spoken(self.texts, row.care_day)}",
            alarm=self._said_alarm(row.alarm, now),
            score=f"{tile.score} {tile.score_soft}".strip(),
            numbers=tile.silent or numbers,
        )

    def found(self, now: datetime) -> str:
        """How many are in care, and what keeps some of them out of sight."""
        if not self.find.strip():
            return self.summary(now)
        return self.texts("ward.found", text=self.find.strip(), shown=len(self.rows(now)), count=len(self._order))

    def _numbers(self, row: CensusRow, now: datetime) -> tuple[Number, ...]:
        cells = row.vitals
        return tuple(
            self._number(place, cells.get(vital), vital, now) if vital else self._pressure(row, now)
            for place, vital in _VITALS.items()
        )

    def _number(self, place: Place, cell: VitalCell | None, vital: Vital, now: datetime) -> Number:
        label = _labels(self.texts)[place]
        if cell is None:
            return _number_of(label, NOTHING, "", True)
        if cell.sensor_off:
            return _number_of(label, self.texts("ward.sensor_off"), "", True)
        degree = "°" if vital is Vital.TEMPERATURE and cell.value is not None else ""
        return _number_of(label, f"{value_text(vital, cell.value)}{degree}", self._age(cell, now), cell.stale)

    def _pressure(self, row: CensusRow, now: datetime) -> Number:
        label = _labels(self.texts)[Place.PRESSURE]
        upper, lower = row.vitals.get(Vital.SYSTOLIC), row.vitals.get(Vital.DIASTOLIC)
        if upper is None or lower is None or upper.value is None or lower.value is None:
            return _number_of(label, NOTHING, "", True)
        value = f"{value_text(Vital.SYSTOLIC, upper.value)}/{value_text(Vital.DIASTOLIC, lower.value)}"
        older = upper if upper.as_of <= lower.as_of else lower
        return _number_of(label, value, self._age(older, now), upper.stale or lower.stale)

    def _age(self, cell: VitalCell, now: datetime) -> str:
        age = now - cell.as_of
        return age_text(self.texts, age) if age >= AGE_SHOWN_FROM else ""

    def _foot(self, row: CensusRow, now: datetime) -> str:
        """Where there is no alarm to tell: how old the oldest of the spot values is; of a silent patient nothing.

        SAFETY(silent patient): "no alarm" below "no data" would look like health.
        """
        if row.no_data:
            return ""
        spots = [row.vitals[v] for v in (Vital.SYSTOLIC, Vital.TEMPERATURE) if v in row.vitals]
        age = self._age(min(spots, key=lambda cell: cell.as_of), now) if spots else ""
        return self.texts("ward.spot_age", age=age) if age else self.texts("ward.calm")

    def _silent(self, row: CensusRow, now: datetime) -> str:
        if row.last_received_at is None:
            return self.texts("census.never")
        return self.texts("ward.silent", age=age_text(self.texts, now - row.last_received_at))

    def _chip(self, mark: AlarmMark | None, now: datetime) -> Chip | None:
        if mark is None:
            return None
        word = self.texts.word("words.priority", int(mark.priority))
        more = f" +{mark.others}" if mark.others else ""
        seen = "" if mark.waiting else SEEN
        text = " ".join(part for part in (seen, word, subject_text(self.texts, mark)) if part)
        return Chip(f"{text}{more}", stopwatch(now - mark.raised_at), mark.priority, mark.waiting)

    def _said(self, row: CensusRow, vital: Vital) -> str:
        cell, name = row.vitals[vital], self.texts.word("words.vital", vital)
        value = self.texts("census.spoken_stale") if cell.stale else with_unit(self.texts, vital, cell.value)
        return f"{name} {value}"

    def _said_alarm(self, mark: AlarmMark | None, now: datetime) -> str:
        if mark is None:
            return self.texts("ward.calm")
        priority = self.texts.word("words.priority", int(mark.priority))
        key = "ward.said_waiting" if mark.waiting else "ward.said_owned"
        age = age_text(self.texts, now - mark.raised_at)
        return self.texts(key, priority=priority, subject=subject_text(self.texts, mark), age=age)


@lru_cache(maxsize=4)
def _labels(texts: Texts) -> dict[Place, str]:
    """PERF: the names of the numbers, looked up for each of 250 tiles a second, took a tenth of making them."""
    return {place: texts(f"ward.label.{place}") for place in Place}


def _completeness(score: ScoreMark | None) -> str:
    """Items present of all."""
    return "" if score is None else f"{score.present}/{score.items}"


# i18n: ward.label.*

"""NEWS2 (Royal College of Physicians, 2017): a pure function of seven inputs and the table of a rule pack."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import inf

from hah_console.domain.quantity import Unit
from hah_console.domain.reading import Consciousness, LatestVitals, Quality, StaffObservation, Vital
from hah_console.domain.rulepack import Bands, News2Table
from hah_console.domain.score.inputs import Absence
from hah_console.domain.score.result import ItemInput, ScoreItem, ScoreResult

NAME = "news2"
SPO2_SCALE_HYPERCAPNIC = 2
_DECIMALS = {Vital.TEMPERATURE: 1}
_UNITS = {
    "respiratory_rate": Unit.PER_MINUTE,
    "spo2": Unit.PERCENT,
    "systolic": Unit.MMHG,
    "pulse": Unit.PER_MINUTE,
    "temperature": Unit.CELSIUS,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One input with the time it was measured or seen."""

    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class News2Inputs:
    """The seven inputs; None is missing. Units: /min, %, mmHg, °C. ``spo2_scale`` is 1 or, by prescription, 2."""

    respiratory_rate: Measured | None = None
    spo2: Measured | None = None
    on_oxygen: bool | None = None
    systolic: Measured | None = None
    pulse: Measured | None = None
    consciousness: Consciousness | None = None
    temperature: Measured | None = None
    spo2_scale: int = 1
    observed_at: datetime | None = None


def news2(inputs: News2Inputs, table: News2Table) -> ScoreResult:
    """Score the inputs; missing ones give bounds instead of points.

    Source of the table: RCP 2017, as printed in the rule pack. Values are rounded half up to the chart's precision
    (whole numbers, temperature to 0.1) before they are looked up.
    """
    items = (
        _banded("respiratory_rate", inputs.respiratory_rate, table.respiratory_rate),
        _spo2_item(inputs, table),
        _oxygen_item(inputs, table),
        _banded("systolic", inputs.systolic, table.systolic),
        _banded("pulse", inputs.pulse, table.pulse),
        _consciousness_item(inputs, table),
        _banded("temperature", inputs.temperature, table.temperature, decimals=_DECIMALS[Vital.TEMPERATURE]),
    )
    lower = sum(item.points or 0 for item in items)
    spare = sum(_most(item.name, inputs, table) for item in items if item.points is None)
    return ScoreResult(NAME, table.info.version, items, lower, lower + spare)


def inputs_from(
    latest: LatestVitals | None,
    observation: StaffObservation | None,
    table: News2Table,
    now: datetime,
    spo2_scale: int = 1,
) -> News2Inputs:
    """The inputs that are fresh enough at ``now``; older ones are missing, never assumed normal."""
    seen = observation if observation and now - observation.observed_at <= table.staff_validity else None
    return News2Inputs(
        respiratory_rate=_fresh(latest, Vital.RESPIRATORY_RATE, table, now),
        spo2=_fresh(latest, Vital.SPO2, table, now),
        on_oxygen=seen.on_oxygen if seen else None,
        systolic=_fresh(latest, Vital.SYSTOLIC, table, now),
        pulse=_fresh(latest, Vital.HEART_RATE, table, now),
        consciousness=seen.consciousness if seen else None,
        temperature=_fresh(latest, Vital.TEMPERATURE, table, now),
        spo2_scale=spo2_scale,
        observed_at=seen.observed_at if seen else None,
    )


def points_of(value: float, bands: Bands, decimals: int = 0) -> int:
    """The points of a value rounded half up to ``decimals``."""
    for band in bands:
        if value < band.below[decimals]:
            return band.points
    raise ValueError(value)


def points_bounds(
    vital: Vital, value: float, table: News2Table, spo2_scale: int = 1, on_oxygen: bool | None = None
) -> tuple[float, float]:
    """From (included) and to (excluded): the values of a vital with which the score is the same as with this one."""
    if vital is not Vital.SPO2:
        bands = _bands(table).get(vital)
        return (-inf, inf) if bands is None else same_points(value, bands, _DECIMALS.get(vital, 0))
    if spo2_scale != SPO2_SCALE_HYPERCAPNIC:
        return same_points(value, table.spo2_scale_1)
    states = (False, True) if on_oxygen is None else (on_oxygen,)
    ranges = [same_points(value, _scale_2(state, table)) for state in states]
    return max(low for low, _ in ranges), min(high for _, high in ranges)


def _bands(table: News2Table) -> dict[Vital, Bands]:
    return {
        Vital.RESPIRATORY_RATE: table.respiratory_rate,
        Vital.SYSTOLIC: table.systolic,
        Vital.HEART_RATE: table.pulse,
        Vital.TEMPERATURE: table.temperature,
    }


def same_points(value: float, bands: Bands, decimals: int = 0) -> tuple[float, float]:
    """From (included) and to (excluded): the values around this one that have the same points."""
    low = -inf
    for band in bands:
        high = band.below[decimals]
        if value < high:
            return low, high
        low = high
    raise ValueError(value)


@lru_cache(maxsize=4096)
def shown(value: float, decimals: int) -> str:
    """A value as the chart has it. PERF(4 us): the same few values come again and again."""
    return str(rounded_half_up(value, decimals))


def rounded_half_up(value: float, decimals: int) -> Decimal:
    """A value at the chart's precision; 94.5 becomes 95 as a person would write it."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def news2_classes(result: ScoreResult, table: News2Table) -> ScoreResult:
    """The result with its classes, units and bounds of items, for a sheet; the service stores it without.

    low, low_medium (one item of ``single_item`` points), medium, high: those a missing input still allows.
    """
    spare = result.upper - result.lower
    single = result.highest_item >= table.single_item
    low = result.lower < table.orange_from
    possible = {
        "low": low and not single,
        "low_medium": low and (single or spare >= table.single_item),
        "medium": result.lower < table.red_from and result.upper >= table.orange_from,
        "high": result.upper >= table.red_from,
    }
    classes = tuple(name for name, may_be in possible.items() if may_be)
    return replace(result, classes=classes, items=tuple(_detailed(item, table) for item in result.items))


def _detailed(item: ScoreItem, table: News2Table) -> ScoreItem:
    most = item.points if item.points is not None else _most(item.name, News2Inputs(), table)
    unit = _UNITS[item.name].value if item.name in _UNITS and item.value else ""
    absent = None if item.value else Absence.NEVER.value
    used = ItemInput(item.name, item.value, unit, item.measured_at, absent)
    return replace(item, unit=unit, bounds=(item.points or 0, most), inputs=(used,))


def _fresh(latest: LatestVitals | None, vital: Vital, table: News2Table, now: datetime) -> Measured | None:
    last = latest.values.get(vital) if latest else None
    if last is None or last.value is None or last.quality is not Quality.GOOD:
        return None
    age: timedelta = now - last.measured_at
    return Measured(last.value, last.measured_at) if age <= table.vital_validity[vital] else None


def _banded(name: str, measured: Measured | None, bands: Bands, decimals: int = 0) -> ScoreItem:
    if measured is None:
        return ScoreItem(name, None, None, None)
    points = points_of(measured.value, bands, decimals)
    return ScoreItem(name, shown(measured.value, decimals), measured.at, points)


def _spo2_item(inputs: News2Inputs, table: News2Table) -> ScoreItem:
    if inputs.spo2_scale != SPO2_SCALE_HYPERCAPNIC:
        return _banded("spo2", inputs.spo2, table.spo2_scale_1)
    if inputs.on_oxygen is not None:
        return _banded("spo2", inputs.spo2, _scale_2(inputs.on_oxygen, table))
    return _spo2_without_oxygen_state(inputs.spo2, table)


def _spo2_without_oxygen_state(spo2: Measured | None, table: News2Table) -> ScoreItem:
    """On scale 2 the points depend on oxygen; they count only where both readings agree."""
    air, oxygen = (_banded("spo2", spo2, _scale_2(on, table)) for on in (False, True))
    return air if air.points == oxygen.points else ScoreItem("spo2", air.value, air.measured_at, None)


def _scale_2(on_oxygen: bool, table: News2Table) -> Bands:
    return table.spo2_scale_2_oxygen if on_oxygen else table.spo2_scale_2_air


def _oxygen_item(inputs: News2Inputs, table: News2Table) -> ScoreItem:
    if inputs.on_oxygen is None:
        return ScoreItem("oxygen", None, None, None)
    points = table.oxygen_points if inputs.on_oxygen else 0
    return ScoreItem("oxygen", "oxygen" if inputs.on_oxygen else "air", inputs.observed_at, points)


def _consciousness_item(inputs: News2Inputs, table: News2Table) -> ScoreItem:
    if inputs.consciousness is None:
        return ScoreItem("consciousness", None, None, None)
    points = 0 if inputs.consciousness is Consciousness.ALERT else table.not_alert_points
    return ScoreItem("consciousness", inputs.consciousness.value, inputs.observed_at, points)


def _most(name: str, inputs: News2Inputs, table: News2Table) -> int:
    if name == "oxygen":
        return table.oxygen_points
    if name == "consciousness":
        return table.not_alert_points
    bands = {
        "respiratory_rate": table.respiratory_rate,
        "spo2": table.spo2_scale_1 if inputs.spo2_scale == 1 else table.spo2_scale_2_oxygen,
        "systolic": table.systolic,
        "pulse": table.pulse,
        "temperature": table.temperature,
    }[name]
    return max(band.points for band in bands)

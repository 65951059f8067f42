"""A number keeps its unit, converts only between listed units, and is asked about when its size does not fit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import LabResultId, PatientId
from hah_console.domain.lab import Analyte, LabResult, LabSource, check_times, doubt_of
from hah_console.domain.quantity import Quantity, Unit, plain, quantity

UNITS = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks").units
NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
PAIRS = sorted(
    (name, one.value, other.value)
    for name, scale in UNITS.scales.items()
    for one in scale.units
    for other in scale.units
    if one is not other
)


def result(analyte: Analyte, value: float, unit: Unit, confirmed_by: str = "") -> LabResult:
    at = NOW - timedelta(hours=1)
    measured = quantity(value, unit)
    return LabResult(
        LabResultId("L1"),
        PatientId("P1"),
        analyte,
        measured,
        at,
        NOW,
        LabSource.POINT_OF_CARE,
        confirmed_by=confirmed_by,
    )


@pytest.mark.parametrize(
    ("measured", "value", "unit", "to", "expected"),
    [
        ("crp", "15", Unit.MG_DL, Unit.MG_L, "150"),
        ("crp", "180", Unit.MG_L, Unit.MG_DL, "18"),
        ("creatinine", "1", Unit.MG_DL, Unit.UMOL_L, "88.4"),
        ("urea", "10", Unit.MG_DL, Unit.MMOL_L, "3.57"),
        ("glucose", "200", Unit.MG_DL, Unit.MMOL_L, "11.1"),
        ("temperature", "100.4", Unit.FAHRENHEIT, Unit.CELSIUS, "38"),
        ("temperature", "37", Unit.CELSIUS, Unit.FAHRENHEIT, "98.6"),
        ("wbc", "12500", Unit.PER_UL, Unit.GIGA_L, "12.5"),
        ("wbc", "12.5", Unit.THOUSAND_UL, Unit.GIGA_L, "12.5"),
        ("haemoglobin", "110", Unit.G_L, Unit.G_DL, "11"),
        ("bilirubin", "2", Unit.MG_DL, Unit.UMOL_L, "34.2"),
        ("haematocrit", "0.3", Unit.FRACTION, Unit.PERCENT, "30"),
        ("pao2", "8", Unit.KPA, Unit.MMHG, "60.005"),
        ("fio2", "21", Unit.PERCENT, Unit.FRACTION, "0.21"),
    ],
)
def test_a_quantity_converts_by_the_factor_of_the_pack(
    measured: str, value: str, unit: Unit, to: Unit, expected: str
) -> None:
    converted = UNITS.scale(measured).convert(quantity(value, unit), to)
    assert converted.unit is to
    assert plain(round(converted.value, 3)) == expected


@pytest.mark.parametrize(("name", "one", "other"), PAIRS)
@settings(max_examples=40)
@given(value=st.decimals("0.01", "99999", places=2))
def test_a_conversion_there_and_back_is_the_same_value(name: str, one: str, other: str, value: Decimal) -> None:
    scale = UNITS.scale(name)
    there = scale.convert(Quantity(value, Unit(one)), Unit(other))
    assert round(scale.convert(there, Unit(one)).value, 12) == value


def test_no_unit_is_converted_that_the_pack_does_not_list() -> None:
    with pytest.raises(InvalidInput, match="unit_not_listed"):
        UNITS.scale("crp").convert(quantity(5, Unit.MMOL_L), Unit.MG_L)
    with pytest.raises(InvalidInput, match="unit_not_listed"):
        UNITS.scale("crp").convert(quantity(5, Unit.MG_L), Unit.MMOL_L)
    with pytest.raises(InvalidInput, match="unit_not_listed"):
        UNITS.scale("crp").convert(quantity(5, Unit.MMOL_L), Unit.MMOL_L)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_quantity(value: str) -> None:
    with pytest.raises(InvalidInput, match="not_a_number"):
        quantity(value, Unit.MG_L)


def test_the_same_number_in_another_unit_is_another_quantity() -> None:
    assert quantity(18, Unit.MG_L) != quantity(18, Unit.MG_DL)
    assert str(quantity(18.50, Unit.MG_DL)) == "18.5 mg/dL"


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "fits"),
    [
        (Analyte.CRP, 180, Unit.MG_DL, (Unit.MG_L,)),
        (Analyte.CREATININE, 96, Unit.MG_DL, (Unit.UMOL_L,)),
        (Analyte.CREATININE, 1.1, Unit.UMOL_L, (Unit.MG_DL,)),
        (Analyte.GLUCOSE, 6.1, Unit.MG_DL, (Unit.MMOL_L,)),
        (Analyte.GLUCOSE, 140, Unit.MMOL_L, (Unit.MG_DL,)),
        (Analyte.WBC, 12500, Unit.GIGA_L, (Unit.PER_UL,)),
        (Analyte.HAEMOGLOBIN, 12, Unit.G_L, (Unit.G_DL,)),
        (Analyte.HAEMATOCRIT, 0.34, Unit.PERCENT, (Unit.FRACTION,)),
        (Analyte.PAO2, 11, Unit.MMHG, (Unit.KPA,)),
        (Analyte.SODIUM, 190, Unit.MMOL_L, ()),
    ],
)
def test_a_value_of_an_unusual_size_for_its_unit_is_asked_about_with_the_units_it_fits(
    analyte: Analyte, value: float, unit: Unit, fits: tuple[Unit, ...]
) -> None:
    doubt = doubt_of(result(analyte, value, unit), UNITS)
    assert doubt is not None
    assert doubt.fits == fits
    assert doubt.measured == quantity(value, unit), "asked, never changed"


def test_a_usual_value_and_one_that_somebody_confirmed_are_not_asked_about() -> None:
    assert doubt_of(result(Analyte.CRP, 18, Unit.MG_DL), UNITS) is None
    assert doubt_of(result(Analyte.CRP, 18, Unit.MG_L), UNITS) is None
    assert doubt_of(result(Analyte.CRP, 62, Unit.MG_DL, confirmed_by="u-7"), UNITS) is None


@pytest.mark.parametrize(
    ("analyte", "value", "unit"),
    [(Analyte.PH, 74, Unit.PH), (Analyte.SODIUM, 14, Unit.MMOL_L), (Analyte.CRP, -1, Unit.MG_L)],
)
def test_a_value_that_no_listed_unit_makes_possible_is_refused(analyte: Analyte, value: float, unit: Unit) -> None:
    with pytest.raises(InvalidInput, match="impossible_value"):
        doubt_of(result(analyte, value, unit), UNITS)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("mg/dl", Unit.MG_DL),
        ("MG/L", Unit.MG_L),
        ("µmol/L", Unit.UMOL_L),
        ("μmol/l", Unit.UMOL_L),
        ("x10^3/µL", Unit.THOUSAND_UL),
        ("K/uL", Unit.THOUSAND_UL),
        ("× 10^9 / L", Unit.GIGA_L),
        ("ｍｇ／ｄＬ", Unit.MG_DL),
        ("℃", Unit.CELSIUS),
        ("mmHg", Unit.MMHG),
        ("mEq/L", Unit.MEQ_L),
        ("％", Unit.PERCENT),
    ],
)
def test_a_unit_is_known_however_it_is_printed(written: str, unit: Unit) -> None:
    assert UNITS.unit_named(written) is unit


def test_a_unit_nobody_knows_is_not_guessed() -> None:
    assert UNITS.unit_named("mg") is None
    assert UNITS.unit_named("") is None


def test_every_analyte_has_its_units() -> None:
    assert {analyte.value for analyte in Analyte} <= set(UNITS.scales)


def test_a_specimen_of_the_future_and_a_report_before_its_specimen_are_refused() -> None:
    good = result(Analyte.CRP, 18, Unit.MG_L)
    check_times(good, NOW)
    with pytest.raises(InvalidInput, match="in_the_future"):
        check_times(good, NOW - timedelta(hours=2))
    early = LabResult(
        good.result_id, good.patient_id, good.analyte, good.quantity, NOW, NOW - timedelta(hours=1), good.source
    )
    with pytest.raises(InvalidInput, match="before_specimen"):
        check_times(early, NOW)

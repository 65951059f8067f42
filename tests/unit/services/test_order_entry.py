"""An order as typed into its form: every field that cannot be used is told, and what was typed is read as meant."""

from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.order_bench import NOW, care

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.domain.ids import EpisodeId
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.order import OrderKind
from hah_console.domain.written import written_number
from hah_console.services.context import Context
from hah_console.services.order_entry import Entry, parse_amount, read_entry, regimen_fields

WRITTEN = {
    "kind": "iv_dose",
    "drug": "ceftriaxone",
    "amount": "2 g",
    "infusion": "30",
    "first": "2026-11-24 08:30",
    "every_hours": "24",
    "days": "3",
    "first_dose": "elsewhere",
}


def nowhere() -> object:
    raise AssertionError("nothing is read from a store")


def read(**changed: str) -> Entry:
    ctx = Context(nowhere, ManualClock(NOW))  # type: ignore[arg-type]
    return read_entry(ctx, care(), EpisodeId("E1"), WRITTEN | changed, Decimal(10))


def faults(**changed: str) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        read(**changed)
    return {str(fault.facts["field"]): str(fault.facts["reason"]) for fault in refused.value.faults}


def test_a_form_is_read_into_a_request_that_ends_after_its_days() -> None:
    request = read().request
    assert (request.kind, request.timing.every_hours) == (OrderKind.IV_DOSE, 24)
    assert request.timing.until is not None
    assert request.timing.until - request.timing.first == timedelta(days=3)
    assert request.medication is not None
    assert (str(request.medication.amount), request.medication.first_dose) == ("2 g", FirstDose.ELSEWHERE)


@pytest.mark.parametrize(
    ("typed", "read_as"), [("750mg", "750 mg"), ("２　ｇ", "2 g"), ("18 MU", "18 MU"), ("1,500 mg", "1500 mg")]
)
def test_amounts_are_read_as_people_write_them(typed: str, read_as: str) -> None:
    assert str(parse_amount(typed)) == read_as


@pytest.mark.parametrize("typed", ["2,5 g", "0,5 g", ",5 g", "1,50 mg", "0,500 g", "1,500,5 mg"])
def test_a_comma_that_does_not_stand_between_thousands_never_makes_it_ten_times_as_much(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_amount(typed)
    assert refused.value.facts["reason"] == "no_number"
    with pytest.raises(InvalidInput):
        written_number(typed.split(maxsplit=1)[0], "value", Decimal(0), Decimal(10_000))


@pytest.mark.parametrize(
    ("typed", "number"), [("1,500", 1500), ("-1,234.5", -1234.5), ("２，０００", 2000), ("37.5", 37.5)]
)
def test_thousands_may_be_grouped(typed: str, number: float) -> None:
    assert written_number(typed, "value", Decimal(-10_000), Decimal(10_000)) == Decimal(str(number))


@pytest.mark.parametrize("typed", ["2", "g", "2 tablets", "1.2.3 g", "0 g", "-2 g"])
def test_an_amount_without_a_number_or_a_unit_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_amount(typed)


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert faults(drug="", amount="", days="", first_dose="") == {
        "drug": "empty", "amount": "empty", "days": "empty", "first_dose": "empty",
    }  # fmt: skip


def test_an_interval_below_two_hours_and_an_unknown_drug_are_told_beside_their_fields() -> None:
    assert faults(every_hours="1", drug="aspirine") == {"every_hours": "too_short", "drug": "unknown_drug"}


def test_without_the_temperature_of_the_room_nothing_is_said_of_the_home() -> None:
    assert read(pump="yes", visits="2").home is None
    home = read(pump="yes", visits="2", ambient="31.5").home
    assert home is not None
    assert (home.pump_at_hand, home.visits_per_day, home.ambient_c) == (True, 2, Decimal("31.5"))
    assert faults(ambient="99") == {"ambient": "out_of_range"}


def test_a_regimen_of_the_pack_fills_in_how_long_somebody_has_to_stay() -> None:
    regimen = care().drugs.drug("levofloxacin").regimens[0]
    assert regimen_fields(regimen) == {
        "amount": "750 mg", "every_hours": "24", "infusion": "90", "continuous": "", "preparation": "bag",
        "minutes": "100",
    }  # fmt: skip


def test_a_specimen_needs_its_kind_and_no_drug() -> None:
    assert faults(kind="specimen", drug="", amount="", every_hours="", days="") == {"specimen": "empty"}
    request = read(kind="specimen", specimen="blood_culture", every_hours="", days="").request
    assert (request.subject, request.medication, request.timing.until) == ("blood_culture", None, None)

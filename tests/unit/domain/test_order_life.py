"""Orders, doses, prescriptions and specimens as state machines: no illegal move is reachable."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.order_bench import NOW, NURSE, PHYSICIAN, care, checked, draft, due_dose
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.dose import NOT_GIVEN, Dose, DoseStanding, DoseState, NotGivenReason
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, PrescriptionId, SpecimenId
from hah_console.domain.medication_check import Finding, FindingKind, Override, Severity
from hah_console.domain.order import Order, OrderBlocked, OrderKind, OrderState, ReasonNeeded, StopReason
from hah_console.domain.prescription import (
    AlreadyDispensed,
    Prescription,
    PrescriptionExpired,
    PrescriptionLine,
    PrescriptionState,
    Receipt,
    WrongCode,
    digest_of_code,
)
from hah_console.domain.specimen import Culture, Growth, Specimen, SpecimenState, Transport

HOUR = timedelta(hours=1)
NEEDS_REASON = Finding(FindingKind.SAME_CLASS, Severity.NEEDS_REASON, "ceftriaxone", "cefazolin")
BLOCKING = Finding(FindingKind.ALLERGY, Severity.BLOCKING, "ceftriaxone", "cephalosporin")

OrderMove = Callable[[Order], Order]
ORDER_MOVES: dict[str, OrderMove] = {
    "active": lambda order: order.activated(PHYSICIAN, NOW, checked()),
    "stopped": lambda order: order.stopped(PHYSICIAN, NOW + HOUR, StopReason.NOT_NEEDED),
    "completed": lambda order: order.completed(NURSE, NOW + HOUR),
}
ORDER_WAYS = {
    ("draft", "active"), ("draft", "stopped"), ("active", "stopped"), ("active", "completed"),
}  # fmt: skip
DOSE_MOVES: dict[str, Callable[[Dose], Dose]] = {
    "given": lambda dose: dose.given(NURSE, NOW, NOW),
    "missed": lambda dose: dose.not_given(NURSE, NOW, NotGivenReason.NOT_AT_HOME),
    "refused": lambda dose: dose.not_given(NURSE, NOW, NotGivenReason.REFUSED),
    "handed_on": lambda dose: dose.handed_on(PHYSICIAN, NOW, "衛生所"),
    "withdrawn": lambda dose: dose.withdrawn(PHYSICIAN, NOW),
    "due": lambda dose: dose.taken_back(),
}
DOSE_WAYS = {
    *(("due", to) for to in ("given", "missed", "refused", "handed_on", "withdrawn")),
    *((was, "due") for was in ("given", "missed", "refused", "handed_on")),
}


@settings(max_examples=80)
@given(st.lists(st.sampled_from(list(ORDER_MOVES)), max_size=6))
def test_no_order_reaches_a_state_by_an_illegal_move(moves: list[str]) -> None:
    order = draft()
    for move in moves:
        before = order.state.value
        try:
            order = ORDER_MOVES[move](order)
        except IllegalTransition:
            assert (before, move) not in ORDER_WAYS
            assert order.state.value == before
        else:
            assert (before, order.state.value) in ORDER_WAYS


@settings(max_examples=80)
@given(st.lists(st.sampled_from(list(DOSE_MOVES)), max_size=8))
def test_no_dose_reaches_a_state_by_an_illegal_move(moves: list[str]) -> None:
    dose = due_dose()
    for move in moves:
        before = dose.state.value
        try:
            dose = DOSE_MOVES[move](dose)
        except IllegalTransition:
            assert (before, move) not in DOSE_WAYS
        else:
            assert (before, move) in DOSE_WAYS
            assert (dose.at is None) == (dose.state is DoseState.DUE)
            assert bool(dose.reason) == (dose.state in NOT_GIVEN | {DoseState.HANDED_ON})


def test_a_dose_given_is_not_given_again() -> None:
    once = due_dose().given(NURSE, NOW, NOW)
    with pytest.raises(IllegalTransition):
        once.given(NURSE, NOW + HOUR, NOW + HOUR)


def test_a_medication_is_not_ordered_unchecked() -> None:
    with pytest.raises(InvalidInput):
        draft().activated(PHYSICIAN, NOW)


def test_what_is_blocking_is_not_ordered_with_any_reason() -> None:
    record = replace(checked(BLOCKING), override=Override("still wanted", PHYSICIAN, NOW))
    with pytest.raises(OrderBlocked):
        draft().activated(PHYSICIAN, NOW, record)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_what_needs_a_reason_is_not_ordered_without_one(reason: str | None) -> None:
    override = None if reason is None else Override(reason, PHYSICIAN, NOW)
    with pytest.raises(ReasonNeeded):
        draft().activated(PHYSICIAN, NOW, replace(checked(NEEDS_REASON), override=override))


def test_checked_overridden_because_stays_with_the_order_and_its_author() -> None:
    record = replace(checked(NEEDS_REASON), override=Override("no other drug works", PHYSICIAN, NOW))
    order = draft().activated(PHYSICIAN, NOW, record)
    assert order.state is OrderState.ACTIVE
    assert order.check is not None
    assert order.check.override == Override("no other drug works", PHYSICIAN, NOW)


def test_an_order_without_a_drug_needs_no_check() -> None:
    assert draft(OrderKind.SPECIMEN).activated(PHYSICIAN, NOW).state is OrderState.ACTIVE


@pytest.mark.parametrize(
    ("hours", "standing"),
    [
        (-1.01, DoseStanding.AHEAD), (-1, DoseStanding.DUE), (1, DoseStanding.DUE), (1.01, DoseStanding.LATE),
        (12, DoseStanding.LATE), (12.01, DoseStanding.OVERDUE),
    ],
)  # fmt: skip
def test_a_dose_is_due_late_and_overdue_at_the_edges_of_its_window(hours: float, standing: DoseStanding) -> None:
    assert due_dose().standing(NOW + hours * HOUR) is standing


@pytest.mark.parametrize(
    ("hours", "standing"), [(-1, DoseStanding.GIVEN), (1, DoseStanding.GIVEN), (1.01, DoseStanding.GIVEN_LATE)]
)
def test_a_dose_given_late_says_so(hours: float, standing: DoseStanding) -> None:
    at = NOW + hours * HOUR
    assert due_dose().given(NURSE, at, at).standing(NOW + 20 * HOUR) is standing


def test_a_dose_before_its_window_needs_a_word_and_none_lies_in_the_future() -> None:
    with pytest.raises(InvalidInput):
        due_dose().given(NURSE, NOW - 2 * HOUR, NOW)
    with pytest.raises(InvalidInput):
        due_dose().given(NURSE, NOW + HOUR, NOW)
    early = due_dose().given(NURSE, NOW - 2 * HOUR, NOW, note="transport at noon")
    assert early.standing(NOW) is DoseStanding.GIVEN_EARLY


def test_a_dose_not_given_has_its_reason_and_other_needs_words() -> None:
    dose = due_dose().not_given(NURSE, NOW, NotGivenReason.NO_ACCESS)
    assert (dose.state, dose.reason) == (DoseState.MISSED, "no_access")
    with pytest.raises(InvalidInput):
        due_dose().not_given(NURSE, NOW, NotGivenReason.OTHER)


def prescription() -> Prescription:
    number = PrescriptionId("RX-1")
    line = PrescriptionLine(OrderId("O-1"), "ceftriaxone", "2 g", "iv", 24, 7)
    return Prescription(
        number, EpisodeId("E1"), PatientId("P1"), (line,), PHYSICIAN, NOW, NOW + 72 * HOUR, "ABCD2345",
        digest_of_code(number, "ABCD2345"),
    )  # fmt: skip


def test_a_prescription_is_dispensed_once_and_is_invalid_at_once() -> None:
    dispensed = prescription().dispensed("abcd-2345", NURSE, NOW)
    assert (dispensed.state, dispensed.code, dispensed.qr_text()) == (PrescriptionState.DISPENSED, "", "")
    with pytest.raises(AlreadyDispensed):
        dispensed.dispensed("ABCD2345", NURSE, NOW + HOUR)


def test_the_whole_square_is_a_code_too_and_holds_no_name() -> None:
    text = prescription().qr_text()
    assert text == "HAHRX1|RX-1|ABCD2345|ceftriaxone*2 g*iv*q24h*7"
    assert prescription().dispensed(text, NURSE, NOW).state is PrescriptionState.DISPENSED


def test_a_wrong_code_an_old_prescription_and_a_void_one_are_refused() -> None:
    with pytest.raises(WrongCode):
        prescription().dispensed("ABCD2346", NURSE, NOW)
    with pytest.raises(PrescriptionExpired):
        prescription().dispensed("ABCD2345", NURSE, NOW + 73 * HOUR)
    with pytest.raises(IllegalTransition):
        prescription().voided().dispensed("ABCD2345", NURSE, NOW)


def test_medicine_is_handed_over_only_once_dispensed_and_to_somebody_with_a_name() -> None:
    receipt = Receipt("周志明", "family", NOW + HOUR, NURSE)
    with pytest.raises(IllegalTransition):
        prescription().delivered(receipt)
    dispensed = prescription().dispensed("ABCD2345", NURSE, NOW)
    with pytest.raises(InvalidInput):
        dispensed.delivered(replace(receipt, received_by=" "))
    assert dispensed.delivered(receipt).receipt == receipt


def specimen(kind: str = "blood_culture") -> Specimen:
    return Specimen(SpecimenId("S-1"), OrderId("O-1"), EpisodeId("E1"), PatientId("P1"), kind, NOW)


@pytest.mark.parametrize(
    ("kind", "transport", "minutes"),
    [
        ("blood_culture", Transport.ROOM, 120), ("urine_culture", Transport.COOLED, 1440),
        ("lactate_heparin", Transport.ICE, 60), ("lactate_heparin", Transport.ROOM, 15),
        ("potassium", Transport.ROOM, 360),
    ],
)  # fmt: skip
def test_a_specimen_is_valid_until_the_end_of_its_window(kind: str, transport: Transport, minutes: int) -> None:
    taken = specimen(kind).taken(NURSE, NOW, transport, care().specimens, NOW)
    assert taken.valid_until == NOW + timedelta(minutes=minutes)
    assert taken.received(NOW + timedelta(minutes=minutes), NOW + 90 * HOUR).in_time is True
    assert taken.received(NOW + timedelta(minutes=minutes + 1), NOW + 90 * HOUR).in_time is False


@pytest.mark.parametrize(("kind", "transport"), [("blood_culture", "cooled"), ("potassium", "ice"), ("aptt", "cooled")])
def test_a_way_that_spoils_a_specimen_is_refused(kind: str, transport: str) -> None:
    with pytest.raises(InvalidInput):
        specimen(kind).taken(NURSE, NOW, Transport(transport), care().specimens, NOW)


SPECIMEN_MOVES: dict[str, Callable[[Specimen], Specimen]] = {
    "taken": lambda one: one.taken(NURSE, NOW, Transport.ROOM, care().specimens, NOW),
    "received": lambda one: one.received(NOW, NOW),
    "rejected": lambda one: one.rejected("clotted"),
    "not_taken": lambda one: one.not_taken("no vein"),
    "reported": lambda one: one.reported(Culture(Growth.NONE, NOW, final=True)),
}
SPECIMEN_WAYS = {
    ("wanted", "taken"), ("wanted", "not_taken"), ("taken", "received"), ("taken", "rejected"),
    ("received", "rejected"), ("received", "reported"),
}  # fmt: skip


@settings(max_examples=80)
@given(st.lists(st.sampled_from(list(SPECIMEN_MOVES)), max_size=6))
def test_no_specimen_reaches_a_state_by_an_illegal_move(moves: list[str]) -> None:
    one = specimen()
    for move in moves:
        before = one.state.value
        try:
            one = SPECIMEN_MOVES[move](one)
        except HahError:
            assert (before, move) not in SPECIMEN_WAYS or (move == "reported" and one.culture is not None)
        else:
            assert (before, move) in SPECIMEN_WAYS
            assert (one.valid_until is None) == (one.state in {SpecimenState.WANTED, SpecimenState.NOT_TAKEN})

"""In a shift handover every patient has exactly one owner, whatever anybody tries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.closing.handover import (
    Carried,
    CarriedKind,
    Handover,
    HandoverItem,
    HandoverState,
    ItemState,
    Signature,
    WrongHand,
)
from hah_console.domain.closing.isbar import FIELDS, Isbar, IsbarEntry, IsbarField, IsbarPart
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GIVER, RECEIVER, CHARGE, STRANGER = "U-1", "U-2", "U-3", "U-4"
PEOPLE, PATIENTS = (GIVER, RECEIVER, CHARGE, STRANGER), ("E-1", "E-2", "E-3")


def drafted():
    items = tuple(HandoverItem(episode, f"P-{episode}", GIVER, Isbar()) for episode in PATIENTS)
    return Handover("H-1", GIVER, RECEIVER, NOW, items)


def sent():
    return drafted().sent(GIVER, NOW + MINUTE)


def owners(handover):
    return [item.owner_id for item in handover.items]


def test_until_a_patient_is_accepted_the_giver_owns_her():
    handover = sent()
    assert owners(handover) == [GIVER] * 3
    assert owners(handover.accepted("E-2", RECEIVER, NOW + 2 * MINUTE)) == [GIVER, RECEIVER, GIVER]


def test_a_refused_patient_goes_back_with_the_reason():
    handover = sent().refused("E-1", RECEIVER, NOW + 2 * MINUTE, " two new admissions ")
    item = handover.item("E-1")
    assert (item.owner_id, item.state, item.answer.reason) == (GIVER, ItemState.REFUSED, "two new admissions")
    assert handover.returned() == (item,)


@pytest.mark.parametrize("reason", ["", "  "])
def test_refusing_and_taking_back_need_a_reason(reason):
    with pytest.raises(InvalidInput):
        sent().refused("E-1", RECEIVER, NOW + MINUTE, reason)
    with pytest.raises(InvalidInput):
        sent().withdrawn(GIVER, NOW + MINUTE, reason)


def test_there_are_two_signatures_at_two_times():
    handover = sent()
    for number, episode in enumerate(PATIENTS, 2):
        assert (handover.state, handover.received) == (HandoverState.SENT, None)
        handover = handover.accepted(episode, RECEIVER, NOW + number * MINUTE, read_back=True)
    assert handover.state is HandoverState.RECEIVED
    assert (handover.given, handover.received) == (
        Signature(GIVER, NOW + MINUTE),
        Signature(RECEIVER, NOW + 4 * MINUTE),
    )
    assert all(item.answer.read_back for item in handover.items)


def test_only_the_parties_take_their_own_step():
    with pytest.raises(WrongHand) as refused:
        drafted().sent(STRANGER, NOW)
    assert refused.value.facts == {"move": "send", "expected": GIVER}
    for by in (GIVER, CHARGE, STRANGER):
        with pytest.raises(WrongHand):
            sent().accepted("E-1", by, NOW + MINUTE)
    with pytest.raises(WrongHand):
        sent().withdrawn(STRANGER, NOW + MINUTE, "why")


def test_nothing_is_answered_twice_too_early_or_before_it_is_sent():
    accepted = sent().accepted("E-1", RECEIVER, NOW + MINUTE)
    for handover, at in ((accepted, NOW + 2 * MINUTE), (sent(), NOW), (drafted(), NOW + MINUTE)):
        with pytest.raises(IllegalTransition):
            handover.accepted("E-1", RECEIVER, at)
    with pytest.raises(IllegalTransition):
        sent().accepted("E-9", RECEIVER, NOW + MINUTE)


def test_the_charge_nurse_keeps_a_patient_whose_giver_has_gone_until_she_is_accepted():
    kept = sent().kept_by("E-1", CHARGE, NOW + 2 * MINUTE)
    assert owners(kept) == [CHARGE, GIVER, GIVER]
    assert owners(kept.accepted("E-1", RECEIVER, NOW + 3 * MINUTE)) == [RECEIVER, GIVER, GIVER]
    assert owners(kept.refused("E-1", RECEIVER, NOW + 3 * MINUTE, "full")) == [CHARGE, GIVER, GIVER]
    with pytest.raises(WrongHand):
        sent().kept_by("E-1", RECEIVER, NOW + MINUTE)
    with pytest.raises(IllegalTransition):
        sent().accepted("E-1", RECEIVER, NOW + MINUTE).kept_by("E-1", CHARGE, NOW + 2 * MINUTE)


def test_taking_back_leaves_what_was_accepted():
    handover = sent().accepted("E-1", RECEIVER, NOW + MINUTE).withdrawn(GIVER, NOW + 2 * MINUTE, "wrong colleague")
    assert owners(handover) == [RECEIVER, GIVER, GIVER]
    assert [item.episode_id for item in handover.returned()] == ["E-2", "E-3"]
    assert handover.pending() == ()


def test_nobody_hands_over_to_herself_nobody_twice_and_nothing_to_nobody():
    with pytest.raises(InvalidInput):
        replace(drafted(), receiver_id=GIVER)
    with pytest.raises(InvalidInput):
        replace(drafted(), items=drafted().items * 2)
    with pytest.raises(IllegalTransition):
        replace(drafted(), items=()).sent(GIVER, NOW)


def test_words_can_be_changed_only_before_it_is_sent():
    said = Isbar().said(IsbarEntry(IsbarField.WHY_NOW, ("fever",)))
    assert drafted().rewritten("E-1", said).item("E-1").isbar == said
    with pytest.raises(IllegalTransition):
        sent().rewritten("E-1", said)


def test_open_work_goes_over_by_reference():
    carried = (Carried(CarriedKind.TASK, "T-1"), Carried(CarriedKind.CLOCK, "C-1"))
    item = replace(drafted().items[0], carried=carried)
    handover = replace(drafted(), items=(item,)).sent(GIVER, NOW).accepted("E-1", RECEIVER, NOW)
    assert handover.item("E-1").carried == carried


def test_what_nobody_said_is_named_and_none_is_something_said():
    isbar = Isbar().said(IsbarEntry(IsbarField.ALARMS, ())).said(IsbarEntry(IsbarField.NEWS2, ("7",), NOW))
    assert IsbarField.ALARMS not in isbar.missing
    assert isbar.missing[:2] == (IsbarField.NAME, IsbarField.RECORD_NUMBER)
    assert [entry.field for entry in isbar.part(IsbarPart.SITUATION)] == [IsbarField.NEWS2, IsbarField.ALARMS]
    again = isbar.said(IsbarEntry(IsbarField.NEWS2, ("5",), NOW))
    assert again.entry(IsbarField.NEWS2).values == ("5",)
    assert len(again.entries) == 2


def test_every_field_belongs_to_exactly_one_part():
    placed = [field for fields in FIELDS.values() for field in fields]
    assert sorted(placed) == sorted(IsbarField)


STEP = st.tuples(
    st.sampled_from(["send", "accept", "refuse", "withdraw", "keep"]),
    st.sampled_from(PEOPLE),
    st.sampled_from((*PATIENTS, "E-9")),
)


def step(handover, move, by, episode, at):
    if move == "send":
        return handover.sent(by, at)
    if move == "accept":
        return handover.accepted(episode, by, at)
    if move == "refuse":
        return handover.refused(episode, by, at, "why")
    if move == "keep":
        return handover.kept_by(episode, by, at)
    return handover.withdrawn(by, at, "why")


@given(st.lists(STEP, max_size=14))
def test_in_every_reachable_state_every_patient_has_exactly_one_owner(steps):
    handover = drafted()
    for number, (move, by, episode) in enumerate(steps):
        before = handover
        try:
            handover = step(handover, move, by, episode, NOW + number * MINUTE)
        except HahError:
            assert handover is before
            continue
        assert [item.episode_id for item in handover.items] == list(PATIENTS)
        for old, new in zip(before.items, handover.items, strict=True):
            accepted = new.state is ItemState.ACCEPTED
            assert new.owner_id == (RECEIVER if accepted else new.kept.by if new.kept else GIVER)
            assert old.state is ItemState.WAITING or new.state is old.state
            assert (new.answer is None) == (new.state is ItemState.WAITING)
        assert (handover.given is not None) or handover.state in {HandoverState.DRAFT, HandoverState.WITHDRAWN}
        assert (handover.received is not None) == (handover.state is HandoverState.RECEIVED)
        assert handover.pending() == () or handover.state is HandoverState.SENT

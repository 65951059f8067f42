"""The loop of a piece of equipment and of a set: whatever is tried, a piece is with one patient at most."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.equipment_set import AlreadyDelivered, EquipmentSet, SetState
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotReady
from hah_console.domain.kit import AT_HOME, WITH_PATIENT, Kit, KitState, KitTaken, next_states
from hah_console.domain.prescription import Receipt

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
READY = Kit("K-1", "monitor", KitState.AVAILABLE, "D-1", since=NOW)
SET = EquipmentSet("ES-1", "uti", (("monitor", 1),), NOW + 60 * MINUTE, NOW, "U-1", SetState.RESERVED, "I-1")
MOVES = st.one_of(
    st.tuples(st.just("give"), st.sampled_from(["E-1", "E-2"])),
    st.tuples(st.just("move"), st.sampled_from(list(KitState))),
    st.tuples(st.just("break"), st.sampled_from(["cracked", " "])),
)


def tried(kit: Kit, move: tuple[str, str], at: datetime) -> Kit:
    """The piece after a move, or as it was when the move is refused."""
    what, value = move
    try:
        if what == "give":
            return kit.given_to(value, at)
        return kit.moved(KitState(value), at) if what == "move" else kit.broken(value, at)
    except HahError:
        return kit


@settings(max_examples=300, deadline=None)
@given(st.lists(MOVES, max_size=25))
def test_whatever_is_tried_a_piece_is_with_one_patient_at_most_and_comes_back_through_cleaning_and_testing(moves):
    kit, cleaned, tested = READY, True, True
    for step, move in enumerate(moves, 1):
        before, kit = kit, tried(kit, move, NOW + step * MINUTE)
        assert kit.state is before.state or kit.state in next_states(before.state)
        assert kit.episode_id is None or kit.state in WITH_PATIENT
        if before.episode_id is not None and kit.episode_id is not None:
            assert kit.episode_id == before.episode_id
        if kit.state in AT_HOME:
            cleaned = tested = False
        cleaned, tested = cleaned or kit.state is KitState.CLEANING, tested or kit.state is KitState.TESTING
        if kit.state is KitState.AVAILABLE:
            assert cleaned
            assert tested


@pytest.mark.parametrize("state", sorted(AT_HOME))
def test_a_piece_at_one_patient_is_never_given_to_another(state):
    at_home = Kit("K-1", "monitor", KitState(state), "D-1", "E-1")
    with pytest.raises(KitTaken) as taken:
        at_home.given_to("E-2", NOW)
    assert taken.value.facts == {"kit": "K-1", "state": state}


@pytest.mark.parametrize("state", ["cleaning", "testing", "faulty"])
def test_what_is_cleaned_tested_or_out_of_order_is_not_packed(state):
    with pytest.raises(IllegalTransition):
        Kit("K-1", "monitor", KitState(state)).given_to("E-1", NOW)


def test_a_broken_piece_at_a_home_is_fetched_and_keeps_its_fault_until_it_is_ready():
    at_home = Kit("K-1", "monitor", KitState.IN_USE, "D-1", "E-1", since=NOW)
    broken = at_home.broken(" 螢幕裂 ", NOW + MINUTE)
    assert (broken.state, broken.fault, broken.episode_id) == (KitState.TO_RETRIEVE, "螢幕裂", "E-1")
    fetched = broken.moved(KitState.CLEANING, NOW + 2 * MINUTE)
    assert (fetched.episode_id, fetched.fault) == (None, "螢幕裂")
    ready = fetched.moved(KitState.TESTING, NOW + 3 * MINUTE).moved(KitState.AVAILABLE, NOW + 4 * MINUTE)
    assert ready.fault == ""


def test_a_clock_set_back_moves_nothing():
    with pytest.raises(InvalidInput) as refused:
        READY.given_to("E-1", NOW - MINUTE)
    assert refused.value.facts["reason"] == "before_state"


def test_a_delivery_is_recorded_once_and_never_before_it_was_packed():
    packed = SET.bound("E-1", NOW + 60 * MINUTE).packed(("K-1",), "U-1", NOW)
    with pytest.raises(InvalidInput):
        packed.delivered(Receipt("陳小明", "son", NOW - MINUTE, "U-1"))
    delivered = packed.delivered(Receipt("陳小明", "son", NOW + MINUTE, "U-1"))
    with pytest.raises(AlreadyDelivered) as again:
        delivered.delivered(Receipt("林小姐", "friend", NOW + 2 * MINUTE, "U-2"))
    assert again.value.facts == {"at": NOW + MINUTE, "by": "陳小明"}


def test_nothing_is_packed_before_there_is_an_admission():
    with pytest.raises(IllegalTransition):
        SET.packed(("K-1",), "U-1", NOW)


def test_a_set_is_set_up_when_every_line_is_done_and_each_keeps_who_and_when():
    there = SET.bound("E-1", NOW).packed(("K-1",), "U-1", NOW).delivered(Receipt("陳小明", "son", NOW, "U-1"))
    one = there.ticked("identity", "U-1", NOW + MINUTE).ticked("identity", "U-9", NOW + 2 * MINUTE)
    assert [(step.by, step.at) for step in one.steps] == [("U-1", NOW + MINUTE)]
    with pytest.raises(NotReady) as missing:
        one.done(("identity", "charger"), NOW + 3 * MINUTE)
    assert missing.value.missing == ("charger",)
    assert one.ticked("charger", "U-2", NOW).done(("identity", "charger"), NOW + 4 * MINUTE).state is SetState.DONE

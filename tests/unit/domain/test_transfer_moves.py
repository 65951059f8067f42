"""The order of a transfer is enforced."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.transfer import (
    ENDED,
    IN_OTHER_HANDS,
    STAGE_LINE,
    Means,
    Side,
    StageEntry,
    Transfer,
    TransferSignature,
    TransferStage,
    next_stages,
)

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
S = TransferStage
GIVER = TransferSignature(Side.GIVER, "王淑芬", NOW, "U-1", Means.CONSOLE)
RECEIVER = TransferSignature(Side.RECEIVER, "李明哲", NOW, "U-1", Means.PAPER)
FORWARD = dict(pairwise(STAGE_LINE)) | {S.REFUSED: S.ASKED, S.AMBULANCE_CANCELLED: S.AMBULANCE_CALLED}
ASIDE = {
    S.DECIDED: {S.CANCELLED, S.DIED},
    S.ASKED: {S.REFUSED, S.CANCELLED, S.DIED},
    S.ACCEPTED: {S.REFUSED, S.CANCELLED, S.DIED},
    S.REFUSED: {S.CANCELLED, S.DIED},
    S.AMBULANCE_CALLED: {S.REFUSED, S.AMBULANCE_CANCELLED, S.CANCELLED, S.DIED},
    S.AMBULANCE_CANCELLED: {S.REFUSED, S.CANCELLED, S.DIED},
    S.DEPARTED: {S.REFUSED, S.AMBULANCE_CANCELLED, S.DIED},
    S.ARRIVED: {S.REFUSED, S.DIED},
}


def at_stage(*stages):
    history = tuple(StageEntry(stage, NOW, "U-1", "H-1") for stage in stages)
    return Transfer("X-1", "E-1", "P-1", "reason", history, "H-1", signatures=(GIVER, RECEIVER))


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("stage", S)
def test_only_the_moves_of_the_line_exist(stage, to):
    allowed = {FORWARD.get(stage), *ASIDE.get(stage, set())}
    if to in allowed:
        moved = at_stage(stage).moved(to, at=NOW, by="U-2", note="why")
        assert (moved.stage, moved.history[-1].by) == (to, "U-2")
    else:
        with pytest.raises(IllegalTransition) as refused:
            at_stage(stage).moved(to, at=NOW, by="U-2", note="why")
        assert refused.value.facts == {"entity": "transfer", "state": stage.value, "move": to.value}


def test_an_undisturbed_transfer_runs_through_the_line_and_ends():
    transfer = at_stage(S.DECIDED)
    for number, (_, stage) in enumerate(pairwise(STAGE_LINE), 1):
        assert not transfer.ended
        transfer = transfer.moved(stage, at=NOW + number * MINUTE, by="U-1")
    assert transfer.ended
    assert [entry.stage for entry in transfer.history] == list(STAGE_LINE)
    assert transfer.reached_at(S.ARRIVED) == NOW + 5 * MINUTE
    assert transfer.reached_at(S.REFUSED) is None


def test_who_is_on_board_when_another_hospital_accepts_arrives_there_next():
    on_the_road = (S.DECIDED, S.ASKED, S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED, S.REFUSED, S.ASKED, S.ACCEPTED)
    assert next_stages(on_the_road) == {S.ARRIVED, S.REFUSED, S.AMBULANCE_CANCELLED, S.DIED}
    assert at_stage(*on_the_road).on_board


def test_an_ambulance_that_was_called_is_not_called_again_after_a_refusal():
    waiting = (S.DECIDED, S.ASKED, S.ACCEPTED, S.AMBULANCE_CALLED, S.REFUSED, S.ASKED, S.ACCEPTED)
    assert S.DEPARTED in next_stages(waiting)
    assert S.AMBULANCE_CALLED not in next_stages(waiting)


def test_an_ambulance_that_breaks_down_is_replaced_and_departs_again():
    broken = (S.DECIDED, S.ASKED, S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED, S.AMBULANCE_CANCELLED)
    assert next_stages(broken) == {S.AMBULANCE_CALLED, S.REFUSED, S.DIED}
    assert S.DEPARTED in next_stages((*broken, S.AMBULANCE_CALLED))


def test_a_patient_who_has_left_cannot_have_her_transfer_cancelled_whatever_came_after():
    left = (S.DECIDED, S.ASKED, S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED)
    for more in ((), (S.REFUSED,), (S.REFUSED, S.ASKED), (S.AMBULANCE_CANCELLED,)):
        assert S.CANCELLED not in next_stages((*left, *more))


def test_nobody_can_be_asked_without_a_hospital():
    decided = replace(at_stage(S.DECIDED), hospital_id=None)
    with pytest.raises(IllegalTransition):
        decided.moved(S.ASKED, at=NOW, by="U-1")
    assert decided.moved(S.ASKED, at=NOW, by="U-1", hospital_id="H-2").hospital_id == "H-2"


@pytest.mark.parametrize("stage", [S.REFUSED, S.CANCELLED, S.DIED])
@pytest.mark.parametrize("note", ["", "  "])
def test_refusing_cancelling_and_a_death_need_a_reason(stage, note):
    with pytest.raises(IllegalTransition):
        at_stage(S.ASKED).moved(stage, at=NOW, by="U-1", note=note)


def test_time_does_not_run_backwards():
    with pytest.raises(IllegalTransition):
        at_stage(S.ASKED).moved(S.ACCEPTED, at=NOW - MINUTE, by="U-1")


def test_after_a_refusal_another_hospital_is_asked_and_both_stay_in_the_history():
    refused = at_stage(S.ASKED).moved(S.REFUSED, at=NOW, by="U-1", note="no bed")
    asked = refused.moved(S.ASKED, at=NOW + MINUTE, by="U-1", hospital_id="H-2")
    assert [entry.hospital_id for entry in asked.history] == ["H-1", "H-1", "H-2"]
    assert asked.refused_by() == {"H-1"}


def test_one_signature_hands_nobody_over_and_the_second_does():
    arrived = replace(at_stage(S.ARRIVED), signatures=())
    with pytest.raises(IllegalTransition):
        arrived.moved(S.HANDED_OVER, at=NOW, by="U-1")
    half = arrived.signed(RECEIVER)
    assert half.stage is S.ARRIVED
    assert half.signed(replace(GIVER, at=NOW + MINUTE)).reached_at(S.HANDED_OVER) == NOW + MINUTE


def test_nobody_signs_twice_for_both_sides_without_a_name_or_before_the_arrival():
    arrived = replace(at_stage(S.ARRIVED), signatures=())
    with pytest.raises(IllegalTransition):
        arrived.signed(GIVER).signed(GIVER)
    with pytest.raises(InvalidInput):
        arrived.signed(GIVER).signed(replace(RECEIVER, name=GIVER.name))
    with pytest.raises(InvalidInput):
        arrived.signed(replace(GIVER, name=" "))
    with pytest.raises(IllegalTransition):
        replace(at_stage(S.DEPARTED), signatures=()).signed(GIVER)


def test_a_refusal_at_the_door_takes_the_signatures_back():
    arrived = replace(at_stage(S.ARRIVED), signatures=(GIVER,))
    assert arrived.moved(S.REFUSED, at=NOW, by="U-1", note="ED closed").signatures == ()


def test_the_transfer_itself_is_never_changed():
    before = at_stage(S.DECIDED)
    before.moved(S.ASKED, at=NOW, by="U-1")
    assert before == at_stage(S.DECIDED)


@given(st.lists(st.sampled_from(list(S)), max_size=30))
def test_no_sequence_of_requests_leaves_an_ended_transfer_or_loses_history(requests):
    transfer = at_stage(S.DECIDED)
    for to in requests:
        before = transfer
        try:
            transfer = transfer.moved(to, at=NOW, by="U-1", note="why")
        except IllegalTransition:
            continue
        assert before.stage not in ENDED
        assert transfer.history[:-1] == before.history


@given(st.lists(st.integers(0, 5), max_size=40))
def test_from_every_state_exactly_one_step_leads_on_until_the_end(choices):
    stages = [S.DECIDED]
    for choice in choices:
        options = sorted(next_stages(stages))
        if not options:
            break
        ahead = [stage for stage in options if stage in STAGE_LINE]
        assert len(ahead) == 1
        assert (S.DIED in options) is (stages[-1] not in IN_OTHER_HANDS)
        stages.append(options[choice % len(options)])
    assert bool(next_stages(stages)) is (stages[-1] not in ENDED)

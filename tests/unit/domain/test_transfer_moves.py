"""The order of a transfer is enforced."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.transfer import ENDED, STAGE_LINE, StageEntry, Transfer, TransferStage

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
S = TransferStage
ALLOWED = {
    (S.DECIDED, S.ASKED), (S.DECIDED, S.CANCELLED), (S.ASKED, S.ACCEPTED), (S.ASKED, S.REFUSED),
    (S.ASKED, S.CANCELLED), (S.REFUSED, S.ASKED), (S.REFUSED, S.CANCELLED), (S.ACCEPTED, S.DEPARTED),
    (S.ACCEPTED, S.CANCELLED), (S.DEPARTED, S.ARRIVED), (S.ARRIVED, S.HANDED_OVER),
}  # fmt: skip


def at_stage(stage):
    return Transfer("X-1", "E-1", "P-1", "reason", (StageEntry(stage, NOW, "U-1"),), "H-1")


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("stage", S)
def test_only_the_moves_of_the_line_exist(stage, to):
    if (stage, to) in ALLOWED:
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
    assert transfer.reached_at(S.ARRIVED) == NOW + 4 * MINUTE
    assert transfer.reached_at(S.REFUSED) is None


def test_nobody_can_be_asked_without_a_hospital():
    decided = replace(at_stage(S.DECIDED), hospital_id=None)
    with pytest.raises(IllegalTransition):
        decided.moved(S.ASKED, at=NOW, by="U-1")
    assert decided.moved(S.ASKED, at=NOW, by="U-1", hospital_id="H-2").hospital_id == "H-2"


@pytest.mark.parametrize("stage", [S.REFUSED, S.CANCELLED])
@pytest.mark.parametrize("note", ["", "  "])
def test_refusing_and_cancelling_need_a_reason(stage, note):
    with pytest.raises(IllegalTransition):
        at_stage(S.ASKED).moved(stage, at=NOW, by="U-1", note=note)


def test_time_does_not_run_backwards():
    with pytest.raises(IllegalTransition):
        at_stage(S.ASKED).moved(S.ACCEPTED, at=NOW - MINUTE, by="U-1")


def test_after_a_refusal_another_hospital_is_asked_and_both_stay_in_the_history():
    refused = at_stage(S.ASKED).moved(S.REFUSED, at=NOW, by="U-1", note="no bed")
    asked = refused.moved(S.ASKED, at=NOW + MINUTE, by="U-1", hospital_id="H-2")
    assert [entry.hospital_id for entry in asked.history] == [None, "H-1", "H-2"]
    assert asked.reached_at(S.ASKED) == NOW + MINUTE


def test_the_transfer_itself_is_never_changed():
    before = at_stage(S.DECIDED)
    before.moved(S.ASKED, at=NOW, by="U-1")
    assert before == at_stage(S.DECIDED)


@given(st.lists(st.sampled_from(list(S)), max_size=12))
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

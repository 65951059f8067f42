"""Work that is no longer needed: cancelled, or still to be reported when it had begun."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, PatientId, TaskId
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
VISIT = Task(
    TaskId("T"), EpisodeId("E"), PatientId("P"), TaskKind.NURSE_VISIT, NOW, NOW + timedelta(hours=1), 30
)  # fmt: skip
WHY = Withdrawal.PATIENT_TRANSFERRED


def test_requested_work_that_is_withdrawn_is_cancelled_with_its_reason() -> None:
    gone = VISIT.withdrawn(WHY)
    assert (gone.state, gone.withdrawn_for) == (TaskState.CANCELLED, WHY)


def test_work_that_has_begun_stays_in_progress_with_the_reason_beside_it() -> None:
    going = replace(VISIT, state=TaskState.IN_PROGRESS).withdrawn(WHY)
    assert (going.state, going.withdrawn_for) == (TaskState.IN_PROGRESS, WHY)


@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.CANCELLED])
def test_work_that_has_ended_cannot_be_withdrawn(state: TaskState) -> None:
    with pytest.raises(IllegalTransition):
        replace(VISIT, state=state).withdrawn(WHY)

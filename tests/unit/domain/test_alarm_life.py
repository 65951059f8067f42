"""Life of an alarm: raised, owned, gone, worse."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState, Evidence, Lane, Priority
from hah_console.domain.errors import IllegalTransition

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
WORSE = Evidence("spo2-low", 80.0, 91.0)
ACTIVE = Alarm(
    "A-1", "P-1", "spo2-low", "2026.1", "spo2", Priority.MEDIUM, Lane.PHYSIOLOGICAL, AlarmState.ACTIVE, NOW, 89.0, 91.0
)  # fmt: skip


def in_state(state):
    return replace(ACTIVE, state=state)


def test_acknowledging_names_the_owner_and_the_time():
    owned = ACTIVE.acknowledged("U-1", LATER)
    assert (owned.state, owned.acknowledged_by, owned.acknowledged_at) == (AlarmState.ACKNOWLEDGED, "U-1", LATER)


def test_an_alarm_nobody_saw_stays_latched_when_its_cause_is_gone():
    latched = ACTIVE.condition_ended(LATER)
    assert (latched.state, latched.cleared_at) == (AlarmState.LATCHED, LATER)
    assert latched.state in OPEN_STATES


def test_a_latched_alarm_is_cleared_by_being_seen():
    assert in_state(AlarmState.LATCHED).acknowledged("U-1", LATER).state is AlarmState.CLEARED


def test_an_owned_alarm_is_cleared_when_its_cause_is_gone():
    assert in_state(AlarmState.ACKNOWLEDGED).condition_ended(LATER).state is AlarmState.CLEARED


def test_an_alarm_that_does_not_latch_clears_by_itself():
    assert replace(ACTIVE, latching=False).condition_ended(LATER).state is AlarmState.CLEARED


@pytest.mark.parametrize("state", [AlarmState.ACKNOWLEDGED, AlarmState.CLEARED])
def test_an_alarm_cannot_be_owned_twice_or_after_its_end(state):
    with pytest.raises(IllegalTransition):
        in_state(state).acknowledged("U-2", LATER)


@pytest.mark.parametrize("state", [AlarmState.LATCHED, AlarmState.CLEARED])
def test_a_cause_cannot_end_twice(state):
    with pytest.raises(IllegalTransition):
        in_state(state).condition_ended(LATER)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_worse_alarm_must_be_looked_at_again(state):
    owned = replace(in_state(state), acknowledged_by="U-1", acknowledged_at=NOW, cleared_at=NOW)
    worse = owned.worsened(Priority.HIGH, WORSE, LATER)
    assert (worse.state, worse.priority, worse.value, worse.raised_at) == (
        AlarmState.ACTIVE,
        Priority.HIGH,
        80.0,
        LATER,
    )
    assert (worse.acknowledged_by, worse.acknowledged_at, worse.cleared_at) == (None, None, None)


@pytest.mark.parametrize("priority", [Priority.LOW, Priority.MEDIUM])
def test_worse_means_a_higher_priority(priority):
    with pytest.raises(IllegalTransition):
        ACTIVE.worsened(priority, WORSE, LATER)


def test_a_cleared_alarm_cannot_become_worse():
    with pytest.raises(IllegalTransition):
        in_state(AlarmState.CLEARED).worsened(Priority.HIGH, WORSE, LATER)

"""The demo's monitors: who sends what at each tick, and numbers that never fall back."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

import pytest

from hah_console.demo.devices import (
    MOST_DUE,
    Bed,
    DemoMonitors,
    ReplayedRecording,
    TickGrid,
    assigned_recordings,
    interval_s,
)
from hah_console.demo.signals import SyntheticPatient, SyntheticProfile
from hah_console.domain.episode import Condition
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.recording import MonitorValues, Recording
from hah_console.domain.site_pack import EventKind, ScenarioEvent

START = datetime(2026, 5, 4, 0, tzinfo=UTC)


def beds(count: int) -> list[Bed]:
    profiles = [SyntheticProfile(PatientId(f"P{n:03}"), 60 + n % 30, Condition.UTI) for n in range(count)]
    return [Bed(DeviceId(f"D-{n:02}"), profile) for n, profile in enumerate(profiles)]


def synthetic(of: Sequence[Bed], *events: ScenarioEvent) -> DemoMonitors:
    return DemoMonitors(of, {bed.profile.patient_id: SyntheticPatient(bed.profile, 7, events) for bed in of})


def recording(name: str, *pulses: int) -> Recording:
    rows = tuple(MonitorValues({Vital.HEART_RATE: pulse} if pulse else {}) for pulse in pulses)
    return Recording(name, "test", 60.0, rows)


@pytest.mark.alone
def test_sixty_monitors_tick_in_less_than_five_milliseconds() -> None:
    monitors, spent = synthetic(beds(60)), []
    for second in range(120):
        started = time.perf_counter()
        sets = monitors.sets_at(START + timedelta(seconds=second))
        spent.append(time.perf_counter() - started)
        assert len(sets) > 50
    assert median(spent) < 0.005


def test_sequence_numbers_rise_also_after_a_restart() -> None:
    first, again = synthetic(beds(1)), synthetic(beds(1))
    moments = [START + timedelta(seconds=second) for second in range(200)]
    numbers = [one.sequence for moment in moments[:100] for one in first.sets_at(moment)]
    numbers += [one.sequence for moment in moments[100:] for one in again.sets_at(moment)]
    assert all(low < high for low, high in pairwise(numbers))


def test_a_silent_monitor_is_missing_while_the_others_send() -> None:
    silence = ScenarioEvent(PatientId("P001"), 8 * 60, EventKind.SILENCE, 10)
    sent = {one.patient_id for m in range(9) for one in synthetic(beds(3), silence).sets_at(START + m * MINUTE)}
    assert sent == {"P000", "P002"}


MINUTE = timedelta(minutes=1)


def test_a_recording_holds_each_row_for_its_period_and_begins_again_at_its_end() -> None:
    replay = ReplayedRecording(recording("r", 60, 70, 0), START)
    seen = [replay.values_at(START + timedelta(seconds=second)) for second in (0, 59, 60, 119, 120, 180)]
    assert [one.values[Vital.HEART_RATE] if one else None for one in seen] == [60, 60, 70, 70, None, 60]


def test_recordings_go_to_the_first_patients_without_a_script() -> None:
    scripted = ScenarioEvent(PatientId("P000"), 0, EventKind.SILENCE, 1)
    found = assigned_recordings(beds(5), [scripted], [recording("a", 60), recording("b", 61), recording("c", 62)], 2)
    assert {patient: one.name for patient, one in found.items()} == {"P001": "a", "P002": "b"}


def test_monitors_send_each_second_and_at_speed_each_simulated_minute() -> None:
    assert [interval_s(rate) for rate in (1, 10, 30, 31, 600)] == [1, 10, 30, 60, 60]


def test_every_moment_of_the_grid_is_handed_out_once() -> None:
    grid = TickGrid(START + timedelta(seconds=1), 60)
    assert list(grid.due(START + timedelta(seconds=59))) == []
    assert list(grid.due(START + 2.5 * MINUTE)) == [START + MINUTE, START + 2 * MINUTE]
    assert list(grid.due(START + 2.9 * MINUTE)) == []
    assert grid.next == START + 3 * MINUTE


def test_after_a_long_pause_only_the_last_moments_are_made_up_for() -> None:
    grid = TickGrid(START, 1)
    due = list(grid.due(START + timedelta(hours=3)))
    assert len(due) == MOST_DUE
    assert due[-1] == START + timedelta(hours=3)
    assert due[0].date() == date(2026, 5, 4)

"""What holds of every course of readings: nothing dangerous waits longer than its delay, nothing seen is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpers.alarm_bench import PATIENT, SCORES, START, Bench, limit, minutes, own_limit, packs, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.alarm import AlarmState
from hah_console.domain.reading import Consciousness, StaffObservation, Vital

LOW, DELAY = 90, seconds(15)
SPO2_OFF = frozenset({Vital.SPO2})
ON_DUTY = (AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED)


@dataclass(frozen=True)
class Step:
    """After ``gap_s`` of silence: a value, or a sensor off; then perhaps a hand on the alarm."""

    gap_s: int
    spo2: float | None
    clock_off_s: int = 0
    again: bool = False
    acknowledge: bool = False
    restart: bool = False


VALUES = st.one_of(st.none(), st.sampled_from([70, 85, 89, 89.9, 90, 90.5, 91, 97]))
GAPS = st.one_of(st.just(1), st.integers(2, 40))
CLOCKS = st.sampled_from([0, 0, 0, -3600, -120, -14, 5, 240])
STEPS = st.lists(st.builds(Step, GAPS, VALUES, CLOCKS, st.booleans(), st.booleans()), max_size=14)
RESTARTS = st.lists(
    st.builds(Step, GAPS, VALUES, st.just(0), st.booleans(), st.booleans(), st.booleans()), max_size=14
)  # fmt: skip
WELL = st.lists(st.builds(Step, GAPS, st.one_of(st.none(), st.floats(90, 100)), CLOCKS, st.booleans()), max_size=14)


class Watch(Bench):
    """A bench that knows since when the last values have all been beyond their limit, by the service's clock."""

    beyond_since: datetime | None = None

    def play(self, steps: list[Step]) -> None:
        for step in steps:
            self.device_is_off_by = seconds(step.clock_off_s)
            if step.restart:
                self.restart()
                self.beyond_since = None
            for _ in range(step.gap_s - 1):
                self.wait(1)
                self.nothing_dangerous_waits()
            self.now += seconds(1)
            self.arrive(step)
            self.nothing_dangerous_waits()

    def arrive(self, step: Step) -> None:
        beyond = step.spo2 is not None and step.spo2 < LOW
        self.beyond_since = (self.beyond_since or self.now) if beyond else None
        reading = self.reading(SPO2_OFF) if step.spo2 is None else self.reading(spo2=step.spo2)
        self.take(reading)
        if step.again:
            self.take(reading)
        if step.acknowledge and AlarmState.ACKNOWLEDGED not in self.states("spo2_low"):
            for alarm in self.open():
                if alarm.rule_id == "spo2_low":
                    self.acknowledge("spo2_low")

    def nothing_dangerous_waits(self) -> None:
        if self.beyond_since is not None and self.now - self.beyond_since >= DELAY:
            assert any(alarm.rule_id == "spo2_low" and alarm.state in ON_DUTY for alarm in self.open())


@settings(deadline=None)
@given(STEPS)
def test_no_course_leaves_a_vital_beyond_its_limit_for_longer_than_the_delay_without_an_alarm(steps) -> None:
    Watch().play(steps)


@settings(deadline=None)
@given(RESTARTS)
def test_no_restart_makes_it_longer_than_one_delay_from_then(steps) -> None:
    Watch().play(steps)


@settings(deadline=None)
@given(WELL)
def test_no_course_within_the_limits_raises_a_limit_alarm(steps) -> None:
    watch = Watch()
    watch.play(steps)
    assert not watch.of("spo2_low")


@settings(deadline=None)
@given(STEPS)
def test_no_alarm_of_a_patient_ends_unseen(steps) -> None:
    watch = Watch()
    watch.play(steps)
    assert all(alarm.acknowledged_by for alarm in watch.of("spo2_low") if alarm.state is AlarmState.CLEARED)


@settings(deadline=None)
@given(STEPS)
def test_there_is_never_more_than_one_open_alarm_of_a_condition_and_each_begins_with_being_raised(steps) -> None:
    watch = Watch(packs(scores=SCORES))
    watch.observation = StaffObservation(PATIENT, START, Consciousness.ALERT, on_oxygen=False)
    watch.play(steps)
    for rule_id in {alarm.rule_id for alarm in watch.alarms.values()}:
        first: dict[str, str] = {}
        for _, found in watch.history:
            first.setdefault(found.alarm.alarm_id, found.kind)
        assert set(first.values()) <= {"raised"}
        assert len([alarm for alarm in watch.open() if (alarm.rule_id, alarm.subject) == (rule_id, "spo2")]) <= 1


@settings(deadline=None)
@given(STEPS, st.sampled_from([minutes(0), minutes(7), timedelta(days=100)]))
def test_the_same_readings_give_the_same_alarms_whenever_they_are_replayed(steps, later) -> None:
    def replayed(start: datetime) -> list[tuple[object, ...]]:
        watch = Watch(now=start, watched_since=start)
        watch.play(steps)
        return [
            (at - start, found.kind, found.alarm.rule_id, found.alarm.priority, found.alarm.state, found.alarm.value)
            for at, found in watch.history
        ]

    assert replayed(START) == replayed(START + later)


@settings(deadline=None)
@given(STEPS)
def test_a_look_changes_neither_its_memory_nor_its_alarms(steps) -> None:
    watch = Watch()
    watch.play(steps)
    memory, alarms, seen = watch.memory, dict(watch.alarms), len(watch.history)
    conditions, highs = dict(memory.conditions), dict(memory.highs)
    watch.look()
    after, done = watch.memory, [found.kind for _, found in watch.history[seen:]]
    assert (dict(memory.conditions), dict(memory.highs)) == (conditions, highs)
    watch.memory, watch.alarms, watch.history = memory, alarms, []
    watch.look()
    assert (watch.memory, [found.kind for _, found in watch.history]) == (after, done)


@settings(deadline=None)
@given(STEPS, st.integers(60, 99))
def test_a_patients_own_limit_is_kept_as_strictly_as_that_of_the_pack(steps, value: int) -> None:
    own = own_limit(Vital.SPO2, "low", LOW, START, START + timedelta(days=1))
    watch = Watch(packs([limit(Vital.SPO2, "low", value, 1)]), limits=(own,))
    watch.play(steps)

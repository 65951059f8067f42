"""The short way gives what the whole way gives: the same alarms at the same moments, and the same memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from helpers.alarm_bench import LIMITS, PATIENT, SCORES, START, Bench, minutes, own_limit, packs, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.alarms.quiet import Quiet, is_plain_status, quiet_of
from hah_console.alarms.windows import kept_by
from hah_console.domain.alarm import OPEN_STATES, Priority
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId, GatewayId
from hah_console.domain.reading import Consciousness, Reading, StaffObservation, Vital
from hah_console.domain.rulepack import RulePacks, ScoreRule, TrendRule
from hah_console.services.latest_values import folded

LONG_AGO = datetime.min.replace(tzinfo=UTC)
MEDIANS = tuple(
    replace(
        rule,
        window=seconds(10) if rule.vital in {Vital.SPO2, Vital.HEART_RATE} else seconds(0),
        lock=minutes(0) if rule.vital is Vital.SYSTOLIC else minutes(12),
        lock_step=2.0,
    )
    for rule in LIMITS
)
SINGLE = ScoreRule("news2_single", "news2", 0, 3, Priority.LOW, seconds(300))
LOCKED = (*(replace(rule, lock=minutes(20), lock_rise=2) for rule in SCORES), SINGLE)
TRENDS = (
    TrendRule("spo2_falling", Vital.SPO2, "low", 4, 94, 2, minutes(3), Priority.MEDIUM, seconds(10), seconds(20)),
    TrendRule("hr_rising", Vital.HEART_RATE, "high", 20, 100, 5, minutes(3), Priority.LOW, seconds(10), seconds(20)),
)
ALERT = StaffObservation(PATIENT, START, Consciousness.ALERT, on_oxygen=False)


def rules() -> RulePacks:
    """Everything the engine knows at once."""
    made = packs(MEDIANS, LOCKED)
    return replace(made, alarms=replace(made.alarms, trends=TRENDS))


@dataclass
class ShortBench(Bench):
    """Looks as the service does: the short way when it admits a set, otherwise the whole one, and when due."""

    quiet: Quiet | None = None
    looked_at: datetime = LONG_AGO
    short: int = 0

    def take(self, reading: Reading) -> None:
        reading = replace(reading, received_at=self.now)
        self.latest = folded(self.latest, reading)
        if self.quiet is not None and self.quiet.admit(reading, self.now):
            self.short += 1
            self.memory = self.memory.with_latest(self.latest, kept_by(self.rules.alarms))
        else:
            super().look()
            self.settle()

    def look(self) -> None:
        if self.now >= self.due or self.now < self.looked_at:
            super().look()
            self.settle()
        self.looked_at = self.now

    def settle(self) -> None:
        self.quiet = quiet_of(self.view(), self.memory, self.open(), self.due)

    def changed(self) -> None:
        """Something beside the values is otherwise: look with the next sweep."""
        self.quiet, self.due = None, LONG_AGO


@dataclass(frozen=True)
class Step:
    """Seconds pass; then a set, or something else happens."""

    gap_s: int
    values: dict[str, float] = field(default_factory=dict)
    off: frozenset[Vital] = frozenset()
    clock_off_s: int = 0
    event: str = ""


USUAL = {"spo2": 97.0, "hr": 80.0, "rr": 16.0, "sbp": 128.0, "temp": 36.8, "dbp": 70.0}
UNUSUAL = {
    "spo2": (98.0, 96.0, 95.5, 95.4, 94.0, 93.0, 92.0, 90.0, 89.9, 86.0),
    "hr": (82.0, 90.0, 90.5, 99.0, 101.0, 111.0, 131.0, 39.0),
    "rr": (20.4, 21.0, 25.0),
    "sbp": (111.0, 100.0, 89.0),
    "temp": (38.04, 38.05, 39.6),
    "dbp": (60.0,),
}
ONE_UNUSUAL = st.sampled_from([(name, value) for name, values in UNUSUAL.items() for value in values])
WELL = st.just(USUAL)
ALMOST_WELL = st.lists(ONE_UNUSUAL, max_size=2).map(lambda changes: {**USUAL, **dict(changes)})
FEWER = st.sets(st.sampled_from(sorted(USUAL))).map(lambda left: {name: USUAL[name] for name in left})
OFF = st.sampled_from([frozenset()] * 15 + [frozenset({Vital.SPO2}), frozenset({Vital.HEART_RATE})])
EVENTS = st.sampled_from([""] * 15 + ["acknowledge", "acknowledge", "restart", "observe", "limit", "battery", "link"])
GAPS = st.one_of(st.just(1), st.just(1), st.integers(2, 40), st.sampled_from([61, 299, 301, 601, 660, 1300]))
CLOCKS = st.sampled_from([0] * 12 + [-700, -14, 5, 240])
SET = st.one_of(WELL, WELL, ALMOST_WELL, ALMOST_WELL, FEWER)
STEPS = st.lists(st.builds(Step, GAPS, SET, OFF, CLOCKS, EVENTS), min_size=2, max_size=25)
SPO2, HR = st.sampled_from([97.0, *UNUSUAL["spo2"]]), st.sampled_from([80.0, *UNUSUAL["hr"]])


def happen(bench: Bench, event: str) -> None:
    """What people and the surroundings do."""
    if event == "acknowledge":
        for alarm in bench.open():
            if alarm.acknowledged_by is None:
                bench.alarms[alarm.alarm_id] = alarm.acknowledged("u-1", bench.now)
    elif event == "restart":
        bench.restart()
    elif event == "observe":
        bench.observation = replace(ALERT, observed_at=bench.now)
    elif event == "limit":
        bench.limits = (own_limit(Vital.SPO2, "low", 93, bench.now, bench.now + minutes(15)),)
    elif event == "link":
        bench.link_lost = not bench.link_lost
        bench.linked_since = None if bench.link_lost else bench.now
    elif event:
        charge = 9 if event == "battery" else 90
        bench.devices = (DeviceStatus(DeviceId("D1"), PATIENT, bench.now, 1, battery_pct=charge, skew_s=0.0),)
    if event and isinstance(bench, ShortBench):
        bench.changed()


def play(bench: Bench, steps: list[Step]) -> list[object]:
    trace: list[object] = []
    for step in steps:
        bench.device_is_off_by = seconds(step.clock_off_s)
        bench.wait(step.gap_s - 1)
        bench.now += seconds(1)
        happen(bench, step.event)
        if step.values or step.off:
            kept = {name: value for name, value in step.values.items() if Vital(name) not in step.off}
            bench.take(bench.reading(step.off, **kept))
        bench.look()
        trace.append((bench.memory, list(bench.history)))
    return trace


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_the_short_way_gives_the_same_alarms_and_the_same_memory(steps: list[Step]) -> None:
    whole, short = Bench(rules()), ShortBench(rules())
    assert play(short, steps) == play(whole, steps)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(SPO2, HR), min_size=20, max_size=80))
def test_a_stream_of_sets_once_a_second_gives_the_same_on_both_ways(values: list[tuple[float, float]]) -> None:
    steps = [Step(1, {"spo2": spo2, "hr": hr, "rr": 16.0}) for spo2, hr in values]
    whole, short = Bench(rules()), ShortBench(rules())
    assert play(short, steps) == play(whole, steps)


def test_a_patient_who_is_well_is_looked_at_the_short_way() -> None:
    bench = ShortBench(rules())
    for number in range(600):
        bench.hear(1, spo2=97 + number % 2, hr=80 + number % 7, rr=16, sbp=128, temp=36.8)
    assert bench.short >= 590
    assert not bench.alarms


def test_with_an_open_alarm_nothing_is_taken_the_short_way() -> None:
    bench = ShortBench(rules())
    bench.hear(60, spo2=85, hr=80)
    assert any(alarm.state in OPEN_STATES for alarm in bench.alarms.values())
    before = bench.short
    bench.hear(10, spo2=97, hr=80)
    assert bench.short == before


def test_what_a_monitor_says_of_itself_is_plain_only_when_nothing_follows_from_it() -> None:
    alarms = rules().alarms
    plain = DeviceStatus(DeviceId("D1"), PATIENT, START, 1, GatewayId("G"), battery_pct=80, skew_s=2.0)
    assert is_plain_status(plain, plain, alarms)
    assert not is_plain_status(plain, None, alarms)
    for change in ({"battery_pct": 19}, {"skew_s": -300.0}, {"gateway_id": None}):
        assert not is_plain_status(replace(plain, **change), plain, alarms)
    assert is_plain_status(replace(plain, battery_pct=None, skew_s=None), plain, alarms)

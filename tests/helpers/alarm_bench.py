"""One patient on the alarm engine alone: readings in, alarms out, two clocks, neither store nor process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import evaluate
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import kept_by
from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState, Priority
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import AlarmId, DeviceId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.reading import LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.rulepack import (
    AlarmRules,
    Band,
    Bands,
    BatteryRule,
    ClockRule,
    LimitRule,
    MissingRule,
    News2Table,
    ProgrammeRules,
    RulePacks,
    ScoreRule,
    SensorRule,
    SilenceRule,
    TransferRules,
)
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.services.latest_values import folded

SHIPPED = load_rule_packs(Path(__file__).parents[2] / "resources" / "rulepacks")
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PATIENT = PatientId("P1")
NURSE = "u-1"
NO_OFF: frozenset[Vital] = frozenset()


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def limit(vital: Vital, side: str, at: float, hysteresis: float, on_s: float = 15, off_s: float = 30) -> LimitRule:
    """A limit rule of high priority."""
    name = f"{vital.value}_{side}"
    return LimitRule(name, vital, side, at, hysteresis, Priority.HIGH, seconds(on_s), seconds(off_s))


LIMITS = (
    limit(Vital.SPO2, "low", 90, 1),
    limit(Vital.HEART_RATE, "high", 130, 5),
    limit(Vital.HEART_RATE, "low", 40, 3),
    limit(Vital.SYSTOLIC, "low", 90, 5, on_s=0, off_s=0),
    limit(Vital.TEMPERATURE, "high", 39.5, 0.3, on_s=0, off_s=0),
    limit(Vital.TEMPERATURE, "low", 35.0, 0.2, on_s=0, off_s=0),
)
SCORES = (
    ScoreRule("news2_emergency", "news2", 7, 0, Priority.HIGH, seconds(300)),
    ScoreRule("news2_urgent", "news2", 5, 3, Priority.MEDIUM, seconds(300)),
)
SILENCE = SilenceRule("silence", minutes(10), Priority.MEDIUM, seconds(60))
MISSING = MissingRule("vital_missing", Priority.LOW, {Vital.SPO2: minutes(5)})
BATTERY = BatteryRule("battery_low", Priority.LOW, 15, 5)
CLOCK = ClockRule("clock_skew", Priority.LOW, minutes(5), seconds(60))
SENSOR = SensorRule(
    "sensor_off", seconds(60), seconds(30), Priority.LOW, Priority.HIGH, {Vital.SPO2: 4.0}, minutes(15)
)  # fmt: skip


def bands(*rows: tuple[float | None, int]) -> Bands:
    return tuple(Band(end, points) for end, points in rows)


def packs(limits: Iterable[LimitRule] = LIMITS, scores: Iterable[ScoreRule] = ()) -> RulePacks:
    """Rule packs for these rules; the numbers of the chart are those of the RCP."""
    info = PackInfo("bench", "bench-1", date(2026, 5, 1), "test")
    spo2 = bands((91, 3), (93, 2), (95, 1), (None, 0))
    chart = News2Table(
        info=info,
        respiratory_rate=bands((8, 3), (11, 1), (20, 0), (24, 2), (None, 3)),
        spo2_scale_1=spo2,
        spo2_scale_2_air=spo2,
        spo2_scale_2_oxygen=spo2,
        oxygen_points=2,
        systolic=bands((90, 3), (100, 2), (110, 1), (219, 0), (None, 3)),
        pulse=bands((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (None, 3)),
        not_alert_points=3,
        temperature=bands((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (None, 2)),
        yellow_from=1,
        orange_from=5,
        red_from=7,
        single_item=3,
        vital_validity={vital: minutes(120) for vital in Vital},
        staff_validity=minutes(720),
    )
    alarms = AlarmRules(
        info, tuple(limits), tuple(scores), SILENCE, SENSOR, minutes(10), 10, battery=BATTERY, clock=CLOCK,
        missing=MISSING,
    )  # fmt: skip
    programme = ProgrammeRules(info, {})
    transfer = TransferRules(info, {})
    return replace(SHIPPED, news2=chart, alarms=alarms, programme=programme, transfer=transfer)


@dataclass
class Bench:
    """``now`` is the service's clock; a device's clock is ``now + device_is_off_by``."""

    rules: RulePacks = field(default_factory=packs)
    limits: tuple[PatientLimit, ...] = ()
    observation: StaffObservation | None = None
    now: datetime = START
    watched_since: datetime = START
    device_is_off_by: timedelta = timedelta(0)
    latest: LatestVitals | None = None
    memory: PatientMemory = field(default_factory=PatientMemory)
    alarms: dict[AlarmId, Alarm] = field(default_factory=dict)
    history: list[tuple[datetime, Resolved]] = field(default_factory=list)
    sequence: int = 0
    devices: tuple[DeviceStatus, ...] = ()
    link_lost: bool = False
    linked_since: datetime | None = None
    due: datetime = START
    numbers: Iterator[int] = field(default_factory=count)

    def reading(self, off: frozenset[Vital] = NO_OFF, device: str = "D1", **values: float) -> Reading:
        """The next set of a device, measured now."""
        self.sequence += 1
        measured = {Vital(name): value for name, value in values.items()}
        moment = self.now + self.device_is_off_by
        return Reading(PATIENT, DeviceId(device), self.sequence, moment, self.now, measured, off)

    def take(self, reading: Reading) -> None:
        """One reading arrives and the patient is looked at."""
        self.latest = folded(self.latest, replace(reading, received_at=self.now))
        self.look()

    def hear(self, for_s: float = 1, every_s: float = 1, off: frozenset[Vital] = NO_OFF, **values: float) -> None:
        """The device reports the same for a while; time passes before each set."""
        for _ in range(int(for_s // every_s)):
            self.now += seconds(every_s)
            self.take(self.reading(off, **values))

    def wait(self, for_s: float, every_s: float = 1) -> None:
        """Nothing is heard; the patient is looked at all the same."""
        for _ in range(int(for_s // every_s)):
            self.now += seconds(every_s)
            self.look()

    def look(self) -> None:
        """One look: what the pipeline says is kept as the service keeps it."""
        view = self.view()
        outcome = evaluate(view, self.memory, self.open(), self._new_id, kept_by(self.rules.alarms))
        self.memory, self.due = outcome.memory, outcome.due
        for found in outcome.resolved:
            self.alarms[found.alarm.alarm_id] = found.alarm
            self.history.append((self.now, found))

    def view(self) -> PatientView:
        """What the rules may look at now."""
        table = self.rules.news2
        score = news2(inputs_from(self.latest, self.observation, table, self.now), table)
        return PatientView(
            PATIENT, self.now, self.latest, score, self.limits, self.watched_since, self.rules, self.devices,
            self.link_lost, self.linked_since, self.observation,
        )  # fmt: skip

    def acknowledge(self, rule_id: str) -> None:
        """A nurse takes the one open alarm of a rule."""
        (alarm,) = (alarm for alarm in self.open() if alarm.rule_id == rule_id)
        self.alarms[alarm.alarm_id] = alarm.acknowledged(NURSE, self.now)

    def restart(self) -> None:
        """The service begins again: alarms and last values are read back, everything else is forgotten."""
        self.memory, self.watched_since = PatientMemory(), self.now
        if self.latest is not None:
            forgotten = {vital: value._replace(origin=None) for vital, value in self.latest.values.items()}
            self.latest = replace(self.latest, values=forgotten)

    def open(self) -> tuple[Alarm, ...]:
        return tuple(alarm for alarm in self.alarms.values() if alarm.state in OPEN_STATES)

    def of(self, rule_id: str) -> tuple[Alarm, ...]:
        """Every alarm of a rule, oldest first."""
        return tuple(alarm for alarm in self.alarms.values() if alarm.rule_id == rule_id)

    def states(self, rule_id: str) -> list[AlarmState]:
        return [alarm.state for alarm in self.of(rule_id)]

    def kinds(self, rule_id: str) -> list[str]:
        """What happened to the alarms of a rule, in order."""
        return [found.kind for _, found in self.history if found.alarm.rule_id == rule_id]

    def _new_id(self) -> AlarmId:
        return AlarmId(f"A-{next(self.numbers)}")


def own_limit(vital: Vital, side: str, value: float, start: datetime, end: datetime) -> PatientLimit:
    """A limit somebody set for the patient of the bench."""
    return PatientLimit(PATIENT, vital, side, value, "u-9", "COPD", start, end)

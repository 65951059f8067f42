"""Rule packs: everything a payer or a guideline may change, as data with version, date and source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from math import inf

from hah_console.domain.alarm import Priority
from hah_console.domain.care_rules import CareRules
from hah_console.domain.claims.rules import ClaimRules
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.episode import Condition
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.escalation_rules import EscalationRules
from hah_console.domain.hospital_rank import RankRules
from hah_console.domain.intake_rules import IntakeRules
from hah_console.domain.pack_info import PackInfo, PackShelf
from hah_console.domain.pathway import Pathway
from hah_console.domain.quantity import UnitRules
from hah_console.domain.reading import Vital
from hah_console.domain.score.plan import ScorePlan
from hah_console.domain.score.scores import ScoreTables
from hah_console.domain.staff_safety import StaffSafetyRules
from hah_console.domain.transfer import TransferStage

_HALVES = (Decimal("0.5"), Decimal("0.05"))


def _first_beyond(at_most: float | None, half: Decimal) -> float:
    """A measured value v is rounded to at most ``at_most`` exactly when v < this: decimal and binary order agree."""
    return inf if at_most is None else float(Decimal(str(at_most)) + half)


@dataclass(frozen=True, slots=True)
class Band:
    """Values up to and including ``at_most`` (None: all the rest) give ``points``; bands stand in rising order.

    ``below``: the smallest measured values, by decimals of the chart (0 and 1), that are rounded half up beyond it.
    """

    at_most: float | None
    points: int
    below: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "below", tuple(_first_beyond(self.at_most, half) for half in _HALVES))


Bands = tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class News2Table:
    """The NEWS2 chart. SpO2 on scale 2 has bands of its own with and without oxygen.

    A total of at least ``yellow_from``, ``orange_from``, ``red_from`` belongs to that band of the chart; one item of
    ``single_item`` points is a trigger by itself. ``validity`` is how long an input may be used.
    """

    info: PackInfo
    respiratory_rate: Bands
    spo2_scale_1: Bands
    spo2_scale_2_air: Bands
    spo2_scale_2_oxygen: Bands
    oxygen_points: int
    systolic: Bands
    pulse: Bands
    not_alert_points: int
    temperature: Bands
    yellow_from: int
    orange_from: int
    red_from: int
    single_item: int
    vital_validity: Mapping[Vital, timedelta]
    staff_validity: timedelta


@dataclass(frozen=True, slots=True)
class LimitRule:
    """An alarm limit of one vital on one side (``low`` or ``high``), in the vital's unit.

    The condition must last ``on_delay`` before an alarm is raised; it has ended when the value has been back by
    ``hysteresis`` for ``off_delay``. The value is the median of those of the last ``window`` (0: the last value).
    Within ``lock`` of what was told last it is low, unless the value is worse than the told one by ``lock_step``.
    """

    rule_id: str
    vital: Vital
    side: str
    limit: float
    hysteresis: float
    priority: Priority
    on_delay: timedelta
    off_delay: timedelta
    window: timedelta = timedelta(0)
    lock: timedelta = timedelta(0)
    lock_step: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """A score alarm: total at least ``at_least``, or any single item of ``single_item`` points (0: not used).

    Within ``lock`` of what was told last of the same score it is low, unless it is more urgent or the total has risen
    by ``lock_rise`` points since.
    """

    rule_id: str
    score: str
    at_least: int
    single_item: int
    priority: Priority
    off_delay: timedelta
    lock: timedelta = timedelta(0)
    lock_rise: int = 0


@dataclass(frozen=True, slots=True)
class TrendRule:
    """A value at or beyond ``at_least_at`` that has moved by ``change`` towards ``side``, from the best of ``within``.

    It has ended when it has moved by ``hysteresis`` less, or is back from there by as much.
    """

    rule_id: str
    vital: Vital
    side: str
    change: float
    at_least_at: float
    hysteresis: float
    within: timedelta
    priority: Priority
    on_delay: timedelta
    off_delay: timedelta


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """No reading of a patient's device for ``after`` is an alarm of its own.

    ``grace`` is how long a device may take to be heard again after the link to it was lost and came back.
    """

    rule_id: str
    after: timedelta
    priority: Priority
    grace: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class MissingRule:
    """A vital no longer measured while others of the same patient go on, ``after`` its last value.

    A vital without an entry in ``after`` is measured now and then by nature.
    """

    rule_id: str
    priority: Priority
    after: Mapping[Vital, timedelta]


@dataclass(frozen=True, slots=True)
class BatteryRule:
    """A monitor's charge of ``limit_pct`` or less; ended when it is ``hysteresis_pct`` above that."""

    rule_id: str
    priority: Priority
    limit_pct: int
    hysteresis_pct: int


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A monitor's clock that is ``limit`` or more ahead of or behind the service's for ``on_delay``."""

    rule_id: str
    priority: Priority
    limit: timedelta
    on_delay: timedelta


@dataclass(frozen=True, slots=True)
class SystemRule:
    """A fault of the system itself. ``limit`` and ``share`` (0 to 1) are what the measured figure is held against.

    What each of them means for a rule stands in ``alarms.system``; 0 is not used.
    """

    rule_id: str
    priority: Priority
    on_delay: timedelta
    off_delay: timedelta
    limit: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the re-alarm ladder: nobody has acknowledged an alarm of at least ``priority`` for ``after``.

    ``role`` is who is told then, ``sound`` whether every console sounds again.
    """

    after: timedelta
    role: str
    sound: bool
    priority: Priority


@dataclass(frozen=True, slots=True)
class SensorRule:
    """A sensor that reports itself off; ``fall_priority`` when its value fell by ``falls`` before, in ``fall_within``.

    ``falls`` is in the unit of each vital; one without an entry is never held to have fallen.
    """

    rule_id: str
    on_delay: timedelta
    off_delay: timedelta
    priority: Priority
    fall_priority: Priority
    falls: Mapping[Vital, float]
    fall_within: timedelta


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """All alarm rules of one version. ``ladder`` stands in rising order; ``longest_shelf`` has what may be shelved.

    ``signal_delay`` is what the way from a condition that has lasted to a sound at a console adds at most.
    """

    info: PackInfo
    limits: tuple[LimitRule, ...]
    scores: tuple[ScoreRule, ...]
    silence: SilenceRule
    sensor_off: SensorRule
    load_window: timedelta
    load_limit: int
    trends: tuple[TrendRule, ...] = ()
    missing: MissingRule | None = None
    battery: BatteryRule | None = None
    clock: ClockRule | None = None
    systems: tuple[SystemRule, ...] = ()
    ladder: tuple[Rung, ...] = ()
    longest_shelf: Mapping[Priority, timedelta] = field(default_factory=dict)
    signal_delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class ProgrammeDays:
    """Days of care of one condition: target and maximum."""

    target: int
    maximum: int


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """What the payer's programme fixes."""

    info: PackInfo
    days: Mapping[Condition, ProgrammeDays]


@dataclass(frozen=True, slots=True)
class TransferRules:
    """How long each stage of a transfer may last before the next one is reached, and the time-critical pathways.

    ``stage_priority`` and ``pathway_priority`` are those of the alarms of an overdue stage and of a pathway's clock.
    """

    info: PackInfo
    stage_targets: Mapping[TransferStage, timedelta]
    pathways: Mapping[str, Pathway] = field(default_factory=dict)
    stage_priority: Priority = Priority.MEDIUM
    pathway_priority: Priority = Priority.HIGH
    ranking: RankRules = field(default_factory=RankRules)


@dataclass(frozen=True, slots=True)
class RulePacks:
    """The packs in force on a day; ``clocks`` are of every version, ``shelf`` names all there are."""

    news2: News2Table
    alarms: AlarmRules
    programme: ProgrammeRules
    transfer: TransferRules
    units: UnitRules
    scores: ScoreTables
    score_plan: ScorePlan
    claims: ClaimRules
    care: CareRules
    intake: IntakeRules
    forms: ReferralFormRules
    equipment: EquipmentRules
    escalation: EscalationRules
    staff_safety: StaffSafetyRules
    clocks: ClockBook = field(default_factory=ClockBook)
    shelf: PackShelf = field(default_factory=PackShelf)

    @property
    def version(self) -> str:
        """The version the status bar shows: that of the programme."""
        return self.programme.info.version

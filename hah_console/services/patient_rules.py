"""What the patient page, the alarm list and the transfers need of the rule packs, with the versions they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from hah_console.domain.episode import Condition
from hah_console.domain.hospital_rank import RankRules
from hah_console.domain.pathway import Pathway
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import AlarmRules, LimitRule, ProgrammeDays, RulePacks
from hah_console.domain.transfer import TransferStage
from hah_console.services.board_rules import board_rules


@dataclass(frozen=True, slots=True)
class VitalLimits:
    """Alarm limits of one vital in its unit; None on a side without a limit."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PatientRules:
    """``stage_targets`` is the time allowed in a stage before the next one; a stage without an entry has no clock.

    ``stale_after`` is how long a vital may be silent before its value is stale; ``silent_after`` how long the device.
    More than ``load_limit`` alarms of one operator within ``load_window`` is a flood. ``alarms`` say why one is low.
    """

    programme_days: Mapping[Condition, ProgrammeDays]
    stale_after: Mapping[Vital, timedelta]
    silent_after: timedelta
    limits: Mapping[Vital, VitalLimits]
    score_yellow: int
    score_orange: int
    score_red: int
    single_item: int
    load_window: timedelta
    load_limit: int
    stage_targets: Mapping[TransferStage, timedelta] = field(default_factory=dict)
    limits_version: str = ""
    transfer_version: str = ""
    pathways: Mapping[str, Pathway] = field(default_factory=dict)
    ranking: RankRules = field(default_factory=RankRules)
    alarms: AlarmRules | None = None


def patient_rules(packs: RulePacks) -> PatientRules:
    """What these screens need of the rule packs in force."""
    board = board_rules(packs)
    return PatientRules(
        programme_days=packs.programme.days,
        stale_after=board.stale_after,
        silent_after=board.silent_after,
        limits={vital: _limits(vital, packs.alarms.limits) for vital in Vital},
        score_yellow=board.score_yellow,
        score_orange=board.score_orange,
        score_red=board.score_red,
        single_item=board.single_item,
        load_window=packs.alarms.load_window,
        load_limit=packs.alarms.load_limit,
        stage_targets=packs.transfer.stage_targets,
        limits_version=packs.alarms.info.version,
        transfer_version=packs.transfer.info.version,
        pathways=packs.transfer.pathways,
        ranking=packs.transfer.ranking,
        alarms=packs.alarms,
    )


def _limits(vital: Vital, rules: tuple[LimitRule, ...]) -> VitalLimits:
    """The limits a value meets first: where several priorities have one on a side, the innermost."""
    lows = [rule.limit for rule in rules if rule.vital is vital and rule.side == "low"]
    highs = [rule.limit for rule in rules if rule.vital is vital and rule.side == "high"]
    return VitalLimits(max(lows, default=None), min(highs, default=None))

"""What the patient page, the alarm list and the transfers need of the rule packs, with the versions they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from hah_console.domain.episode import Condition
from hah_console.domain.reading import Vital
from hah_console.domain.transfer import TransferStage


@dataclass(frozen=True, slots=True)
class ProgrammeDays:
    """Days of care: the usual number and the most the payer allows (None when it names no upper end)."""

    target: int
    most: int | None


@dataclass(frozen=True, slots=True)
class VitalLimits:
    """Alarm limits of one vital in its unit; None on a side without a limit."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PatientRules:
    """``stage_targets`` is the time allowed in a stage before the next one; a stage without an entry has no clock."""

    programme_days: Mapping[Condition, ProgrammeDays]
    stale_after: timedelta
    limits: Mapping[Vital, VitalLimits]
    score_yellow: int
    score_orange: int
    score_red: int
    single_item: int
    stage_targets: Mapping[TransferStage, timedelta] = field(default_factory=dict)
    programme_version: str = ""
    limits_version: str = ""
    transfer_version: str = ""

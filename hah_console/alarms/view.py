"""What the rules may look at: one patient at one moment."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.result import ScoreResult


@dataclass(frozen=True, slots=True)
class PatientView:
    """``watched_since`` is when silence begins to count for a device that has never been heard."""

    patient_id: PatientId
    now: datetime
    latest: LatestVitals | None
    score: ScoreResult | None
    limits: tuple[PatientLimit, ...]
    watched_since: datetime
    rules: RulePacks

    def last_received(self) -> datetime | None:
        """When anything was last received from this patient's device."""
        return max((v.received_at for v in self.latest.values.values()), default=None) if self.latest else None

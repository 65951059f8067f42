"""What the rules may look at: one patient at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals, StaffObservation
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.result import ScoreResult


@dataclass(frozen=True, slots=True)
class PatientView:
    """``watched_since`` is when silence begins to count for a device that has never been heard.

    ``devices`` are the patient's monitors as last heard. ``link_lost``: the broker or the gateway of the home is known
    to be away; ``linked_since`` is when it came back, None when it was never lost. ``seen`` is what staff
    observed last, however long ago.
    """

    patient_id: PatientId
    now: datetime
    latest: LatestVitals | None
    score: ScoreResult | None
    limits: tuple[PatientLimit, ...]
    watched_since: datetime
    rules: RulePacks
    devices: tuple[DeviceStatus, ...] = ()
    link_lost: bool = False
    linked_since: datetime | None = None
    seen: StaffObservation | None = None
    spo2_scale: int = 1

    def quiet(self) -> timedelta:
        """How far the present moment is from the nearest value, or from the beginning of the watch without any.

        SAFETY(silence): counted from the measurement and in both directions, so that neither a device whose clock is
        hours slow nor a service whose clock was set back is taken for one that reports.
        """
        moments = [value.as_of for value in self.latest.values.values()] if self.latest else []
        return min(abs(self.now - moment) for moment in moments or [self.watched_since])

"""What was heard of a hospital last: free beds, the crowd in its emergency department, whether it diverts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import HospitalId

MOST_BEDS = 2000


class Diversion(StrEnum):
    """Whether ambulances are asked to go elsewhere."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class HospitalNews:
    """One report; None is what was not told. ``by_hospital``: it came from the hospital's own page.

    Raises InvalidInput for a number that cannot be.
    """

    news_id: str
    hospital_id: HospitalId
    heard_at: datetime
    by: str
    by_hospital: bool = False
    ward_beds: int | None = None
    icu_beds: int | None = None
    ed_waiting: int | None = None
    diversion: Diversion | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("ward_beds", "icu_beds", "ed_waiting"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MOST_BEDS:
                raise InvalidInput(field=name, value=value, reason="out_of_range")

    def age(self, now: datetime) -> timedelta:
        """How old it is."""
        return max(timedelta(0), now - self.heard_at)

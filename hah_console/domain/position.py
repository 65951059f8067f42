"""Where somebody of the team was when a phone or a vehicle last told."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import StaffId


@dataclass(frozen=True, slots=True)
class StaffPosition:
    """WGS84 degrees at the moment ``at``; ``accuracy_m`` is the radius the sender answers for, None when not told."""

    staff_id: StaffId
    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None

    def age(self, now: datetime) -> timedelta:
        """How long ago this was, never below zero: the clock of a phone may run ahead."""
        return max(timedelta(), now - self.at)


def require_position(position: StaffPosition) -> StaffPosition:
    """The position as received; raises InvalidInput(field=position) when it lies on no map."""
    on_earth = -90 <= position.lat <= 90 and -180 <= position.lon <= 180  # not-a-number fails both
    known = position.accuracy_m is None or (math.isfinite(position.accuracy_m) and position.accuracy_m >= 0)
    if not (on_earth and known):
        raise InvalidInput(field="position", value=f"{position.lat}, {position.lon}", reason="not_a_position")
    return position

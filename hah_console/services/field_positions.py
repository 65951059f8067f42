"""Where the team is, as last told, for the map."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.ids import StaffId
from hah_console.services.context import Context

FORGOTTEN_AFTER = timedelta(hours=12)
"""Older positions are of another shift."""


@dataclass(frozen=True, slots=True)
class PersonPosition:
    """Somebody's newest position, WGS84 degrees."""

    staff_id: StaffId
    name: str
    lat: float
    lon: float
    at: datetime
    accuracy_m: float | None


def read_positions(ctx: Context) -> tuple[PersonPosition, ...]:
    """Everybody who told a position during this shift, by id."""
    since = ctx.clock.now() - FORGOTTEN_AFTER
    with ctx.store() as uow:
        known = [position for position in uow.positions.latest() if position.at > since]
        people = {person.staff_id: person.name for person in uow.staff.all()} if known else {}
    return tuple(
        PersonPosition(p.staff_id, people.get(p.staff_id, p.staff_id), p.lat, p.lon, p.at, p.accuracy_m) for p in known
    )

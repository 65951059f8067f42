"""Ways between the places of a day: what the tables say now, and what a ride really takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import cos, hypot, radians

from hah_console.demo.days.calls import Closure
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.rates import Rates
from hah_console.domain.place import Place
from hah_console.services.planning_document import Legs
from hah_console.services.ports import TravelMatrix

METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Table:
    """A TravelMatrix of plain lists."""

    seconds: list[list[int]]
    metres: list[list[int]]
    sources: list[list[str]]


@dataclass(slots=True)
class Rides:
    """``legs`` are the tables everybody at the desk knows; closures change them when they are told. ``now`` is set by
    whoever keeps the clock."""

    legs: Legs
    places: Mapping[str, Place]
    chances: Chances
    rates: Rates
    day: str
    now: int = 0
    _at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._at = {place: number for number, place in enumerate(self.legs.place_ids)}

    def planned_s(self, vehicle: str, start: str, end: str) -> int:
        """Seconds from door to door as the desk knows them now, for who leaves now."""
        return int(self._table(vehicle).seconds[self._at[start]][self._at[end]])

    def metres(self, vehicle: str, start: str, end: str) -> int:
        """How far the ride is."""
        return int(self._table(vehicle).metres[self._at[start]][self._at[end]])

    def _table(self, vehicle: str) -> TravelMatrix:
        """The table of the hour."""
        return [table for begins, table in self.legs.tables[vehicle] if begins <= self.now][-1]

    def actual_s(self, vehicle: str, start: str, end: str) -> int:
        """Seconds the ride really takes; the same for everybody who rides between these two places on this day."""
        factor = self.chances.factor(
            self.rates.travel_median, self.rates.travel_spread, "ride", self.day, *sorted((start, end))
        )
        return round(self.planned_s(vehicle, start, end) * factor)

    def close(self, closure: Closure) -> None:
        """From now on the tables know the detour."""
        near = [[self._passes(closure, a, b) for b in self.legs.place_ids] for a in self.legs.place_ids]
        tables: dict[str, tuple[tuple[int, TravelMatrix], ...]] = {
            kind: tuple((begins, _longer(table, near, closure.detour_s)) for begins, table in bands)
            for kind, bands in self.legs.tables.items()
        }
        self.legs = replace(self.legs, tables=tables)

    def _passes(self, closure: Closure, start: str, end: str) -> bool:
        """Whether the straight line between two places comes near the closed road; places beside it are reached."""
        if start == end:
            return False
        (ax, ay), (bx, by) = (_plane(self.places[name], closure.centre) for name in (start, end))
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
        return hypot(ax + along * (bx - ax), ay + along * (by - ay)) < closure.within_m


def _plane(place: Place, centre: Place) -> tuple[float, float]:
    east = (place.lon - centre.lon) * METRES_PER_DEGREE * cos(radians(centre.lat))
    return east, (place.lat - centre.lat) * METRES_PER_DEGREE


def _longer(table: TravelMatrix, near: list[list[bool]], detour_s: int) -> Table:
    """The detour, and what an average town ride covers in that time."""
    extra_m = round(detour_s * 25 / 3.6)
    seconds = [
        [s + detour_s * n for s, n in zip(row, flags, strict=True)]
        for row, flags in zip(table.seconds, near, strict=True)
    ]
    metres = [
        [m + extra_m * n for m, n in zip(row, flags, strict=True)]
        for row, flags in zip(table.metres, near, strict=True)
    ]
    return Table(seconds, metres, [list(row) for row in table.sources])

"""Travel times for tests of planning: ten minutes from everywhere to everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from hah_console.domain.place import Place
from hah_console.domain.road_closure import Stretch

MINUTES_10, HOUR, KM_5 = 600, 3_600, 5_000


@dataclass(frozen=True)
class Table:
    """Square tables by position."""

    seconds: Sequence[Sequence[int]]
    metres: Sequence[Sequence[int]]
    sources: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Crow:
    """Implements the port of travel times; ``closed`` are pairs of positions an hour apart."""

    closed: tuple[Stretch, ...] = ()
    label, attribution, hour_turns = "crow", "", (time(0),)

    def troubles(self) -> tuple[Exception, ...]:
        return ()

    def matrix(self, points: Sequence[Place], vehicle: str, depart: time | None = None) -> Table:
        size, at = range(len(points)), [(point.lat, point.lon) for point in points]
        shut = {frozenset((stretch.points[0], stretch.points[-1])) for stretch in self.closed}
        slow = [[frozenset((a, b)) in shut for b in at] for a in at]
        return Table(
            [[0 if a == b else HOUR if slow[a][b] else MINUTES_10 for b in size] for a in size],
            [[0 if a == b else KM_5 for b in size] for a in size],
            [["estimate"] * len(points) for _ in size],
        )

    def streets(self, start: Place, end: Place, vehicle: str) -> tuple[Stretch, ...]:
        return (Stretch("a street", ((start.lat, start.lon), (end.lat, end.lon))),)

    def avoiding(self, closed: Sequence[Stretch]) -> "Crow":
        """An hour from either end of a closed stretch to the other."""
        return Crow(tuple(closed))

    def path(self, start: object, end: object, vehicle: str) -> tuple[tuple[float, float], ...]:
        return ()

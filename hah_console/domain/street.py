"""A street as it is drawn: its line, its class, and whether it runs one way."""

from dataclasses import dataclass

from hah_console.domain.map_ground import RoadClass


@dataclass(frozen=True, slots=True)
class Street:
    """``points`` are (lat, lon) degrees; streets meet where they have a point in common, to 1e-7 degrees.

    A one-way street runs in the order of its points.
    """

    points: tuple[tuple[float, float], ...]
    road_class: RoadClass
    one_way: bool = False
    name: str = ""

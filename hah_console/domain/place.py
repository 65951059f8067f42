"""A point on the map with its address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """WGS84 coordinates in degrees; ``access_note`` tells how to get in (floor, key, dog)."""

    lat: float
    lon: float
    address: str = ""
    access_note: str = ""

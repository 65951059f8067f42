"""Travel times without a road file: straight line by a detour factor at a mean speed, every leg flagged."""

from collections.abc import Sequence

import numpy as np

from hah_console.adapters.roads.graph import Floats, haversine_metres
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.travel_table import TravelTable
from hah_console.domain.visit import LegSource
from hah_console.services.ports import Locations

SAME_PLACE_M = 30.0
"""Two places closer than this need no ride and no parking."""


class EstimatedTravel:
    """TravelTimes over straight lines. Median error of a leg is 18-27 % of its time, so plans need slack."""

    label = "estimate"
    attribution = ""

    def __init__(self, profile: SpeedProfile) -> None:
        self._profile = profile

    def matrix(self, points: Sequence[Locations], vehicle: str) -> TravelTable:
        """Tables of all pairs; raises InvalidInput for an unknown vehicle."""
        seconds, metres = self.tables(*coordinates(points), vehicle)
        sources = [[LegSource.ESTIMATE.value] * len(points) for _ in points]
        return TravelTable(whole(seconds), whole(metres), sources)

    def tables(self, lats: Floats, lons: Floats, vehicle: str) -> tuple[Floats, Floats]:
        """Seconds and metres of all pairs as arrays."""
        rule = self._profile.vehicle(vehicle)
        straight = haversine_metres(lats[:, None], lons[:, None], lats[None, :], lons[None, :])
        metres = straight * self._detour(straight)
        seconds = metres / (self._profile.estimate_kph * rule.speed_factor / 3.6) + rule.access_seconds
        return np.where(straight < SAME_PLACE_M, 0.0, seconds), metres

    def path(self, start: Locations, end: Locations, vehicle: str) -> tuple[tuple[float, float], ...]:
        """The straight line, whatever the vehicle: an estimate draws no streets it does not know."""
        self._profile.vehicle(vehicle)
        return ((start.lat, start.lon), (end.lat, end.lon))

    def _detour(self, straight_m: Floats) -> Floats:
        bands = self._profile.detours
        edges = np.array([band.below_km * 1000 for band in bands])
        factors = np.array([band.factor for band in bands])
        return np.asarray(factors[np.minimum(np.searchsorted(edges, straight_m, side="right"), len(bands) - 1)])


def coordinates(points: Sequence[Locations]) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of the points."""
    return np.array([p.lat for p in points], float), np.array([p.lon for p in points], float)


def whole(table: Floats) -> list[list[int]]:
    """Rounded up to whole units, as plain lists."""
    rows: list[list[int]] = np.ceil(table - 1e-9).astype(np.int64).tolist()
    return rows

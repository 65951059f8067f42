"""Rides along straight lines: a detour factor at a mean speed, with slack."""

from collections.abc import Sequence

import numpy as np

from hah_console.adapters.roads.graph import EARTH_RADIUS_M, Floats, haversine_metres
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.rides import Rides, Spots, Way
from hah_console.services.ports import Locations

SAME_PLACE_M = 30.0
"""Two places closer than this need no ride and no parking."""
CIRCLE_POINTS = 72


class Estimate:
    """Rides over straight lines. The median error of a leg is 18 to 27 % of its time and nine of ten lie within half of
    it, so the slack of the profile is part of every ride."""

    def __init__(self, profile: SpeedProfile) -> None:
        self._profile = profile

    def rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        """Seconds with slack and metres of all pairs; raises InvalidInput for an unknown vehicle."""
        rule, profile = self._profile.vehicle(vehicle), self._profile
        straight = straight_metres(origins, targets)
        metres = straight * self._detour(straight)
        ridden = metres / (profile.estimate_kph * rule.speed_factor / 3.6)
        return Rides(ridden * (1 + profile.estimate_slack), metres)

    def reach(self, start: Spots, vehicle: str, seconds: float) -> Way:
        """The circle within which every ride, with its slack, takes no longer."""
        radii_m = np.linspace(0, seconds * 40, 400)
        spots_north = np.column_stack([start[0] + np.degrees(radii_m / EARTH_RADIUS_M), np.full(400, start[1])])
        taken = self.rides(start[None], spots_north, vehicle).seconds[0]
        radius = np.degrees(radii_m[taken <= seconds].max(initial=0.0) / EARTH_RADIUS_M)
        turn = np.linspace(0, 2 * np.pi, CIRCLE_POINTS, endpoint=False)
        lats, lons = start[0] + radius * np.cos(turn), start[1] + radius * np.sin(turn) / np.cos(np.radians(start[0]))
        return tuple((lat, lon) for lat, lon in np.column_stack([lats, lons]).tolist())

    def _detour(self, straight_m: Floats) -> Floats:
        bands = self._profile.detours
        edges = np.array([band.below_km * 1000 for band in bands])
        factors = np.array([band.factor for band in bands])
        return np.asarray(factors[np.minimum(np.searchsorted(edges, straight_m, side="right"), len(bands) - 1)])


def straight_metres(origins: Spots, targets: Spots) -> Floats:
    """As the crow flies, [origins, targets]."""
    return haversine_metres(origins[:, None, 0], origins[:, None, 1], targets[None, :, 0], targets[None, :, 1])


def spots(points: Sequence[Locations]) -> Spots:
    """The places as an array [n, 2]."""
    return np.array([(point.lat, point.lon) for point in points], float).reshape(-1, 2)

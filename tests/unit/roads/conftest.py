"""A small speed profile, and travel over drawn streets."""

from collections.abc import Callable

import pytest

from hah_console.adapters.roads.drawn import drawn_graph
from hah_console.adapters.roads.profile import DetourBand, SpeedProfile, VehicleRule
from hah_console.adapters.roads.router import RoadTravel
from hah_console.domain.map_ground import RoadClass


@pytest.fixture(scope="session")
def profile() -> SpeedProfile:
    kph = dict.fromkeys(RoadClass, 36.0) | {RoadClass.MOTORWAY: 90.0, RoadClass.PRIMARY: 72.0}
    closed = frozenset({RoadClass.MOTORWAY, RoadClass.EXPRESSWAY})
    return SpeedProfile(
        version="test",
        class_kph=kph,
        vehicles={
            "car": VehicleRule(1.0, 60, frozenset()),
            "scooter": VehicleRule(1.0, 30, closed),
            "van": VehicleRule(0.5, 60, frozenset()),
        },
        estimate_kph=36.0,
        detours=(DetourBand(1.0, 2.0), DetourBand(float("inf"), 1.5)),
        snap_limit_m=500.0,
        snap_kph=3.6,
    )


@pytest.fixture(params=["cch", "scipy"])
def travel(request: pytest.FixtureRequest, profile: SpeedProfile) -> Callable[..., RoadTravel]:
    """Travel over drawn streets, by both engines in turn."""
    return lambda *streets: RoadTravel(drawn_graph(streets), profile, engine=request.param)

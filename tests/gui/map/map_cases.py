"""A small ground and a scene of two routes."""

from hah_console.domain.map_ground import Lines, MapGround, PlaceName, RoadClass
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop, StopKind

GROUND = MapGround(
    roads={
        RoadClass.SECONDARY: Lines([24.80, 24.81, 24.82], [120.95, 120.97, 120.99], [0], [2]),
        RoadClass.RESIDENTIAL: Lines([24.80, 24.82], [120.97, 120.97], [0], [1]),
    },
    boundaries=Lines([24.70, 24.90], [120.96, 120.96], [0], [1]),
    land=Lines([24.0, 24.0, 25.0, 25.0], [120.5, 121.5, 121.5, 120.5], [0], [3]),
    names=(PlaceName("東區", 24.805, 120.98, 1), PlaceName("三民里", 24.812, 120.962)),
    attribution="© OpenStreetMap contributors",
    synthetic=True,
)
ROUTES = (
    MapRoute("r1", 0, ((24.80, 120.95), (24.81, 120.97), (24.82, 120.99)), "route one"),
    MapRoute("r2", 1, ((24.80, 120.97), (24.82, 120.97)), "route two", late=True),
)
STOPS = (
    MapStop("a", 24.805, 120.96, StopKind.VISIT, 0, "1", "stop one"),
    MapStop("b", 24.815, 120.98, StopKind.VISIT, 0, "2", "stop two"),
    MapStop("c", 24.802, 120.97, StopKind.VISIT, 1, "1", "stop three", late=True),
    MapStop("h", 24.818, 120.965, StopKind.HOSPITAL, -1, "Hospital", "the hospital"),
    MapStop("v", 24.812, 120.955, StopKind.VEHICLE, 1, "7", "car seven"),
    MapStop("p", 24.808, 120.985, StopKind.PATIENT, 0, "", "a patient"),
    MapStop("o", 24.810, 120.970, StopKind.BASE, -1, "Base", "the base"),
)
SCENE = MapScene(ROUTES, STOPS)

"""Cutting the ground, placing names, gathering stops, measuring along routes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.map_ground import Lines, MapGround, RoadClass
from hah_console.ui.map.direction_marks import arrows
from hah_console.ui.map.furniture import bar_metres
from hah_console.ui.map.ground_layers import PIECE_SEGMENTS, GroundLayers, clipped, pieces
from hah_console.ui.map.names import Occupied
from hah_console.ui.map.route_layer import along, distance_to_line
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop, StopKind
from hah_console.ui.map.stop_layer import StopLayer, look_of
from hah_console.ui.map.strokes import STROKE_POINTS, paths, thinned
from hah_console.ui.map.viewport import Viewport

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def test_a_long_line_is_cut_into_pieces_that_join() -> None:
    count = 3 * PIECE_SEGMENTS + 5
    cut = pieces(Lines(np.linspace(24, 25, count), np.linspace(120, 121, count), [0], [count - 1]))
    assert len(cut.firsts) == 4
    assert list(cut.firsts[1:]) == list(cut.lasts[:-1])
    xs, _, goes_on = cut.points(np.arange(4))
    assert len(xs) == count + 3
    assert list(np.flatnonzero(~goes_on)) == list(np.cumsum(cut.lasts - cut.firsts + 1) - 1)


def test_only_pieces_that_meet_a_rectangle_are_taken() -> None:
    cut = pieces(Lines([24.0, 24.1, 25.0, 25.1], [120.0, 120.1, 121.0, 121.1], [0, 2], [1, 3]))
    assert list(cut.within(tuple(cut.boxes[1]))) == [1]
    assert list(cut.within((0.0, 0.0, 0.1, 0.1))) == []


def test_a_ground_of_nothing_has_no_pieces() -> None:
    layers = GroundLayers.of(MapGround(roads={RoadClass.PRIMARY: Lines()}))
    assert layers.roads == {}
    assert list(layers.land_within((0, 0, 1, 1))) == []
    assert len(layers.boundaries.within((0, 0, 1, 1))) == 0


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0.01, 3), st.floats(0.01, 3))
def test_a_clipped_square_is_the_common_area(left: float, top: float, width: float, height: float) -> None:
    part = clipped(SQUARE, (left, top, left + width, top + height))
    common = max(0.0, min(1, left + width) - max(0, left)) * max(0.0, min(1, top + height) - max(0, top))
    assert (area(part) if len(part) else 0.0) == pytest.approx(common, abs=1e-9)


def test_no_stroke_has_more_points_than_allowed_and_none_is_lost() -> None:
    count = 3000
    xs, ys, goes_on = np.arange(count) * 1.0, np.zeros(count), np.ones(count, bool)
    goes_on[[500, 1700, count - 1]] = False
    strokes = list(paths(xs, ys, goes_on))
    assert max(stroke.elementCount() for stroke in strokes) <= STROKE_POINTS
    drawn = {int(path.elementAt(i).x) for path in strokes for i in range(path.elementCount())}
    assert drawn == set(range(count))


def test_thinning_keeps_the_ends_of_every_line() -> None:
    xs, ys = np.linspace(0, 1, 100), np.zeros(100)
    goes_on = np.ones(100, bool)
    goes_on[[49, 99]] = False
    kept, _, _ = thinned(xs, ys, goes_on)
    assert {xs[0], xs[49], xs[50], xs[99]} <= set(kept)
    assert len(kept) < 10


def test_names_take_only_free_places() -> None:
    occupied = Occupied()
    occupied.claim(0, 0, 100, 20)
    assert not occupied.take(90, 10, 50, 20)
    assert occupied.take_first([(90, 10), (90, 30)], 50, 20) == (90, 30)
    assert occupied.take_first([(95, 35)], 5, 5) is None


@pytest.mark.parametrize(("per_pixel", "metres"), [(0.5, 50), (1.0, 100), (17.3, 2000), (600.0, 50_000), (0.001, 1)])
def test_the_scale_bar_is_a_round_number_of_metres(per_pixel: float, metres: int) -> None:
    assert bar_metres(per_pixel) == metres


def test_distance_and_middle_of_a_line() -> None:
    xs, ys = np.array([0.0, 10.0, 10.0]), np.array([0.0, 0.0, 30.0])
    assert distance_to_line(xs, ys, 5, 3) == 3
    assert distance_to_line(xs, ys, 14, 33) == 5
    assert along(xs, ys, 0.5) == (10, 10)
    assert along(np.zeros(3), np.zeros(3), 0.5) == (0, 0)


def test_arrows_point_along_the_line() -> None:
    marks = arrows(np.array([0.0, 300.0]), np.array([0.0, 0.0]))
    assert [(round(x), y, angle) for x, y, angle in marks] == [(70, 0, 0), (210, 0, 0)]
    assert arrows(np.zeros(4), np.zeros(4)) == []
    assert len(arrows(np.array([0.0, 1e7]), np.zeros(2))) <= 401


VIEW = Viewport.home(800, 600).centred(24.8, 120.97)


def visit(stop_id: str, latitude: float, *, late: bool = False, series: int = 0) -> MapStop:
    return MapStop(stop_id, latitude, 120.97, StopKind.VISIT, series, stop_id, stop_id, late)


def test_near_stops_gather_below_zoom_12_but_never_the_selected_one() -> None:
    scene = MapScene((), (visit("1", 24.80), visit("2", 24.801, late=True), visit("3", 24.802)), selected_stop="3")
    far = StopLayer.of(scene, VIEW.zoomed(16, 400, 300))
    assert [len(cluster.stops) for cluster in far.clusters] == [2]
    assert far.clusters[0].late
    assert [item.stop.stop_id for item in far.stops] == ["3"]
    near = StopLayer.of(scene, VIEW.zoomed(20, 400, 300))
    assert near.clusters == ()
    assert len(near.stops) == 3


def test_the_stops_of_the_selected_route_keep_their_numbers_among_clusters() -> None:
    mine = tuple(visit(str(n), 24.80 + n / 500) for n in range(3))
    others = tuple(visit(f"o{n}", 24.80 + n / 500, series=1) for n in range(4))
    routes = (MapRoute("r", 0, (), "r"), MapRoute("o", 1, (), "o"))
    town, island = VIEW.zoomed(16, 400, 300), VIEW.zoomed(4, 400, 300)
    chosen = StopLayer.of(MapScene(routes, (*mine, *others), "r"), town)
    assert {item.look.text for item in chosen.stops if item.stop.series == 0} == {"0", "1", "2"}
    assert {stop.series for cluster in chosen.clusters for stop in cluster.stops} == {1}
    assert not StopLayer.of(MapScene(routes, (*mine, *others)), town).stops, "without a choice all are gathered"
    assert not StopLayer.of(MapScene(routes, (*mine, *others), "r"), island).stops, "farther out they would overlap"


def test_clusters_stay_while_the_map_is_moved() -> None:
    stops = tuple(visit(str(n), 24.6 + n / 50) for n in range(20))
    view = VIEW.zoomed(8, 400, 300)
    scene = MapScene((), stops)
    groups = [{group.stops for group in StopLayer.of(scene, view.panned(0, y)).clusters} for y in (0, 17, 40)]
    assert groups[0] == groups[1] == groups[2]


def test_numbers_stand_on_the_selected_route_only_and_late_stops_never_fade() -> None:
    mine, other, late = visit("1", 24.8), visit("2", 24.8, series=1), visit("3", 24.8, series=1, late=True)
    vehicle = MapStop("v", 24.8, 120.97, StopKind.VEHICLE, 1, "7", "seven")
    scene = MapScene((MapRoute("r", 0, (), "r"),), (mine, other, late, vehicle), "r")
    assert look_of(mine, scene).text == "1"
    assert not look_of(mine, scene).faded
    assert (look_of(other, scene).text, look_of(other, scene).faded) == ("", True)
    assert (look_of(late, scene).text, look_of(late, scene).faded, look_of(late, scene).late) == ("", False, True)
    assert look_of(vehicle, scene).text == "7"
    assert look_of(mine, MapScene((), (mine,))).text == ""

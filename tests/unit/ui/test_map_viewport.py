"""The map's projection and the part of the world in view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.ui.map.projection import all_to_world, to_place, to_world
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop, StopKind
from hah_console.ui.map.viewport import FIT_LEVEL, MAX_LEVEL, MIN_LEVEL, Viewport

HSINCHU = (24.8138, 120.9675)
VIEW = Viewport.home(800, 600).centred(*HSINCHU).zoomed(24, 400, 300)
LATITUDES, LONGITUDES = st.floats(20, 27), st.floats(117, 124)
PIXELS = st.floats(0, 600)


@given(LATITUDES, LONGITUDES)
def test_a_place_comes_back_from_the_world(latitude: float, longitude: float) -> None:
    assert to_place(*to_world(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-9)


def test_known_mercator_values() -> None:
    assert to_world(0, 0) == pytest.approx((0.5, 0.5))
    assert to_world(25.0, 121.5)[0] * 2**8 == pytest.approx(214.4)
    assert to_world(25.0, 121.5)[1] * 2**8 == pytest.approx(109.631, abs=0.01)


def test_arrays_are_projected_like_single_places() -> None:
    xs, ys = all_to_world([24.8, 89.9], [120.9, 0.0])
    assert (xs[0], ys[0]) == pytest.approx(to_world(24.8, 120.9))
    assert ys[1] == pytest.approx(to_world(89.9, 0.0)[1])


@given(PIXELS, PIXELS)
def test_a_pixel_comes_back_from_its_place(px: float, py: float) -> None:
    assert VIEW.to_screen(*VIEW.to_place(px, py)) == pytest.approx((px, py), abs=1e-3)


@given(PIXELS, PIXELS, st.integers(-8, 8))
def test_zooming_keeps_the_place_under_the_cursor(px: float, py: float, levels: int) -> None:
    place = VIEW.to_place(px, py)
    assert VIEW.zoomed(levels, px, py).to_screen(*place) == pytest.approx((px, py), abs=8)


def test_zoom_stays_in_its_limits() -> None:
    assert VIEW.zoomed(999, 0, 0).level == MAX_LEVEL
    assert VIEW.zoomed(-999, 0, 0).level == MIN_LEVEL


def test_panning_moves_by_pixels() -> None:
    x, y = VIEW.to_screen(*HSINCHU)
    assert VIEW.panned(30, -20).to_screen(*HSINCHU) == pytest.approx((x - 30, y + 20), abs=1.01)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=6))
def test_everything_fitted_is_in_view(places: list[tuple[float, float]]) -> None:
    view = VIEW.fitted(places)
    assert view.level <= FIT_LEVEL
    if view.level > MIN_LEVEL:
        assert all(view.shows(*view.to_screen(*place), margin=40) for place in places)


def test_nothing_to_fit_changes_nothing() -> None:
    assert VIEW.fitted([]) == VIEW


def test_metres_per_pixel_at_zoom_13_in_hsinchu() -> None:
    assert VIEW.zoom == 13
    assert VIEW.metres_per_pixel == pytest.approx(17.3, abs=0.1)


def stop(stop_id: str, series: int) -> MapStop:
    return MapStop(stop_id, *HSINCHU, StopKind.VISIT, series, stop_id, f"stop {stop_id}")


SCENE = MapScene(
    (MapRoute("r1", 0, (HSINCHU, (24.82, 120.98)), "one"), MapRoute("r2", 1, (HSINCHU,), "two")),
    (stop("a", 0), stop("b", 1), stop("c", 0)),
)


def test_steps_go_through_all_stops_without_a_selected_route() -> None:
    assert [item.stop_id for item in SCENE.steps] == ["a", "b", "c"]
    first, last = SCENE.step(forward=True), SCENE.step(forward=False)
    assert first is not None
    assert last is not None
    assert (first.stop_id, last.stop_id) == ("a", "c")


def test_steps_stay_on_the_selected_route_and_end() -> None:
    at_a = MapScene(SCENE.routes, SCENE.stops, "r1", "a")
    after = at_a.step(forward=True)
    assert after is not None
    assert after.stop_id == "c"
    assert at_a.step(forward=False) is None
    assert MapScene(SCENE.routes, SCENE.stops, "r1", "c").step(forward=True) is None
    assert MapScene((), ()).step(forward=True) is None


def test_a_scene_knows_its_places_and_its_choice() -> None:
    assert len(SCENE.places) == 6
    chosen = MapScene(SCENE.routes, SCENE.stops, "r2", "b")
    assert chosen.route is SCENE.routes[1]
    assert chosen.stop is SCENE.stops[1]
    assert MapScene(SCENE.routes, SCENE.stops, "gone", "gone").route is None

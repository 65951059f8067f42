"""People and areas on the map, the lock of the view, and what fades among many routes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from map_cases import GROUND, ROUTES, SCENE, STOPS
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from hah_console.domain.reach import Reach
from hah_console.domain.visit import LegSource
from hah_console.ui.i18n import Texts
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.map.scene import FULL_COLOURS, MapMover, MapRoute, MapScene
from hah_console.ui.theme.theme import Theme

Make = Callable[..., MapCanvas]
LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FRESH = MapMover("S-1", 24.806, 120.978, NOW - timedelta(seconds=20), 0, "林護理師", "Nurse Lin")
OLD = MapMover("S-2", 24.814, 120.958, NOW - timedelta(minutes=7), 1, "陳護理師", "Nurse Chen", 900.0)
AREA = Reach(
    24.81, 120.97, "scooter", 1800,
    (((24.803, 120.96), (24.803, 120.985), (24.818, 120.985), (24.818, 120.96)),), LegSource.ROAD_NETWORK,
)  # fmt: skip


def pixel(canvas: MapCanvas, latitude: float, longitude: float) -> QPoint:
    x, y = canvas.viewport.to_screen(latitude, longitude)
    return QPoint(round(x), round(y))


def picture(canvas: MapCanvas) -> QImage:
    return canvas.grab().toImage()


def colours_of(canvas: MapCanvas) -> set[str]:
    image = picture(canvas)
    return {image.pixelColor(x, y).name() for x in range(0, 800, 2) for y in range(0, 600, 2)}


def tip(canvas: MapCanvas, at: QPoint) -> str:
    QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at)))
    words = QToolTip.text()
    QToolTip.hideText()
    return words


@pytest.mark.qt_log_ignore("does not support raise")
def test_people_stand_on_the_map_with_the_age_of_their_position(make_map: Make) -> None:
    canvas = make_map()
    plain = picture(canvas)
    canvas.show_movers((FRESH, OLD), NOW)
    assert picture(canvas) != plain
    assert tip(canvas, pixel(canvas, FRESH.latitude, FRESH.longitude)) == "Nurse Lin, seen now"
    assert (
        tip(canvas, pixel(canvas, OLD.latitude, OLD.longitude)) == "Nurse Chen, last seen 7 min ago, may have moved on"
    )


def test_an_age_goes_on_without_a_new_position(make_map: Make) -> None:
    canvas = make_map()
    canvas.show_movers((FRESH,), NOW)
    canvas.select("r1", "")
    assert "Nurse Lin, seen now" in canvas.accessibleDescription()
    canvas.show_movers((FRESH,), NOW + timedelta(minutes=3))
    assert "Nurse Lin, seen 3 min ago" in canvas.accessibleDescription()
    canvas.restyle(Texts("zh_TW"), Theme.load("dark"))
    assert "3 分前" in canvas.accessibleDescription()


def test_an_old_position_loses_the_colour_of_its_route(make_map: Make) -> None:
    theme, canvas = Theme.load("light"), make_map(MapScene((), ()))
    canvas.show_movers((replace(FRESH, latitude=23.75, longitude=120.95),), NOW)
    middle = canvas.rect().center() + QPoint(-22, -8)
    assert picture(canvas).pixelColor(middle) == theme.color("route-1")
    canvas.show_movers((replace(FRESH, latitude=23.75, longitude=120.95),), NOW + timedelta(minutes=5))
    assert picture(canvas).pixelColor(middle) != theme.color("route-1")


def test_a_click_on_somebody_tells_the_id(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    canvas.show_movers((FRESH,), NOW)
    with qtbot.waitSignal(canvas.mover_activated) as told:
        qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, FRESH.latitude, FRESH.longitude))
    assert told.args == ["S-1"]


def test_people_who_move_do_not_move_the_map(make_map: Make) -> None:
    canvas = make_map()
    view = canvas.viewport
    canvas.show_movers((replace(FRESH, latitude=25.1),), NOW)
    assert canvas.viewport == view


def test_i_asks_how_far_one_gets_from_the_chosen_stop(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    canvas.select("r1", "a")
    with qtbot.waitSignal(canvas.reach_asked) as asked:
        qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert asked.args == [24.805, 120.96]


def test_i_without_a_chosen_stop_asks_from_the_middle(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    with qtbot.waitSignal(canvas.reach_asked) as asked:
        qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert asked.args == pytest.approx([*canvas.viewport.to_place(400, 300)])


def test_the_area_is_painted_said_and_taken_away_again(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    plain = picture(canvas)
    canvas.show_reach(AREA)
    qtbot.waitUntil(lambda: canvas.complete)
    assert picture(canvas).pixelColor(pixel(canvas, 24.8165, 120.9805)) != plain.pixelColor(
        pixel(canvas, 24.8165, 120.9805)
    )
    assert "Within 30 min · Scooter · By road" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert canvas.reach is None
    canvas.show_reach(AREA)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.reach is None


def test_an_estimated_area_says_so(make_map: Make) -> None:
    canvas = make_map()
    canvas.show_reach(replace(AREA, source=LegSource.ESTIMATE))
    assert "Estimate" in canvas.accessibleDescription()


def test_a_map_that_was_moved_stays_whatever_comes(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    view = canvas.viewport
    canvas.show_scene(MapScene((), STOPS[:1]))
    assert canvas.locked
    assert canvas.viewport == view
    canvas.resize(700, 500)
    assert (canvas.viewport.x, canvas.viewport.level) == (view.x, view.level)


def test_a_map_nobody_moved_is_fitted_to_another_set_and_not_to_the_same_one_changed(make_map: Make) -> None:
    canvas = make_map()
    view = canvas.viewport
    moved = replace(ROUTES[0], points=((24.7, 120.8), (24.9, 121.1)))
    canvas.show_scene(replace(SCENE, routes=(moved, ROUTES[1])))
    assert canvas.viewport == view
    canvas.show_scene(MapScene((), STOPS[:3]))
    assert canvas.viewport != view


def test_the_button_in_the_corner_follows_again(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    fitted = canvas.viewport
    assert not canvas._refit.isVisible()
    qtbot.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    qtbot.mouseMove(canvas, QPoint(380, 330))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(380, 330))
    assert canvas._refit.isVisible()
    assert canvas.rect().contains(canvas._refit.geometry())
    canvas._refit.setFocus()
    qtbot.keyClick(canvas._refit, Qt.Key.Key_Space)
    assert canvas.viewport == fitted
    assert not canvas.locked
    assert not canvas._refit.isVisible()


def test_among_many_routes_only_late_ones_keep_their_colour(make_map: Make) -> None:
    theme = Theme.load("light")
    many = tuple(
        MapRoute(f"m{n}", n, ((24.80 + n * 0.002, 120.95), (24.80 + n * 0.002, 120.99)), f"route {n}", late=n == 3)
        for n in range(FULL_COLOURS + 1)
    )
    colours = colours_of(make_map(MapScene(many, ()), GROUND))
    assert theme.color("route-4").name() in colours
    assert theme.color("route-2").name() not in colours
    assert theme.color("route-2").name() in colours_of(make_map(MapScene(many[:FULL_COLOURS], ()), GROUND))

"""The map by mouse, by keyboard and by ear; its pictures; its threads."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from map_cases import GROUND, SCENE
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.map_ground import MapGround
from hah_console.ui.i18n import Texts
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.map.overlay import Overlay
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop, StopKind
from hah_console.ui.theme.theme import Theme

Make = Callable[..., MapCanvas]
LEFT = Qt.MouseButton.LeftButton


def pixel(canvas: MapCanvas, stop_id: str) -> QPoint:
    stop = next(stop for stop in canvas.scene.stops if stop.stop_id == stop_id)
    x, y = canvas.viewport.to_screen(stop.latitude, stop.longitude)
    return QPoint(round(x), round(y))


def picture(canvas: MapCanvas) -> QImage:
    return canvas.grab().toImage()


def pixels_of(image: QImage, colour: QColor) -> int:
    return sum(
        image.pixelColor(x, y) == colour for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    )


def wheel(canvas: MapCanvas, at: QPoint, turn: int) -> None:
    where = QPointF(at)
    event = QWheelEvent(
        where,
        canvas.mapToGlobal(where),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_whole_scene_is_in_view_at_first(make_map: Make) -> None:
    canvas = make_map()
    assert all(canvas.viewport.shows(*canvas.viewport.to_screen(*place), margin=20) for place in canvas.scene.places)


def test_the_wheel_zooms_about_the_cursor(make_map: Make) -> None:
    canvas = make_map()
    at, before = pixel(canvas, "a"), canvas.viewport.zoom
    wheel(canvas, at, 120)
    assert canvas.viewport.zoom == before + 0.5
    assert (pixel(canvas, "a") - at).manhattanLength() <= 3


def test_half_turns_of_the_wheel_add_up(make_map: Make) -> None:
    canvas = make_map()
    before = canvas.viewport.zoom
    for _ in range(8):
        wheel(canvas, QPoint(400, 300), -15)
    assert canvas.viewport.zoom == before - 0.5


def test_dragging_moves_the_map_and_clicks_nothing(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    start = pixel(canvas, "a")
    with qtbot.assertNotEmitted(canvas.stop_activated):
        qtbot.mousePress(canvas, LEFT, pos=start)
        qtbot.mouseMove(canvas, start + QPoint(60, 40))
        qtbot.mouseRelease(canvas, LEFT, pos=start + QPoint(60, 40))
    assert (pixel(canvas, "a") - start - QPoint(60, 40)).manhattanLength() <= 3


def test_a_click_on_a_stop_tells_its_id(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    with qtbot.waitSignal(canvas.stop_activated) as told:
        qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, "b"))
    assert told.args == ["b"]
    assert canvas.scene.selected_stop == "b"


def test_a_click_on_a_route_tells_its_id(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    x, y = canvas.viewport.to_screen(24.8025, 120.955)
    with qtbot.waitSignal(canvas.route_activated) as told:
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(round(x), round(y)))
    assert told.args == ["r1"]


def test_a_click_beside_everything_tells_nothing(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    with qtbot.assertNotEmitted(canvas.stop_activated), qtbot.assertNotEmitted(canvas.route_activated):
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(5, 5))


def test_arrows_plus_minus_and_zero(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    fitted = canvas.viewport
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport.x > fitted.x
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.viewport.y < fitted.y
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.viewport.zoom == fitted.zoom + 0.5
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.viewport == fitted


def test_brackets_step_through_the_stops_and_enter_opens(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.scene.selected_stop == "b"
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    with qtbot.waitSignal(canvas.stop_activated) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == ["a"]
    assert "stop one" in canvas.accessibleDescription()


def test_escape_clears_the_stop_and_then_the_route(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    canvas.select("r1", "a")
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert (canvas.scene.selected_route, canvas.scene.selected_stop) == ("r1", "")
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.scene.selected_route == ""


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_tab_steps_through_the_selected_route_and_then_leaves(make_map: Make, qtbot: QtBot) -> None:
    canvas, window = make_map(), QWidget()
    qtbot.addWidget(window)
    after = QPushButton()
    box = QVBoxLayout(window)
    box.addWidget(canvas)
    box.addWidget(after)
    window.show()
    window.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    canvas.select("r1", "a")
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.scene.selected_stop == "b"
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_stop_chosen_out_of_view_comes_into_view(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    canvas.select("", "b")
    assert canvas.viewport.shows(*canvas.viewport.to_screen(24.815, 120.98), margin=50)


def test_the_map_says_what_it_shows(make_map: Make) -> None:
    canvas = make_map()
    assert canvas.accessibleName() == "Map"
    assert canvas.accessibleDescription().startswith("2 routes, 7 stops, 1 late.")
    canvas.select("r2", "")
    assert "Selected: route two, late" in canvas.accessibleDescription()
    canvas.restyle(Texts("zh_TW"), Theme.load("dark"))
    assert canvas.accessibleName() == "地圖"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_selected_and_late_routes_keep_their_colour_and_others_fade(make_map: Make, qtbot: QtBot, theme: str) -> None:
    other = MapRoute("r3", 2, ((24.803, 120.95), (24.803, 120.99)), "route three")
    canvas = make_map(replace(SCENE, routes=(*SCENE.routes, other), selected_route="r1"), theme=theme)
    image, colours = picture(canvas), Theme.load(theme)
    assert pixels_of(image, colours.color("route-1")) > 50
    assert pixels_of(image, colours.color("route-2")) > 20
    assert pixels_of(image, colours.color("route-3")) == 0


def test_what_is_late_has_a_triangle(make_map: Make) -> None:
    warning = Theme.load("light").color("alarm-medium")
    late = make_map()
    assert pixels_of(picture(late), warning) > 5
    on_time = MapScene(
        tuple(replace(route, late=False) for route in late.scene.routes),
        tuple(replace(stop, late=False) for stop in late.scene.stops),
    )
    assert pixels_of(picture(make_map(on_time)), warning) == 0


def test_a_late_stop_shows_through_its_cluster(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map(replace(SCENE, routes=()))
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.viewport.zoom < 12
    qtbot.waitUntil(lambda: canvas.complete)
    assert pixels_of(picture(canvas), Theme.load("light").color("alarm-medium")) > 5


def test_a_click_on_a_cluster_comes_closer(make_map: Make, qtbot: QtBot) -> None:
    stops = tuple(MapStop(str(n), 24.80 + n / 2000, 120.97, StopKind.VISIT, 0, str(n), str(n)) for n in range(5))
    far = MapStop("far", 24.3, 120.7, StopKind.VISIT, 0, "9", "far")
    canvas = make_map(MapScene((), (*stops, far)))
    before = canvas.viewport.zoom
    assert before < 12
    qtbot.mouseClick(canvas, LEFT, pos=pixel(canvas, "2"))
    assert canvas.viewport.zoom > before


def test_schematic_streets_are_marked(make_map: Make) -> None:
    marked, plain = make_map(), make_map(ground=replace(GROUND, synthetic=False))
    corner = marked.rect().adjusted(4, 4, -640, -560)
    assert picture(marked).copy(corner) != picture(plain).copy(corner)


def test_a_map_of_nothing_can_be_drawn_and_steered(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map(MapScene((), ()), ground=MapGround())
    for key in (Qt.Key.Key_BracketRight, Qt.Key.Key_0, Qt.Key.Key_Plus, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(canvas, key)
    canvas.select("gone", "gone")
    assert not picture(canvas).isNull()


def test_odd_routes_can_be_drawn(make_map: Make) -> None:
    point = (24.81, 120.97)
    odd = (MapRoute("0", 0, (), "none"), MapRoute("1", 1, (point,), "one"), MapRoute("2", 23, (point,) * 5, "still"))
    canvas = make_map(MapScene(odd, (), "2"))
    assert not picture(canvas).isNull()


@pytest.mark.expected_log("drawing the map failed")
def test_a_fault_while_painting_is_logged_and_not_raised(make_map: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = make_map()
    monkeypatch.setattr(Overlay, "draw", lambda *_: 1 / 0)
    assert not picture(canvas).isNull()


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_tool_tip_tells_the_stop_under_the_pointer(make_map: Make) -> None:
    canvas = make_map()
    at = pixel(canvas, "c")
    QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at)))
    assert QToolTip.text() == "stop three, late"
    QToolTip.hideText()


def test_worker_threads_end_with_their_work(make_map: Make, qtbot: QtBot) -> None:
    make_map()
    qtbot.waitUntil(lambda: not any(thread.name.startswith("map-") for thread in threading.enumerate()))


def test_a_map_deleted_while_painting_leaves_no_thread(qtbot: QtBot, make_map: Make) -> None:
    canvas = MapCanvas(GROUND, Texts("en"), Theme.load("light"))
    canvas.resize(1600, 900)
    canvas.show_scene(SCENE)
    canvas.show()
    canvas.repaint()
    canvas.deleteLater()
    QApplication.sendPostedEvents(canvas, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: not any(thread.name.startswith("map-") for thread in threading.enumerate()))


def test_another_ground_comes_under_the_same_scene(make_map: Make, qtbot: QtBot) -> None:
    canvas = make_map()
    view = canvas.viewport
    canvas.show_ground(MapGround(attribution="other"))
    qtbot.waitUntil(lambda: canvas.complete)
    assert canvas.viewport == view
    assert len(canvas.scene.stops) == 7


def test_a_map_that_goes_away_while_it_is_painted_waits_for_its_painters(qtbot: QtBot) -> None:
    for wait_ms in (0, 1, 5, 20) * 5:
        canvas = MapCanvas(GROUND, Texts("en"), Theme.load("light"))
        canvas.resize(800, 600)
        canvas.show_scene(SCENE)
        canvas.show()
        qtbot.wait(wait_ms)
        del canvas
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("map-")]

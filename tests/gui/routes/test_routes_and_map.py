"""Lists and map show the same choice; what is left out says why; everything has a name for the screen reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.route_desk import DAY, RouteConsole, asked_for, route_console, taiwan
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.domain.task import TaskState
from hah_console.services.planning_document import bounds
from hah_console.ui.screens.routes.lines import RouteLine, StopLine
from hah_console.ui.screens.routes.route_list import INDENT

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def planned(qtbot: QtBot, console: RouteConsole) -> RouteConsole:
    """A draft in sight."""
    return plan(qtbot, console)


def plan(qtbot: QtBot, console: RouteConsole) -> RouteConsole:
    console.alt(qtbot, Key.Key_F6)
    qtbot.waitUntil(lambda: console.routes.presenter.search is None, timeout=20_000)
    console.settle(qtbot)
    return console


def test_all_routes_are_in_full_colour_at_first(planned: RouteConsole) -> None:
    screen = planned.routes
    assert screen.list.key() == "all"
    scene = screen.map.scene
    assert (scene.selected_route, scene.selected_stop) == ("", "")
    assert len(scene.routes) == screen.list.rows.rowCount() - 1


def test_the_map_follows_the_list(qtbot: QtBot, planned: RouteConsole) -> None:
    screen = planned.routes
    planned.press(qtbot, Key.Key_Down)
    first = screen.presenter.plan.routes[0]  # type: ignore[union-attr]
    assert screen.map.scene.selected_route == first.route_id
    planned.press(qtbot, Key.Key_Right)
    planned.press(qtbot, Key.Key_Down)
    assert isinstance(screen.list.row(), StopLine)
    assert screen.map.scene.selected_stop == first.stops[0].visit_id
    planned.press(qtbot, Key.Key_Left)
    assert screen.list.key() == f"route:{first.route_id}"
    planned.press(qtbot, Key.Key_Left)
    assert screen.map.scene.selected_stop == ""
    assert screen.list.rows.rowCount() == len(screen.presenter.plan.routes) + 1  # type: ignore[union-attr]


def test_the_list_follows_the_map(qtbot: QtBot, planned: RouteConsole) -> None:
    screen = planned.routes
    route = screen.presenter.plan.routes[3]  # type: ignore[union-attr]
    screen.map.select(route.route_id, "")
    screen.map.setFocus()
    qtbot.keyClick(screen.map, Key.Key_Return)
    assert screen.list.key() == f"route:{route.route_id}"
    qtbot.keyClick(screen.map, Key.Key_BracketRight)
    assert screen.list.key() == f"stop:{route.stops[0].visit_id}"
    qtbot.keyClick(screen.map, Key.Key_BracketRight)
    assert screen.list.key() == f"stop:{route.stops[1].visit_id}"
    assert screen.map.hasFocus()


def test_enter_on_a_stop_opens_the_patient(qtbot: QtBot, planned: RouteConsole) -> None:
    screen = planned.routes
    stop = screen.presenter.plan.routes[0].stops[0]  # type: ignore[union-attr]
    for key in (Key.Key_Down, Key.Key_Return, Key.Key_Down, Key.Key_Return):
        planned.press(qtbot, key)
    assert planned.frame.current_screen == "patient"
    assert planned.patient.shown == [stop.patient_id]


def test_a_click_at_the_arrow_opens_a_route(qtbot: QtBot, planned: RouteConsole) -> None:
    rows = planned.routes.list
    box = rows.visualRect(rows.rows.index(1))
    qtbot.mouseClick(rows.viewport(), LEFT, pos=QPoint(INDENT // 2, box.center().y()))
    line = rows.row()
    assert isinstance(line, RouteLine)
    assert line.opened
    qtbot.mouseClick(rows.viewport(), LEFT, pos=QPoint(INDENT // 2, box.center().y()))
    line = rows.row()
    assert isinstance(line, RouteLine)
    assert not line.opened


def test_an_open_route_stays_open_and_chosen_after_planning_again(qtbot: QtBot, planned: RouteConsole) -> None:
    screen = planned.routes
    planned.press(qtbot, Key.Key_Down)
    planned.press(qtbot, Key.Key_Right)
    kept = screen.list.key()
    plan(qtbot, planned)
    assert screen.list.key() == kept
    line = screen.list.row()
    assert isinstance(line, RouteLine)
    assert line.opened


def test_what_is_left_out_says_why_and_is_found_on_the_map(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    with route_console(qtbot, store, planner) as console:
        with console.ctx.store() as uow:
            task = asked_for(store)[0]
            hard = replace(task, task_id="NEW", version=0, required_skills=frozenset({"pocus", "picc"}))
            night = bounds(DAY, console.ctx.zone)[0] + timedelta(hours=5)
            away = replace(
                task, task_id="AWAY", version=0, required_skills=frozenset({"courier"}), hard_window=True,
                earliest=night, latest=night + timedelta(minutes=10), preferred_staff_id=None,
            )  # fmt: skip
            uow.tasks.add_many([hard, away])
            uow.commit()
        console.routes.refresh()
        console.settle(qtbot)
        plan(qtbot, console)
        screen = console.routes
        spoken = {row.key: row.spoken for row in screen.presenter.unplanned()}
        assert screen.left_out.title.text() == f"未排入 {len(spoken)} 件"
        assert "上班的人都不會：PICC 照護，床邊超音波" in spoken["task:NEW"]
        assert "05:00–05:10 都不上班" in spoken["task:AWAY"]
        screen.unplanned.setFocus()
        assert screen.map.scene.selected_stop == screen.unplanned.key()
        console.press(qtbot, Key.Key_Down)
        assert screen.map.scene.selected_stop == screen.unplanned.key()
        console.press(qtbot, Key.Key_Return)
        assert console.frame.current_screen == "patient"


def test_when_nothing_is_left_out_the_panel_says_so(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    many = asked_for(store)[6:]
    with store.unit_of_work() as uow:
        for task in many:
            uow.tasks.save(replace(task, state=TaskState.CANCELLED))
        uow.commit()
    with route_console(qtbot, store, planner) as console:
        screen = plan(qtbot, console).routes
        assert screen.left_out.all_planned.isVisible()
        assert not screen.unplanned.isVisible()


def test_tab_reaches_everything_and_everything_has_a_name(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    with route_console(qtbot, store, planner, ground=taiwan()) as console:
        screen = plan(qtbot, console).routes
        wanted = {
            widget
            for widget in screen.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        }
        reached: set[QWidget] = set()
        for _ in range(len(wanted) + 12):
            focus = console.focused()
            reached.add(focus)
            if screen.isAncestorOf(focus):
                assert focus.accessibleName(), focus.objectName()
            qtbot.keyClick(focus, Key.Key_Tab)
        assert wanted - reached == set()


def test_rows_speak_as_sentences(planned: RouteConsole) -> None:
    rows = planned.routes.list
    interface = QAccessible.queryAccessibleInterface(rows)
    assert interface.text(QAccessible.Text.Name) == "路線與訪視"
    said = rows.rows.data(rows.rows.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert "護理師" in str(said)
    assert "已收合" in str(said)


def test_buttons_carry_stable_names(planned: RouteConsole) -> None:
    names = {button.objectName() for button in planned.routes.findChildren(QAbstractButton)}
    assert {"routes.plan", "routes.publish", "routes.stop", "routes.discard", "routes.day_after"} <= names

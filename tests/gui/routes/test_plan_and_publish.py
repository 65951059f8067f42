"""A dispatcher plans, looks, publishes; by keyboard, on a real store, with a real planner child."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.route_desk import COLLEAGUE, DAY, DISPATCHER, RESOURCES, RouteConsole, asked_for, quick, route_console
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.roads.errors import PlacesOffRoads
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.domain.actor import Role
from hah_console.domain.errors import HahError
from hah_console.domain.task import TaskState
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.planning import publish_plan

Key = Qt.Key


class OffRoads(EstimatedTravel):
    """Straight lines of somebody who knows that three homes are far from every road."""

    def __init__(self) -> None:
        super().__init__(load_profile(RESOURCES / "profiles" / "speeds.toml"))

    def troubles(self) -> tuple[HahError, ...]:
        return (PlacesOffRoads(count=3, limit_m=500),)


def plans(console: RouteConsole) -> tuple[DayPlan, ...]:
    with console.ctx.store() as uow:
        return uow.plans.of_day(DAY)


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=20_000)


def plan(qtbot: QtBot, console: RouteConsole) -> None:
    """Plan by keyboard and wait for the draft on the screen."""
    known = len(plans(console))
    console.alt(qtbot, Key.Key_F6)
    wait(qtbot, lambda: console.routes.presenter.search is None)
    console.settle(qtbot)
    assert len(plans(console)) == known + 1


def publish(qtbot: QtBot, console: RouteConsole) -> None:
    console.alt(qtbot, Key.Key_F9)
    wait(qtbot, lambda: not console.routes.presenter.publishing)
    console.settle(qtbot)


def test_a_day_without_routes_says_what_to_press(console: RouteConsole) -> None:
    screen = console.routes
    assert screen.pages.currentWidget() is screen.message
    assert "81 件工作、16 人上班；按 Alt+F6 規劃" in screen.message.sentence
    assert screen.message.button.hasFocus()
    written = screen.message.findChild(QLabel)
    assert written is not None
    assert written.geometry().right() < screen.message.width(), "the sentence is read whole in the narrow panel"
    assert written.height() >= written.heightForWidth(written.width())
    assert "81 件工作都還沒有人去" in screen.left_out.all_planned.text(), "nothing is planned, so nothing is left over"
    assert screen.layout_.tabs.tabText(0) == "未排入 81 件"
    assert len(screen.map.scene.stops) == 81
    assert not screen.head.publish.isEnabled()


def test_a_plan_is_made_read_and_published_by_keyboard(qtbot: QtBot, console: RouteConsole) -> None:
    screen = console.routes
    plan(qtbot, console)
    (draft,) = plans(console)
    assert screen.notice.text().startswith(f"草案完成：排入 {len(draft.visits)} 訪")
    assert {v.task_id for v in draft.visits} | {u.task_id for u in draft.unplanned} == {
        t.task_id for t in asked_for(console.store)
    }
    assert draft.visits
    assert screen.list.hasFocus()
    assert screen.head.publish.isEnabled()
    console.press(qtbot, Key.Key_Down)
    console.press(qtbot, Key.Key_Right)
    console.press(qtbot, Key.Key_Down)
    publish(qtbot, console)
    assert screen.notice.text() == "已發布第 1 版。"
    assert "已發布 第 1 版" in screen.head._state.text()
    assert [p.state for p in plans(console)] == [PlanState.PUBLISHED]
    assert not screen.head.publish.isEnabled()


def test_progress_shows_the_best_plan_so_far_and_can_be_stopped_and_kept(
    qtbot: QtBot, store: Store, planner: PlannerProcess
) -> None:
    with route_console(qtbot, store, planner, profile=quick(60)) as console:
        screen = console.routes
        console.alt(qtbot, Key.Key_F6)
        assert screen.strip.isVisible()
        assert "完成後路線會出現在這裡" in screen.message.sentence
        wait(qtbot, lambda: "目前最佳" in screen.strip.progress.text())
        assert not screen.head.plan.isEnabled()
        console.alt(qtbot, Key.Key_F7)
        wait(qtbot, lambda: screen.presenter.search is None)
        console.settle(qtbot)
        assert screen.notice.text().startswith("草案完成")
        assert len(plans(console)) == 1
        assert not screen.strip.isVisible()


def test_a_cancelled_search_changes_nothing(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    with route_console(qtbot, store, planner, profile=quick(60)) as console:
        screen = console.routes
        console.alt(qtbot, Key.Key_F6)
        wait(qtbot, lambda: screen.presenter.search is not None and screen.presenter.search.found > 0)
        console.alt(qtbot, Key.Key_F8)
        wait(qtbot, lambda: screen.presenter.search is None)
        console.settle(qtbot)
        assert screen.notice.text() == "已取消規劃，沒有改變任何路線。"
        assert plans(console) == ()
        assert screen.message.button.hasFocus()


def test_commands_go_on_while_a_search_runs(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    with route_console(qtbot, store, planner, profile=quick(60)) as console:
        done: list[int] = []
        console.alt(qtbot, Key.Key_F6)
        console.window.tasks.run_command(lambda: 1, done.append)
        wait(qtbot, lambda: done == [1])
        assert console.routes.presenter.search is not None


def test_closing_the_window_ends_the_search_at_once(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    with route_console(qtbot, store, planner, profile=quick(600)) as console:
        screen = console.routes
        console.alt(qtbot, Key.Key_F6)
        wait(qtbot, lambda: screen.presenter.search is not None and screen.presenter.search.found > 0)
    with store.unit_of_work() as uow:
        assert uow.plans.of_day(DAY) == ()


def test_planning_again_never_touches_the_plan_in_force(qtbot: QtBot, console: RouteConsole) -> None:
    screen = console.routes
    plan(qtbot, console)
    publish(qtbot, console)
    [in_force] = plans(console)
    plan(qtbot, console)
    assert screen.notice.text().endswith("第 1 版仍有效。")
    assert screen.head._author.text().endswith("第 1 版仍有效")
    with console.ctx.store() as uow:
        assert uow.plans.published(DAY) == in_force
    screen.head.published.click()
    assert "已發布 第 1 版" in screen.head._state.text()
    assert not screen.head.publish.isEnabled()
    screen.head.draft.click()
    assert screen.head.publish.isEnabled()


def test_the_second_publisher_is_told_that_somebody_was_faster(qtbot: QtBot, console: RouteConsole) -> None:
    plan(qtbot, console)
    screen = console.routes
    [draft] = plans(console)
    console.frame.bridge.close()  # the news of it has not arrived yet
    publish_plan(console.ctx, COLLEAGUE, draft.plan_id, draft.version)
    publish(qtbot, console)
    assert screen.notice.text().startswith("這筆路線計畫剛被別人修改")
    assert "已發布 第 1 版" in screen.head._state.text()
    assert "李雅婷" in screen.head._author.text()


def test_a_plan_published_by_a_colleague_appears_by_itself(qtbot: QtBot, console: RouteConsole) -> None:
    plan(qtbot, console)
    [draft] = plans(console)
    publish_plan(console.ctx, COLLEAGUE, draft.plan_id, draft.version)
    wait(qtbot, lambda: "已發布" in console.routes.head._state.text())
    console.settle(qtbot)


def test_a_draft_that_no_longer_fits_is_refused_with_the_rule(qtbot: QtBot, console: RouteConsole) -> None:
    plan(qtbot, console)
    screen = console.routes
    [draft] = plans(console)
    gone = draft.visits[0].task_id
    with console.ctx.store() as uow:
        uow.tasks.save(replace(uow.tasks.get(gone), state=TaskState.CANCELLED))
        uow.commit()
    publish(qtbot, console)
    assert screen.notice.text().startswith("不能發布，草案已不符合：工作已撤銷或完成（")
    assert not screen.warning.isVisible(), "said once is enough"
    assert [p.state for p in plans(console)] == [PlanState.DRAFT]


def test_a_draft_overtaken_by_events_warns_before_anybody_publishes(qtbot: QtBot, console: RouteConsole) -> None:
    plan(qtbot, console)
    screen = console.routes
    [draft] = plans(console)
    with console.ctx.store() as uow:
        task = uow.tasks.get(draft.visits[0].task_id)
        uow.tasks.save(replace(task, state=TaskState.CANCELLED))
        uow.changed("cancel_task", "task", task.task_id, COLLEAGUE, console.ctx.clock.now())
        uow.commit()
    wait(qtbot, lambda: screen.warning.text().startswith("草案建立後情況有變"))
    assert screen.warning.isVisible()
    console.settle(qtbot)


def test_a_dead_planner_is_told_and_the_next_search_works(qtbot: QtBot, store: Store) -> None:
    planner = PlannerProcess()
    planner.warm_up()
    with route_console(qtbot, store, planner, profile=quick(2)) as console:
        screen = console.routes
        console.alt(qtbot, Key.Key_F6)
        wait(qtbot, lambda: screen.presenter.search is not None and screen.presenter.search.found > 0)
        assert planner.pid is not None
        os.kill(planner.pid, signal.SIGKILL)
        wait(qtbot, lambda: screen.presenter.search is None)
        console.settle(qtbot)
        assert "排程程式無法執行" in screen.notice.text()
        plan(qtbot, console)
    planner.close()


def test_a_physician_looks_but_cannot_plan(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    physician = replace(DISPATCHER, role=Role.PHYSICIAN)
    with route_console(qtbot, store, planner, actor=physician) as console:
        screen = console.routes
        assert not screen.head.plan.isEnabled()
        assert screen.warning.text().startswith("醫師可以查看路線")
        console.alt(qtbot, Key.Key_F6)
        assert screen.presenter.search is None


def test_an_administrator_is_told_why_there_is_nothing(qtbot: QtBot, store: Store, planner: PlannerProcess) -> None:
    administrator = replace(DISPATCHER, role=Role.ADMINISTRATOR)
    with route_console(qtbot, store, planner, actor=administrator) as console:
        screen = console.routes
        assert screen.pages.currentWidget() is screen.message
        assert "管理員" in screen.message.sentence


def test_without_travel_times_planning_says_what_is_missing(
    qtbot: QtBot, store: Store, planner: PlannerProcess
) -> None:
    with route_console(qtbot, store, planner, travel=None) as console:
        assert console.routes.warning.text().startswith("沒有路程資料")
        assert not console.routes.head.plan.isEnabled()


def test_other_days_can_be_looked_at(qtbot: QtBot, console: RouteConsole) -> None:
    screen = console.routes
    screen.head.after.click()
    console.settle(qtbot)
    assert screen.head._day.text() == "2026-11-24 (二) 明天"
    assert screen.head.to_today.isVisible()
    screen.head.to_today.click()
    console.settle(qtbot)
    assert "今天" in screen.head._day.text()


@pytest.mark.parametrize("language", ["en"])
def test_language_and_theme_can_change_while_a_search_runs(
    qtbot: QtBot, store: Store, planner: PlannerProcess, language: str
) -> None:
    with route_console(qtbot, store, planner, profile=quick(60), travel=OffRoads()) as console:
        screen = console.routes
        screen.map_life.tick(console.ctx.clock.now(), screen.desk)
        assert "3 個地點離所有已知道路" in screen.travel_state.text()
        console.alt(qtbot, Key.Key_F6)
        console.window.switch_language(language)
        assert "every known road: 3" in screen.travel_state.text()
        console.window.switch_theme("dark")
        wait(qtbot, lambda: "best so far" in screen.strip.progress.text())
        console.alt(qtbot, Key.Key_F7)
        wait(qtbot, lambda: screen.presenter.search is None)
        console.settle(qtbot)
        assert screen.notice.text().startswith("Draft ready")
        assert QApplication.focusWidget() is screen.list

"""Profiles are chosen and kept, plans compared, and a plan published meanwhile is seen and built upon."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.hand_day import JUDGES, FewMoves, copied, opened, published
from helpers.route_desk import COLLEAGUE, DAY, PROFILE, RouteConsole, make_day, route_console
from helpers.typed_form import TypedForm
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.domain.clock import ManualClock
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.hand_ports import HandMove
from hah_console.services.plan_desk import keep_change, open_sheet
from hah_console.services.planning import publish_plan
from hah_console.services.planning_profiles import all_editions, keep_profile
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.screens.routes.best_chart import BestChart
from hah_console.ui.screens.routes.compare_dialog import CompareDialog
from hah_console.ui.screens.routes.profile_dialog import ProfileDialog
from hah_console.ui.screens.routes.profile_words import form_fields
from hah_console.ui.screens.routes.search import BestSoFar
from hah_console.ui.theme.theme import Theme

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_day(tmp_path_factory.mktemp("planned"))
    ctx, store = opened(path)
    published(ctx, RULES)
    store.close()
    return path


@pytest.fixture
def desk(qtbot: QtBot, planned_day: Path, tmp_path: Path) -> Iterator[RouteConsole]:
    store = Store(f"sqlite:///{copied(planned_day, tmp_path)}")
    with route_console(qtbot, store, FewMoves()) as console:
        qtbot.waitUntil(lambda: bool(console.routes.timeline.canvas.scene.rows) and console.window.tasks.idle)
        yield console
    store.close()


def plans(console: RouteConsole, state: PlanState) -> list[DayPlan]:
    with console.ctx.store() as uow:
        return [plan for plan in uow.plans.of_day(DAY) if plan.state is state]


def back_at_the_desk(qtbot: QtBot, console: RouteConsole) -> None:
    """A window manager does this when a dialog closes."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.settle(qtbot)


def take_out_last(qtbot: QtBot, console: RouteConsole) -> str:
    """One change by hand at this desk: the last visit of the first busy row is taken out."""
    panel = console.routes.timeline
    blocks = [row.blocks[-1] for row in panel.canvas.scene.rows if len(row.blocks) > 3]
    visit = next(block.visit_id for block in blocks if "#" not in block.visit_id)
    panel.canvas.setFocus()
    panel.canvas.select(visit)
    console.press(qtbot, Key.Key_Return)
    console.press(qtbot, Key.Key_Delete)
    qtbot.waitUntil(lambda: not panel.strip.computing)
    console.press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.editing.saving and bool(plans(console, PlanState.DRAFT)))
    console.settle(qtbot)
    return visit


def colleague_publishes(console: RouteConsole, visit_id: str) -> str:
    """Somebody else takes another visit out and publishes; returns it."""
    [force] = plans(console, PlanState.PUBLISHED)
    sheet = open_sheet(console.ctx, COLLEAGUE, force.plan_id, replace(JUDGES, rules=RULES))
    other = next(v.visit_id for v in force.visits if v.visit_id != visit_id and "#" not in v.visit_id)
    state = sheet.state.moved(HandMove(other))[1]
    kept = keep_change(console.ctx, COLLEAGUE, sheet, state, (), "take_out")[0].plan
    publish_plan(console.ctx, COLLEAGUE, kept.plan_id, kept.version)
    return other


def test_the_second_publisher_sees_what_changed_and_puts_her_changes_onto_it(qtbot: QtBot, desk: RouteConsole) -> None:
    mine = take_out_last(qtbot, desk)
    desk.frame.bridge.close()  # the news of it has not arrived yet
    theirs = colleague_publishes(desk, mine)
    desk.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CompareDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert "第 2 版" in dialog.sentence.text()
    assert {move.visit_id for move in dialog.found.moves} >= {mine, theirs}  # type: ignore[union-attr]
    assert dialog.rebase.isVisible()
    clock = desk.ctx.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(minutes=1))
    dialog.rebase.setFocus()
    qtbot.keyClick(dialog.rebase, Key.Key_Space)
    qtbot.waitUntil(lambda: "套到生效版" in desk.routes.notice.text())
    desk.settle(qtbot)
    [force] = plans(desk, PlanState.PUBLISHED)
    draft = next(p for p in plans(desk, PlanState.DRAFT) if p.based_on == force.plan_id)
    assert {v.visit_id for v in force.visits} - {v.visit_id for v in draft.visits} == {mine}
    assert theirs not in {v.visit_id for v in draft.visits}
    desk.routes.refresh()
    back_at_the_desk(qtbot, desk)
    desk.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: desk.routes.notice.text() == "已發布第 3 版。")


def dialog_fields(dialog: ProfileDialog) -> dict[str, str]:
    row = dialog.row()
    assert row is not None
    return dict(form_fields(row))


def test_two_plans_are_compared_by_key(qtbot: QtBot, desk: RouteConsole) -> None:
    visit = take_out_last(qtbot, desk)
    desk.alt(qtbot, Key.Key_F11)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert visit in {move.visit_id for move in dialog.found.moves}  # type: ignore[union-attr]
    assert dialog.moves.hasFocus()
    assert not dialog.rebase.isVisible()
    first = dialog.moves.rows.row(0)
    assert "無人前往" in first.spoken, "what nobody does any more stands first"  # type: ignore[union-attr]
    dialog.before.setFocus()
    dialog.before.setCurrentIndex(dialog.before.findData(dialog.after.currentData()))
    qtbot.waitUntil(lambda: not dialog.found.moves)  # type: ignore[union-attr]
    assert dialog.before.hasFocus(), "the keyboard goes on through the plans"
    assert "同一份" in dialog.heading.text()
    assert not dialog.panel.isVisible()
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_a_plan_alone_says_that_there_is_none_to_compare_it_with(qtbot: QtBot, desk: RouteConsole) -> None:
    desk.alt(qtbot, Key.Key_F11)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert "只有一份路線" in dialog.heading.text()
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_a_profile_is_kept_as_a_new_edition_and_used_for_the_next_search(qtbot: QtBot, desk: RouteConsole) -> None:
    desk.alt(qtbot, Key.Key_F12)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProfileDialog)
    qtbot.waitUntil(lambda: len(dialog.editions) == 1)
    assert "加班 1 分鐘抵開車 3 分鐘" in dialog.says.text()
    dialog.open_form()
    form = QApplication.activeModalWidget()
    assert isinstance(form, DraftDialog)
    desk.settle(qtbot)
    typed = TypedForm(qtbot, desk, form.form)
    typed.write(name="守時", lateness="x")
    typed.send()
    assert set(typed.faults()) == {"lateness"}, "what cannot be used is said beside its field"
    assert len(all_editions(desk.ctx, PROFILE)) == 1
    typed.write(lateness="0", note="先試一週")
    typed.send()
    qtbot.waitUntil(lambda: len(dialog.editions) == 2)
    dialog.list.choose("守時#1")
    assert "▲ 逾時不計，可略晚的訪視可能排得很晚（使用中的是 2）" in dialog.says.text()
    assert (dialog.name.text(), dialog.note.text()) == ("守時 · 第 1 版", "先試一週")
    keep_profile(desk.ctx, COLLEAGUE, {**dialog_fields(dialog), "name": "守時", "lateness": "8"}, 1)
    dialog._read.ask()
    qtbot.waitUntil(lambda: len(dialog.editions) == 3)
    dialog.list.choose("守時#1")
    assert not dialog.use_.isEnabled(), "a former edition is not what a search would take"
    assert "第 2 版" in dialog.former.text()
    dialog.list.choose("守時#2")
    dialog.activateWindow()  # a window manager does this when the form closes
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.list, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "守時" in desk.routes.head.profile.text())
    back_at_the_desk(qtbot, desk)
    desk.alt(qtbot, Key.Key_F6)
    qtbot.waitUntil(lambda: desk.routes.presenter.search is None, timeout=30_000)
    desk.settle(qtbot)
    assert plans(desk, PlanState.DRAFT)[-1].profile == "守時 2"


def test_the_chart_falls_like_a_staircase_to_the_best_plan(qtbot: QtBot) -> None:
    chart = BestChart(Theme.load("light"))
    qtbot.addWidget(chart)
    chart.show_trace((BestSoFar(0.0, 1_000_000, 2), BestSoFar(2.0, 1_000, 0), BestSoFar(5.0, 100, 0)), 10.0)
    steps = chart.steps()
    assert steps[0] == (0.0, 1.0)
    assert steps[-1] == (0.5, 0.0)
    assert [y for _, y in steps] == sorted((y for _, y in steps), reverse=True)

"""The time line: visits carried by keys and by mouse, priced before they are put down, pinned, locked, taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.hand_day import FewMoves, copied, opened, published
from helpers.route_desk import DAY, DISPATCHER, RouteConsole, make_day, route_console
from helpers.ward import RULES
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.ui.timeline.painter import HEAD_PX, ROW_PX
from hah_console.ui.timeline.panel import TimelinePanel
from hah_console.ui.timeline.scene import Change, Row

Key = Qt.Key


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_day(tmp_path_factory.mktemp("planned"))
    ctx, store = opened(path)
    published(ctx, RULES)
    store.close()
    return path


@pytest.fixture
def own_store(planned_day: Path, tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{copied(planned_day, tmp_path)}")
    yield store
    store.close()


@pytest.fixture
def desk(qtbot: QtBot, own_store: Store) -> Iterator[RouteConsole]:
    with route_console(qtbot, own_store, FewMoves()) as console:
        console.window.resize(1440, 900)
        ready(qtbot, console)
        yield console


def ready(qtbot: QtBot, console: RouteConsole) -> TimelinePanel:
    panel = console.routes.timeline
    qtbot.waitUntil(lambda: bool(panel.canvas.scene.rows) and console.window.tasks.idle)
    return panel


def drafts(console: RouteConsole) -> list[DayPlan]:
    with console.ctx.store() as uow:
        return [plan for plan in uow.plans.of_day(DAY) if plan.state is PlanState.DRAFT]


def busy_rows(panel: TimelinePanel) -> list[Row]:
    return [row for row in panel.canvas.scene.rows if len(row.blocks) > 3]


def priced(qtbot: QtBot, panel: TimelinePanel) -> None:
    qtbot.waitUntil(lambda: not panel.strip.computing)


def kept(qtbot: QtBot, console: RouteConsole) -> None:
    qtbot.waitUntil(lambda: not console.routes.timeline.editing.saving)
    console.settle(qtbot)


def take(qtbot: QtBot, console: RouteConsole, visit_id: str) -> TimelinePanel:
    panel = console.routes.timeline
    panel.canvas.setFocus()
    panel.canvas.select(visit_id)
    console.press(qtbot, Key.Key_Return)
    return panel


def test_every_shift_has_a_row_and_every_planned_visit_a_block(desk: RouteConsole) -> None:
    scene = desk.routes.timeline.canvas.scene
    plan = desk.routes.presenter.plan
    assert plan is not None
    assert {b.visit_id for b in scene.blocks()} == {s.visit_id for r in plan.routes for s in r.stops}
    assert len(scene.rows) > len(plan.routes), "people without visits can be given some"
    assert scene.now == 6 * 3600


def test_a_visit_is_carried_by_keys_priced_before_it_is_put_down_and_taken_back(
    qtbot: QtBot, desk: RouteConsole
) -> None:
    first, second = busy_rows(desk.routes.timeline)[:2]
    visit = first.blocks[1].visit_id
    panel = take(qtbot, desk, visit)
    desk.press(qtbot, Key.Key_Down)
    assert panel.strip.computing, "no old price for a new place"
    assert panel.strip.spoken.endswith("計算中…")
    priced(qtbot, panel)
    assert "分車程" in panel.strip.spoken
    assert second.name in panel.strip.head
    assert second.row_id in panel.canvas.preview
    assert drafts(desk) == []
    desk.press(qtbot, Key.Key_Return)
    kept(qtbot, desk)
    [draft] = drafts(desk)
    moved = next(v for v in draft.visits if v.visit_id == visit)
    assert moved.staff_id == next(r.staff_id for r in desk.routes.presenter.plan.routes if r.name == second.name)  # type: ignore[union-attr]
    block = panel.canvas.scene.block(visit)
    assert block is not None
    assert (block.change, first.name in block.was) == (Change.PERSON, True)
    desk.press(qtbot, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    kept(qtbot, desk)
    [draft] = drafts(desk)
    with desk.ctx.store() as uow:
        in_force = uow.plans.published(DAY)
    assert in_force is not None
    assert {v.visit_id: v for v in draft.visits} == {v.visit_id: v for v in in_force.visits}
    desk.press(qtbot, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: next(v for v in drafts(desk)[0].visits if v.visit_id == visit) == moved)
    kept(qtbot, desk)


@pytest.mark.parametrize(("size", "rows"), [((1280, 800), 6), ((1440, 900), 6)])
def test_the_rows_have_all_the_room_until_there_is_a_price(
    qtbot: QtBot, desk: RouteConsole, size: tuple[int, int], rows: int
) -> None:
    desk.window.resize(*size)
    panel = desk.routes.timeline
    desk.settle(qtbot)
    canvas = panel.canvas
    assert not panel.strip.isVisible()
    assert (canvas.viewport().height() - HEAD_PX) // ROW_PX >= rows
    below = canvas.geometry().bottom()
    assert panel.height() - below <= 3, "nothing stands empty below the rows"
    top = canvas.mapTo(desk.window, QPoint(0, 0))
    take(qtbot, desk, busy_rows(panel)[0].blocks[1].visit_id)
    while canvas.carry is not None and canvas.carry.row_id != canvas.scene.rows[5].row_id:
        desk.press(qtbot, Key.Key_Down)
    priced(qtbot, panel)
    tall = panel.strip.height()
    assert panel.strip.isVisible()
    assert canvas.mapTo(desk.window, QPoint(0, 0)) == top, "no row moves under the pointer"
    held = canvas.point_at(canvas.carry.row_id, 9 * 3600)  # type: ignore[union-attr]
    assert held.y() < canvas.viewport().height(), "the row in hand stays in sight"
    desk.press(qtbot, Key.Key_Escape)
    assert panel.strip.height() < tall, "a sentence is one line"
    desk.press(qtbot, Key.Key_Right)
    qtbot.waitUntil(lambda: not panel.strip.isVisible())


def test_what_is_taken_up_beside_an_edge_stays_under_the_pointer(qtbot: QtBot, desk: RouteConsole) -> None:
    canvas = desk.routes.timeline.canvas
    desk.settle(qtbot)
    last = (canvas.viewport().height() - HEAD_PX) // ROW_PX - 1
    row = canvas.scene.rows[last]
    start = canvas.point_of(row.blocks[0].visit_id)
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas.viewport(), start + QPoint(30, 0))
    priced(qtbot, desk.routes.timeline)
    for _ in range(5):
        canvas._scroll_at_edge()
    assert canvas.verticalScrollBar().value() == 0
    assert canvas.carry is not None
    assert canvas.carry.row_id == row.row_id
    desk.press(qtbot, Key.Key_Escape)


def test_escape_puts_a_visit_back_and_nothing_is_kept(qtbot: QtBot, desk: RouteConsole) -> None:
    before = desk.routes.timeline.canvas.scene
    panel = take(qtbot, desk, busy_rows(desk.routes.timeline)[0].blocks[1].visit_id)
    desk.press(qtbot, Key.Key_Down)
    priced(qtbot, panel)
    desk.press(qtbot, Key.Key_Escape)
    desk.settle(qtbot)
    assert panel.canvas.carry is None
    assert panel.canvas.scene == before
    assert drafts(desk) == []


def test_a_drag_shows_price_and_broken_rules_before_the_button_is_let_go(qtbot: QtBot, desk: RouteConsole) -> None:
    panel = desk.routes.timeline
    doctor = next(row for row in panel.canvas.scene.rows if "醫師" in row.who and row.blocks)
    nurse = busy_rows(panel)[0]
    visit, view = doctor.blocks[0].visit_id, panel.canvas.viewport()
    panel.canvas.select(visit)
    start = panel.canvas.point_of(visit)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 0))
    panel.canvas.verticalScrollBar().setValue(0)
    goal = panel.canvas.point_at(nurse.row_id, nurse.blocks[0].end)
    qtbot.mouseMove(view, goal)
    priced(qtbot, panel)
    assert panel.canvas.carry is not None
    assert "違反" in panel.strip.spoken
    assert "技能不符" in panel.strip.spoken
    assert drafts(desk) == []
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=goal)
    kept(qtbot, desk)
    [draft] = drafts(desk)
    assert any(rule.startswith("skill: ") for rule in draft.broken)
    assert "還不能發布" in desk.routes.warning.text()
    desk.alt(qtbot, Key.Key_F9)
    kept(qtbot, desk)
    assert "技能不符" in desk.routes.notice.text()
    with desk.ctx.store() as uow:
        assert uow.plans.get(draft.plan_id).state is PlanState.DRAFT


def test_a_sound_change_is_published_through_the_check(qtbot: QtBot, desk: RouteConsole) -> None:
    panel = desk.routes.timeline
    for row in busy_rows(panel):
        take(qtbot, desk, row.blocks[-1].visit_id)
        desk.press(qtbot, Key.Key_Delete)
        priced(qtbot, panel)
        if not panel.strip.price.broken and "#" not in row.blocks[-1].visit_id:
            break
        desk.press(qtbot, Key.Key_Escape)
    desk.press(qtbot, Key.Key_Return)
    kept(qtbot, desk)
    [draft] = drafts(desk)
    assert draft.unplanned[-1].reason == "by_hand" or "by_hand" in {u.reason for u in draft.unplanned}
    desk.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: not desk.routes.presenter.publishing)
    kept(qtbot, desk)
    assert desk.routes.notice.text() == "已發布第 2 版。"


def test_a_task_that_is_left_out_is_put_on_the_time_line_by_its_key(qtbot: QtBot, desk: RouteConsole) -> None:
    panel = desk.routes.timeline
    task = desk.routes.unplanned.key().removeprefix("task:")
    desk.alt(qtbot, Key.Key_F10)
    assert panel.canvas.hasFocus()
    priced(qtbot, panel)
    assert "未排入 −1" in panel.strip.spoken
    desk.press(qtbot, Key.Key_Return)
    kept(qtbot, desk)
    assert task in {v.task_id for v in drafts(desk)[0].visits}


def test_a_pin_is_marked_kept_and_named_when_somebody_carries_the_visit_away(qtbot: QtBot, desk: RouteConsole) -> None:
    visit = busy_rows(desk.routes.timeline)[0].blocks[1].visit_id
    panel = desk.routes.timeline
    panel.canvas.setFocus()
    panel.canvas.select(visit)
    panel._show_buttons()
    for key in (Key.Key_L, Key.Key_T):
        desk.press(qtbot, key, Qt.KeyboardModifier.ControlModifier)
        kept(qtbot, desk)
    block = panel.canvas.scene.block(visit)
    assert block is not None
    assert (block.held_person, block.held_time) == (True, True)
    [pin] = drafts(desk)[0].pins
    assert (pin.visit_id, pin.start) == (visit, next(v.start for v in drafts(desk)[0].visits if v.visit_id == visit))
    desk.press(qtbot, Key.Key_Return)
    desk.press(qtbot, Key.Key_Down)
    priced(qtbot, panel)
    assert "與釘住的人或時間不符" in panel.strip.spoken


def test_what_has_begun_is_locked_and_says_so(qtbot: QtBot, desk: RouteConsole) -> None:
    panel = desk.routes.timeline
    visit = min(panel.canvas.scene.blocks(), key=lambda b: b.start)
    clock = desk.ctx.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(hours=4))
    panel.editing.sheet = None
    desk.routes.refresh()
    qtbot.waitUntil(lambda: any(b.begun for b in panel.canvas.scene.blocks()))
    take(qtbot, desk, visit.visit_id)
    assert panel.canvas.carry is None
    assert "不能改動" in panel.strip.spoken
    assert not panel.out.isEnabled()
    later = next(b for b in panel.canvas.scene.blocks() if not b.begun)
    take(qtbot, desk, later.visit_id)
    assert panel.canvas.carry is not None


def test_somebody_who_may_not_plan_can_look_and_is_told(qtbot: QtBot, own_store: Store) -> None:
    doctor = Actor(DISPATCHER.user_id, "醫師", Role.PHYSICIAN, "test")
    with route_console(qtbot, own_store, FewMoves(), actor=doctor) as console:
        panel = ready(qtbot, console)
        take(qtbot, console, busy_rows(panel)[0].blocks[0].visit_id)
        assert panel.canvas.carry is None
        assert "只能看" in panel.strip.spoken
        assert not panel.undo.isEnabled()


def test_sizes_of_the_desk_are_kept_for_the_person(qtbot: QtBot, own_store: Store) -> None:
    with route_console(qtbot, own_store, FewMoves()) as console:
        console.window.resize(1440, 900)
        ready(qtbot, console)
        layout = console.routes.layout_
        layout.take_sizes({"across": (420, 500, 440), "down": (300, 400)})
        wanted = layout.sizes()
        layout._on_moved()
        qtbot.waitUntil(lambda: not layout._later.isActive())
        console.settle(qtbot)
    with route_console(qtbot, own_store, FewMoves()) as console:
        console.window.resize(1440, 900)
        ready(qtbot, console)
        assert console.routes.layout_.sizes()["across"] == wanted["across"]


def test_what_is_in_hand_is_priced_anew_in_another_language(qtbot: QtBot, desk: RouteConsole) -> None:
    panel = take(qtbot, desk, busy_rows(desk.routes.timeline)[0].blocks[1].visit_id)
    desk.press(qtbot, Key.Key_Down)
    priced(qtbot, panel)
    carried = panel.canvas.carry
    desk.press(qtbot, Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: desk.routes.desk.texts.language == "en")
    priced(qtbot, panel)
    assert panel.canvas.carry == carried
    assert "driving" in panel.strip.spoken
    assert "分" not in panel.strip.spoken.replace(panel.strip.head, "")


def test_who_loads_at_the_store_is_dragged_like_anybody_and_the_loading_comes_along(
    qtbot: QtBot, desk: RouteConsole
) -> None:
    panel = desk.routes.timeline
    row = next(row for row in panel.canvas.scene.rows if row.halts)
    other = next(r for r in panel.canvas.scene.rows if r.halts and r is not row)
    assert row.halts[0].sign in "取還檢"
    assert row.halts[0].spoken in row.spoken
    visit = next(block.visit_id for block in row.blocks if block.patient in row.halts[0].spoken)
    take(qtbot, desk, visit)
    while panel.canvas.carry is not None and panel.canvas.carry.row_id != other.row_id:
        down = panel.canvas.scene.rows.index(other) > panel.canvas.scene.rows.index(row)
        desk.press(qtbot, Key.Key_Down if down else Key.Key_Up)
    priced(qtbot, panel)
    assert panel.strip.spoken
    shown = panel.canvas.preview[other.row_id]
    assert len(shown.blocks) == len(other.blocks) + 1
    assert any(panel.canvas.scene.block(visit).patient in halt.spoken for halt in shown.halts)  # type: ignore[union-attr]
    desk.press(qtbot, Key.Key_Escape)
    assert drafts(desk) == []

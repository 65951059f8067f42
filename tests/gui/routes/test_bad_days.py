"""A day that cannot be planned as it stands: one sentence at the desk that says what is wrong and what to do."""

from dataclasses import replace
from datetime import timedelta

from helpers.hand_day import FewMoves
from helpers.route_desk import DAY, RouteConsole, route_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.domain.clock import TAIPEI
from hah_console.domain.ids import ShiftId
from hah_console.domain.visit import DayPlan
from hah_console.services.planning_document import bounds

Key = Qt.Key


def plan(qtbot: QtBot, console: RouteConsole) -> tuple[DayPlan, ...]:
    console.alt(qtbot, Key.Key_F6)
    qtbot.waitUntil(lambda: console.routes.presenter.search is None, timeout=30_000)
    console.settle(qtbot)
    with console.ctx.store() as uow:
        return uow.plans.of_day(DAY)


def test_a_shift_that_ends_before_it_starts_is_named_and_nothing_is_planned(qtbot: QtBot, store: Store) -> None:
    with store.unit_of_work() as uow:
        begins, ends = bounds(DAY, TAIPEI)
        shift = next(s for s in uow.staff.shifts(begins, ends) if s.starts_at > begins and s.ends_at < ends)
        name = uow.staff.get(shift.staff_id).name
        before = shift.ends_at - timedelta(hours=1)
        uow.staff.add_shifts([replace(shift, shift_id=ShiftId("wrong"), starts_at=shift.ends_at, ends_at=before)])
        uow.commit()
    with route_console(qtbot, store, FewMoves()) as console:
        assert plan(qtbot, console) == ()
        said = console.routes.notice.text()
        assert name in said
        assert "請更正班表" in said


def test_a_visit_longer_than_any_shift_is_left_out_and_says_what_to_do(qtbot: QtBot, store: Store) -> None:
    with store.unit_of_work() as uow:
        task = next(t for t in uow.tasks.between(*bounds(DAY, TAIPEI)) if t.staff_needed == 1 and t.kind.on_site)
        uow.tasks.save(replace(task, duration_minutes=15 * 60))
        uow.commit()
    with route_console(qtbot, store, FewMoves()) as console:
        [draft] = plan(qtbot, console)
        assert task.task_id in {item.task_id for item in draft.unplanned}
        said = {row.key: row.spoken for row in console.routes.presenter.unplanned()}
        assert "900 分鐘" in said[f"task:{task.task_id}"]
        assert "請拆成幾次" in said[f"task:{task.task_id}"]

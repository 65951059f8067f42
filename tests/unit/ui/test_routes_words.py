"""What the routes screen says and decides, without Qt and without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import TAIPEI, ManualClock
from hah_console.domain.errors import PlannerUnavailable, PlanningCancelled, PlanRejected, VersionConflict
from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId, UserId, VisitId
from hah_console.domain.place import Place
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.staff import Profession, Vehicle
from hah_console.domain.task import TaskKind, TaskState, Withdrawal
from hah_console.domain.visit import LegSource, PlanState
from hah_console.services.context import Context
from hah_console.services.day_plan_rows import (
    DayPlanView,
    PlanRows,
    PlanTotals,
    RouteRow,
    StopRow,
    TaskRow,
    UnplannedRow,
)
from hah_console.services.ports import UnitOfWork
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.lines import AllLine, RouteLine, StopLine
from hah_console.ui.screens.routes.presenter import RoutesPresenter
from hah_console.ui.screens.routes.reasons import reason_text

DAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=TAIPEI).astimezone(UTC)
PROFILE = PlanningProfile(
    "2026-11", 1, 2, 3, 600, 1_000_000, {1: 2400, 2: 4800, 3: 9600}, frozenset(), 15.0, "ortools-routing", 1, "default"
)


def at(hour: int, minute: int = 0) -> datetime:
    return MIDNIGHT + timedelta(hours=hour, minutes=minute)


def a_task(name: str, opens: int = 8, closes: int = 9, **more: object) -> TaskRow:
    facts: dict[str, object] = {"hard": True, "priority": 3, "optional": False, **more}
    home = Place(24.8, 120.97)
    return TaskRow(
        TaskId(name), PatientId(f"P-{name}"), f"陳○{name}", TaskKind.IV_DOSE, at(opens), at(closes), home=home, **facts  # type: ignore[arg-type]
    )  # fmt: skip


def a_stop(task: TaskRow, order: int, hour: int, **more: object) -> StopRow:
    facts: dict[str, object] = {"travel_seconds": 350, "travel_metres": 1900, "late_seconds": 0, **more}
    return StopRow(
        VisitId(task.task_id), task.task_id, order, task.patient_id, task.patient, task.home, task,
        at(hour), at(hour), at(hour) + timedelta(minutes=30), leg_source=LegSource.ROAD_NETWORK, **facts,  # type: ignore[arg-type]
    )  # fmt: skip


def a_route(staff: str, series: int, *stops: StopRow, overtime: int = 0) -> RouteRow:
    return RouteRow(
        staff, StaffId(staff), series, f"護理師{staff}", Profession.NURSE, Vehicle.SCOOTER, Place(24.817, 120.98),
        at(8), at(16, 30), at(12), 30, 4000, 12_300, overtime, stops,
    )  # fmt: skip


FIRST, SECOND, LEFT_OUT = a_task("甲"), a_task("乙", 10, 11, hard=False), a_task("丙", optional=True)
ROUTES = (
    a_route("N-01", 0, a_stop(FIRST, 1, 8), a_stop(SECOND, 2, 11, late_seconds=700), overtime=600),
    a_route("N-02", 1, a_stop(a_task("丁"), 1, 9, travel_seconds=0, travel_metres=0)),
)
DRAFT = PlanRows(
    PlanId("draft"), 1, PlanState.DRAFT, 0, at(6), "王調度", None, "", timedelta(seconds=15),
    PlanTotals(3, 1, 24_600, 8000, 1, 700, 600), ROUTES,
    (UnplannedRow(LEFT_OUT, "optional", (("extra_cost", "2400"), ("penalty", "1200"))),),
)  # fmt: skip
PUBLISHED = replace(
    DRAFT, plan_id=PlanId("published"), state=PlanState.PUBLISHED, number=2, published_at=at(5, 30),
    published_by="李調度", totals=PlanTotals(3, 0, 30_000, 9000, 3, 2000, 0), unplanned=(),
)  # fmt: skip


def no_store() -> UnitOfWork:
    raise AssertionError("the words need no database")


class NoTravel:
    """Stands for a travel provider nobody asks here."""


def presenter(
    view: DayPlanView | None = None, role: Role = Role.DISPATCHER, language: str = "zh_TW"
) -> RoutesPresenter:
    ctx = Context(no_store, ManualClock(at(6, 30)))
    actor = Actor(UserId("d1"), "王調度", role, "test")
    made = RoutesPresenter(ctx, actor, Texts(language), NoTravel(), NoTravel(), PROFILE, DAY)  # type: ignore[arg-type]
    if view is not None:
        made.take(view)
    return made


def a_view(draft: PlanRows | None = DRAFT, published: PlanRows | None = None) -> DayPlanView:
    return DayPlanView(DAY, at(6, 30), published, draft, (FIRST, SECOND, LEFT_OUT), 16)


def test_routes_are_closed_at_first_and_say_what_matters() -> None:
    everything, first, second = presenter(a_view()).lines()
    assert isinstance(everything, AllLine)
    assert (everything.amount, everything.late) == ("3 訪 · 24.6 公里", "逾時 1 訪")
    assert isinstance(first, RouteLine)
    assert (first.name, first.amount) == ("護理師N-01", "2 訪 · 12.3 公里")
    assert (first.overtime, first.late) == ("加班 10 分", "逾時 1 訪")
    assert isinstance(second, RouteLine)
    assert (second.overtime, second.late) == ("", "")
    assert "已收合" in first.spoken


def test_an_open_route_shows_its_stops_with_window_leg_and_source() -> None:
    shown = presenter(a_view())
    shown.toggle("route:N-01")
    lines = shown.lines()
    assert [type(line) for line in lines] == [AllLine, RouteLine, StopLine, StopLine, RouteLine]
    first, second = lines[2], lines[3]
    assert isinstance(first, StopLine)
    assert isinstance(second, StopLine)
    assert (first.time, first.patient, first.task) == ("08:00", "陳○甲", "靜脈給藥")
    assert first.detail == "08:00–09:00 不可逾 · 路網 6 分 1.9 公里"
    assert (first.late, second.late) == ("", "逾 12 分")
    assert "可略晚" in second.detail


def withdrawn(state: TaskState) -> RoutesPresenter:
    gone = replace(a_stop(SECOND, 2, 11, late_seconds=700), state=state, withdrawn_for=Withdrawal.PATIENT_TRANSFERRED)
    plan = replace(PUBLISHED, routes=(a_route("N-01", 0, a_stop(FIRST, 1, 8), gone),))
    shown = presenter(a_view(draft=None, published=plan))
    shown.toggle("route:N-01")
    return shown


def test_a_visit_to_a_patient_who_was_transferred_is_no_longer_needed_and_no_longer_late() -> None:
    shown = withdrawn(TaskState.CANCELLED)
    _, route, first, second = shown.lines()
    assert isinstance(route, RouteLine)
    assert isinstance(first, StopLine)
    assert isinstance(second, StopLine)
    assert (first.gone, second.gone, second.late) == ("", "不需前往", "")
    assert second.detail.startswith("病人已轉院 · ")
    assert "不需前往，病人已轉院" in second.spoken
    assert route.late == ""
    assert "1 站不需前往" in route.hours
    assert [block.kind for block in route.blocks] == ["visit", "gone", "break"]


def test_a_visit_under_way_when_the_patient_was_transferred_still_has_to_be_reported() -> None:
    last = withdrawn(TaskState.IN_PROGRESS).lines()[-1]
    assert isinstance(last, StopLine)
    assert (last.gone, last.late) == ("", "請回報")
    assert last.detail.startswith("進行中，病人已轉院 · ")


def test_on_the_map_a_visit_that_is_no_longer_needed_is_struck_through_and_says_so() -> None:
    stop = next(stop for stop in withdrawn(TaskState.CANCELLED).scene().stops if stop.stop_id == "乙")
    assert (stop.gone, stop.late) == (True, False)
    assert "不需前往" in stop.spoken


def test_a_second_visit_in_the_same_home_has_no_way() -> None:
    shown = presenter(a_view())
    shown.toggle("route:N-02")
    assert "同一住處" in shown.lines()[-1].spoken


def test_the_time_line_marks_late_visits_and_the_break() -> None:
    line = presenter(a_view()).lines()[1]
    assert isinstance(line, RouteLine)
    assert [block.kind for block in line.blocks] == ["visit", "late", "break"]
    assert all(0 <= block.left < block.right <= 1 for block in line.blocks)


def test_folding_a_stop_goes_back_to_its_route() -> None:
    shown = presenter(a_view())
    assert shown.unfold("route:N-01")
    assert not shown.unfold("route:N-01")
    assert shown.fold("stop:甲") == "route:N-01"
    assert shown.fold("route:N-01") == "route:N-01"
    assert len(shown.lines()) == 3


def test_a_choice_in_the_list_is_a_choice_on_the_map() -> None:
    shown = presenter(a_view())
    choices = {}
    for key in ("all", "route:N-01", "stop:甲", "task:丙"):
        shown.choose(key)
        choices[key] = shown.map_choice()
    assert choices == {
        "all": ("", ""),
        "route:N-01": ("N-01", ""),
        "stop:甲": ("N-01", "甲"),
        "task:丙": ("", "task:丙"),
    }


def test_a_stop_of_the_map_opens_its_route_in_the_list() -> None:
    shown = presenter(a_view())
    assert shown.reveal("乙") == "stop:乙"
    assert any(line.key == "stop:乙" for line in shown.lines())
    assert shown.reveal("task:丙") == "task:丙"
    assert shown.reveal("base:1,2") == ""


def test_the_map_has_every_route_stop_base_and_left_out_task() -> None:
    scene = presenter(a_view()).scene()
    assert [route.route_id for route in scene.routes] == ["N-01", "N-02"]
    assert scene.routes[0].late
    assert {stop.stop_id for stop in scene.stops} >= {"甲", "乙", "丁", "task:丙"}
    assert sum(stop.kind == "base" for stop in scene.stops) == 1


def test_without_a_plan_the_map_shows_who_waits_and_the_list_says_what_to_press() -> None:
    shown = presenter(a_view(draft=None))
    assert len(shown.scene().stops) == 3
    assert shown.empty_text() == "這一天還沒有路線。有 3 件工作、16 人上班；按 Alt+F6 規劃。"
    assert shown.lines() == ()
    assert [figure.number for figure in shown.head().figures] == ["—"] * 6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"waiting": ()}, "這一天沒有待排的工作"),
        ({"people": 0}, "這一天沒有人上班"),
    ],
)
def test_a_day_that_cannot_be_planned_says_why(change: dict[str, object], said: str) -> None:
    assert said in presenter(replace(a_view(draft=None), **change)).empty_text()  # type: ignore[arg-type]


def test_a_draft_is_compared_with_the_published_plan_that_stays_in_force() -> None:
    shown = presenter(a_view(published=PUBLISHED))
    head = shown.head()
    assert (head.state, head.author, head.beside) == ("草案", "王調度 06:00 建立", "第 2 版仍有效")
    changes = {figure.name: figure.change for figure in head.figures}
    assert changes == {"訪視": "±0", "未排": "+1", "里程": "−5.4", "行車": "−0.3", "逾時": "−2", "加班": "+10"}
    shown.show_plan(PlanState.PUBLISHED)
    assert shown.head().state == "已發布 第 2 版"
    assert shown.head().author == "李調度 05:30 發布"
    assert {figure.change for figure in shown.head().figures} == {""}
    assert not shown.can_publish()


@pytest.mark.parametrize(
    ("reason", "facts", "said"),
    [
        ("skill", {"needed": "medical, picc"}, "上班的人都不會：醫師診視，PICC 照護。"),
        ("shift", {"able": "3", "window_start": "22:00", "window_end": "23:00"}, "3 人在 22:00–23:00 都不上班"),
        ("window", {"able": "2", "window_start": "08:00", "window_end": "08:10"}, "趕不上 08:00–08:10"),
        ("caregiver", {"skilled": "4"}, "4 人都不能去這一家"),
        ("pair", {"with": "T1#2"}, "需要兩人同行，第二人排不進來"),
        ("pair", {"with": "T1#2", "because_of": "T1#2", "cause": "skill"}, "第二人：沒有人會做"),
        ("capacity", {"able": "5"}, "5 人在這段時間都已排滿"),
        ("capacity", {"able": "5", "extra_cost": "1200", "penalty": "9"}, "約多 20 分車程"),
        ("optional", {"able": "5", "extra_cost": "2400", "penalty": "1200"}, "約多 40 分車程，高於設定的 20 分"),
        ("weather", {}, "weather"),
    ],
)
def test_every_reason_for_leaving_a_task_out_has_words(reason: str, facts: dict[str, str], said: str) -> None:
    row = UnplannedRow(LEFT_OUT, reason, tuple(facts.items()))
    assert said in reason_text(Texts("zh_TW"), row, 1)
    assert "{" not in reason_text(Texts("en"), row, 1)


def test_a_refused_plan_names_the_rule_the_time_and_the_patient() -> None:
    error = PlanRejected(plan="draft", violations="task_gone: 甲; shift: N-02: ends at 1 (+4)")
    said = presenter(a_view()).publishing_error(error)
    assert said == (
        "不能發布，草案已不符合：工作已撤銷或完成（08:00 陳○甲）；超出班表（護理師N-02），另 4 項。請重新規劃。"
    )


def test_a_draft_that_no_longer_fits_warns_before_anybody_presses_publish() -> None:
    shown = presenter(a_view(replace(DRAFT, broken=("task_gone: 甲", "skill: 乙", "window: 丁", "shift: 丁"))))
    assert "工作已撤銷或完成（08:00 陳○甲）" in shown.standing_warning()
    assert "另 1 項" in shown.standing_warning()


def test_a_conflict_says_that_somebody_else_was_faster() -> None:
    error = VersionConflict(entity="plan", entity_id="draft", expected=1, found=2)
    assert "路線計畫" in presenter(a_view()).publishing_error(error)


@pytest.mark.parametrize("error", [PlannerUnavailable(reason="-9"), PlanningCancelled(), PlanRejected(violations="")])
def test_after_a_failed_planning_the_plan_in_force_is_named(error: Exception) -> None:
    shown = presenter(a_view(draft=None, published=PUBLISHED))
    shown.begin(0.0)
    assert shown.planning_error(error).endswith("第 2 版仍有效。")


def test_a_discarded_search_says_that_nothing_changed() -> None:
    shown = presenter(a_view(draft=None))
    shown.begin(0.0).discard()
    assert shown.planning_error(PlanningCancelled()) == "已取消規劃，沒有改變任何路線。"


def test_progress_tells_time_and_the_best_plan_so_far() -> None:
    shown = presenter(a_view(draft=None))
    search = shown.begin(100.0)
    assert "第一個可行計畫" in shown.progress_text(100.5)
    search.note(0.8, 52_000, 4)
    search.note(5.2, 48_123, 3)
    assert (
        shown.progress_text(106.0)
        == "第 6 / 15 秒 · 目前最佳：未排 3 件，成本相當於 802 分車程 · 第一個可行計畫 0.8 秒"
    )
    assert not shown.can_plan()
    search.stop()
    assert shown.progress_text(107.0).startswith("停止中")
    assert not search.discarded()


def test_a_physician_looks_and_does_not_plan() -> None:
    shown = presenter(a_view(), role=Role.PHYSICIAN)
    assert not shown.can_plan()
    assert not shown.can_publish()
    assert shown.why_not_plan().startswith("醫師")


def test_a_day_chosen_meanwhile_refuses_the_reading_of_the_old_one() -> None:
    shown = presenter(a_view())
    shown.go_to(shown.step(1))
    assert not shown.take(a_view())
    assert shown.plan is None
    assert shown.head().day == "2026-11-24 (二) 明天"


def clock_of(shown: RoutesPresenter) -> ManualClock:
    clock = shown.ctx.clock
    assert isinstance(clock, ManualClock)
    return clock


def test_until_midnight_the_day_in_sight_stays() -> None:
    shown = presenter(a_view())
    assert shown.turned(at(23, 59)) is None
    assert shown.day == DAY


def test_after_midnight_the_routes_of_today_are_those_of_the_new_day() -> None:
    shown = presenter(a_view())
    clock_of(shown).advance(timedelta(hours=17, minutes=31))
    assert shown.turned(at(24, 1)) == "已過午夜，改顯示 2026-11-24 的路線；前一天的路線請按「前一天」。"
    assert (shown.day, shown.plan) == (DAY + timedelta(days=1), None)
    assert shown.head().day == "2026-11-24 (二) 今天"
    assert not shown.take(a_view())
    assert shown.turned(at(24, 2)) is None


@pytest.mark.parametrize("days", [-1, 2])
def test_a_day_somebody_chose_stays_after_midnight(days: int) -> None:
    shown = presenter(a_view())
    shown.go_to(shown.step(days))
    assert shown.turned(at(24, 1)) == ""
    assert shown.day == DAY + timedelta(days=days)


def test_tomorrow_chosen_before_midnight_is_today_after_it_and_follows_from_then_on() -> None:
    shown = presenter(a_view())
    shown.go_to(shown.step(1))
    assert shown.turned(at(24, 1)) == ""
    assert shown.day == DAY + timedelta(days=1)
    assert shown.turned(at(48, 1))
    assert shown.day == DAY + timedelta(days=2)


def spoken_of(made: RoutesPresenter) -> list[str]:
    made.toggle("route:N-01")
    return [line.spoken for line in (*made.lines(), *made.unplanned())]


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_no_sentence_has_an_empty_place(language: str) -> None:
    said: Callable[[], list[str]] = lambda: spoken_of(presenter(a_view(), language=language))  # noqa: E731
    assert all(sentence and "{" not in sentence for sentence in said())

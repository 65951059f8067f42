"""Two plans beside each other in words: what is worse comes first, and nothing is named by its file."""

from datetime import UTC, datetime, timedelta

from hah_console.domain.ids import PlanId, StaffId, VisitId
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import PlanState
from hah_console.services.day_plan_rows import PlanTotals
from hah_console.services.plan_compare import Comparison, MoveKind, PlanMove, PlanSide, Spot
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.compare_words import figure_lines, move_counts, move_lines, side_text

TEXTS = Texts("zh_TW")
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def local(moment: datetime) -> datetime:
    return moment


def side(name: str, unplanned: int, profile: str = "planning-default 2026-11", **totals: int) -> PlanSide:
    sums = {"visits": 10, "metres": 20_000, "travel_seconds": 3600, "late_visits": 0, "late_seconds": 0, **totals}
    state = PlanState.PUBLISHED if name == "a" else PlanState.DRAFT
    return PlanSide(
        PlanId(name), state, 2, "許雅婷", NINE, profile, 0, PlanTotals(unplanned=unplanned, overtime_seconds=0, **sums)
    )


def spot(minutes: int, name: str = "彭婉婷", late: int = 0) -> Spot:
    return Spot(StaffId(name), name, NINE + timedelta(minutes=minutes), late)


def move(name: str, kind: MoveKind, before: Spot | None, after: Spot | None) -> PlanMove:
    return PlanMove(VisitId(name), name, TaskKind.IV_DOSE, kind, before, after)


MOVES = (
    move("早", MoveKind.TIME, spot(0), spot(-30)),
    move("逾", MoveKind.PERSON, spot(0), spot(45, "李雅婷", late=600)),
    move("出", MoveKind.LEFT_OUT, spot(300), None),
)


def test_a_visit_to_which_nobody_goes_stands_first_and_one_that_comes_too_late_behind_it() -> None:
    out, late, early = move_lines(TEXTS, local, Comparison(side("a", 0), side("b", 1), MOVES))
    assert (out.patient, out.after, out.marked) == ("出", "無人前往", True)
    assert (late.after, late.change, late.marked) == ("09:45 李雅婷 · 逾 10 分", "換人，晚 45 分", True)
    assert (early.after, early.change, early.marked) == ("08:30 彭婉婷", "早 30 分", False)
    assert "逾 10 分" in late.spoken
    counted = move_counts(TEXTS, Comparison(side("a", 0), side("b", 1), MOVES))
    assert counted == "3 訪有變動：換人 1，改時間 1，移出 1"


def test_figures_have_units_a_word_where_they_agree_and_a_mark_where_something_is_left_out() -> None:
    found = Comparison(side("a", 0), side("b", 2, "守時 3", late_visits=1, late_seconds=1200), ())
    lines = {line.name: line for line in figure_lines(TEXTS, found)}
    assert (lines["訪視"].after, lines["訪視"].change, lines["訪視"].differs) == ("10 訪", "相同", False)
    assert (lines["未排"].before, lines["未排"].after, lines["未排"].change) == ("0 件", "▲ 2 件", "+2")
    assert (lines["逾時"].after, lines["逾時合計"].change) == ("▲ 1 訪", "+20 分")
    assert (lines["參數"].before, lines["參數"].after) == ("隨附參數 2026-11", "守時 第 3 版")


def test_the_plan_in_force_says_so_where_plans_are_chosen() -> None:
    assert side_text(TEXTS, local, side("a", 0)) == "第 2 版，生效中 · 許雅婷 11-23 09:00"
    assert side_text(TEXTS, local, side("b", 0)) == "草案 · 許雅婷 11-23 09:00"

"""Editions of planning profiles, two plans beside each other, and changes put onto a plan published meanwhile."""

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.hand_day import JUDGES, FewMoves, drafted, opened, published
from helpers.route_desk import COLLEAGUE, DAY, DISPATCHER, PROFILE, TRAVEL, make_day

from hah_console.domain.errors import InvalidFields, PlanOvertaken, VersionConflict
from hah_console.domain.planning_profile import Weights
from hah_console.domain.visit import DayPlan, VisitPin
from hah_console.services.context import Context
from hah_console.services.hand_ports import HandMove
from hah_console.services.plan_compare import MoveKind, compare_plans, own_changes, plans_of
from hah_console.services.plan_desk import PlanSheet, keep_change, open_sheet
from hah_console.services.plan_rebase import rebase
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.planning_profiles import all_editions, in_use, keep_profile, profiles

FIELDS = {
    "name": "守時", "overtime": "3", "lateness": "8", "continuity": "10", "fairness": "1", "distance": "2",
    "search_seconds": "20", "note": "遲到太多",
}  # fmt: skip


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_day(tmp_path_factory.mktemp("planned"))
    ctx, store = opened(path)
    published(ctx)
    store.close()
    return path


def in_force(ctx: Context) -> DayPlan:
    with ctx.store() as uow:
        plan = uow.plans.published(DAY)
    assert plan is not None
    return plan


def moved(ctx: Context, sheet: PlanSheet, number: int) -> tuple[PlanSheet, str]:
    """A draft in which one visit of the busiest row went to the end of another, breaking nothing."""
    singles = [s for r in sheet.state.routes for s in r.stops if "#" not in s.visit_id]
    found = 0
    for stop in sorted(singles, key=lambda s: s.visit_id):
        for route in sorted(sheet.state.routes, key=lambda r: r.caregiver_id):
            price, state = sheet.state.moved(HandMove(stop.visit_id, route.caregiver_id, route.stops[-1].visit_id))
            if not price.broken and all(s.visit_id != stop.visit_id for s in route.stops):
                found += 1
                if found == number:
                    return keep_change(ctx, DISPATCHER, sheet, state, (), "move")[0], stop.visit_id
                break
    raise AssertionError("the demo day is too full")


def test_an_edition_is_kept_with_its_author_and_the_ones_before_it_stay(ctx: Context) -> None:
    first, changes = keep_profile(ctx, DISPATCHER, FIELDS, 0)
    assert changes.touches("planning_profile")
    second, _ = keep_profile(ctx, COLLEAGUE, {**FIELDS, "lateness": "9"}, 1)
    assert [(r.name, r.edition) for r in all_editions(ctx, PROFILE)] == [("", 0), ("守時", 1), ("守時", 2)]
    assert [(r.edition, r.weights.lateness) for r in profiles(ctx, PROFILE)] == [(0, 2), (2, 9)]
    assert first.weights == Weights(3, 8, 10, 1, 2, 20)
    assert second.by
    with pytest.raises(VersionConflict):
        keep_profile(ctx, DISPATCHER, FIELDS, 1)


def test_every_field_that_cannot_be_used_is_named(ctx: Context) -> None:
    with pytest.raises(InvalidFields) as told:
        keep_profile(ctx, DISPATCHER, {**FIELDS, "name": " ", "overtime": "x", "fairness": "1.5", "distance": "-1"}, 0)
    assert {(f.facts["field"], f.facts["reason"]) for f in told.value.faults} == {
        ("name", "empty"), ("overtime", "no_number"), ("fairness", "whole_number"), ("distance", "out_of_range"),
    }  # fmt: skip
    assert all_editions(ctx, PROFILE)[1:] == ()


def test_a_search_with_a_profile_names_it_and_weighs_kilometres(ctx: Context) -> None:
    row, _ = keep_profile(ctx, DISPATCHER, FIELDS, 0)
    profile = in_use(PROFILE, row)
    plan, _ = draft_plan(ctx, DISPATCHER, DAY, TRAVEL, FewMoves(), profile)
    assert plan.profile == "守時 1"
    plain = drafted(ctx)
    metres = [sum(r.travel_metres for r in p.routes) for p in (plan, plain)]
    assert plan.cost > plain.cost
    assert metres[0] <= metres[1] * 1.2
    assert in_use(PROFILE, profiles(ctx, PROFILE)[0]) is PROFILE


def test_two_plans_stand_beside_each_other_with_what_moves(ctx: Context) -> None:
    plan = in_force(ctx)
    sheet, visit_id = moved(ctx, open_sheet(ctx, DISPATCHER, plan.plan_id, JUDGES), 1)
    found = compare_plans(ctx, DISPATCHER, plan.plan_id, sheet.plan.plan_id)
    [move] = [m for m in found.moves if m.visit_id == visit_id]
    assert (move.kind, move.before.name != move.after.name) == (MoveKind.PERSON, True)  # type: ignore[union-attr]
    assert {m.visit_id for m in found.moves if m.kind is MoveKind.PERSON} == {visit_id}
    assert found.before.totals.visits == found.after.totals.visits
    assert found.after.totals.metres == sum(r.travel_metres for r in sheet.plan.routes)
    assert own_changes(plan, sheet.plan) == (visit_id,)
    assert {side.plan_id for side in plans_of(ctx, DISPATCHER, DAY)} == {plan.plan_id, sheet.plan.plan_id}


def test_a_visit_that_becomes_late_counts_as_moved_however_little_it_moves(ctx: Context) -> None:
    plan = in_force(ctx)
    sheet, visit_id = moved(ctx, open_sheet(ctx, DISPATCHER, plan.plan_id, JUDGES), 1)
    kept = {v.visit_id: v for v in plan.visits}
    still = next(v for v in sheet.plan.visits if v.visit_id in kept and v.start == kept[v.visit_id].start)
    late = tuple(replace(v, late_seconds=90) if v is still else v for v in sheet.plan.visits)
    with ctx.store() as uow:
        uow.plans.save(replace(sheet.plan, visits=late))
        uow.commit()
    found = compare_plans(ctx, DISPATCHER, plan.plan_id, sheet.plan.plan_id)
    [move] = [m for m in found.moves if m.visit_id == still.visit_id]
    assert (move.kind, move.after.late_seconds) == (MoveKind.TIME, 90)  # type: ignore[union-attr]
    assert visit_id != still.visit_id


def test_changes_are_put_onto_the_plan_that_was_published_meanwhile(ctx: Context) -> None:
    plan = in_force(ctx)
    opened_by_both = open_sheet(ctx, DISPATCHER, plan.plan_id, JUDGES)
    mine, my_visit = moved(ctx, opened_by_both, 1)
    their_sheet = open_sheet(ctx, COLLEAGUE, plan.plan_id, JUDGES)
    _, their_visit = moved(ctx, opened_by_both, 4)
    route = next(r for r in their_sheet.state.routes if all(s.visit_id != their_visit for s in r.stops))
    for route in their_sheet.state.routes:
        price, state = their_sheet.state.moved(HandMove(their_visit, route.caregiver_id, route.stops[-1].visit_id))
        if not price.broken and all(s.visit_id != their_visit for s in route.stops):
            break
    theirs, _ = keep_change(ctx, COLLEAGUE, their_sheet, state, (), "move")
    publish_plan(ctx, COLLEAGUE, theirs.plan.plan_id, theirs.plan.version)
    with pytest.raises(PlanOvertaken):
        publish_plan(ctx, DISPATCHER, mine.plan.plan_id, mine.plan.version)
    done, changes = rebase(ctx, DISPATCHER, mine.plan.plan_id, JUDGES)
    assert changes.touches("plan")
    assert (done.made, done.both, done.refused) == ((my_visit,), (), ())
    draft = done.sheet.plan
    assert draft.based_on == theirs.plan.plan_id
    who = {v.visit_id: v.staff_id for v in draft.visits}
    assert who[my_visit] == next(v.staff_id for v in mine.plan.visits if v.visit_id == my_visit)  # type: ignore[index]
    assert who[their_visit] == next(v.staff_id for v in theirs.plan.visits if v.visit_id == their_visit)  # type: ignore[index]


def test_a_visit_both_have_changed_is_named(ctx: Context) -> None:
    plan = in_force(ctx)
    sheet = open_sheet(ctx, DISPATCHER, plan.plan_id, JUDGES)
    mine, visit_id = moved(ctx, sheet, 1)
    out, state = sheet.state.moved(HandMove(visit_id))
    assert out.after.left_out == out.before.left_out + 1
    pin = VisitPin(plan.visits[0].visit_id, plan.visits[0].staff_id)
    theirs, _ = keep_change(ctx, COLLEAGUE, sheet, state, (pin,), "take_out")
    publish_plan(ctx, COLLEAGUE, theirs.plan.plan_id, theirs.plan.version)
    done, _ = rebase(ctx, DISPATCHER, mine.plan.plan_id, JUDGES)
    assert (done.made, done.both) == ((visit_id,), (visit_id,))
    assert done.sheet.plan.pins == (pin,)

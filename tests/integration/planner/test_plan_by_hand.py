"""A published plan changed by hand on a real store: priced, kept as a draft, published, refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.hand_day import JUDGES, drafted, opened, published
from helpers.route_desk import COLLEAGUE, DAY, DISPATCHER, make_day
from helpers.ward import RULES

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import HandRefused, PlanOvertaken, PlanRejected
from hah_console.domain.ids import PlanId, ShiftId
from hah_console.domain.task import TaskState
from hah_console.domain.visit import DayPlan, HaltKind, PlanState, VisitPin
from hah_console.services.context import Context
from hah_console.services.hand_ports import HandMove, HandPlan
from hah_console.services.plan_desk import PlanSheet, hand_pin, keep_change, open_sheet
from hah_console.services.planning import publish_plan


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a published plan, to be copied."""
    path = make_day(tmp_path_factory.mktemp("planned"))
    ctx, store = opened(path)
    published(ctx)
    store.close()
    return path


def sheet_of(ctx: Context, plan: DayPlan) -> PlanSheet:
    return open_sheet(ctx, DISPATCHER, plan.plan_id, JUDGES)


def sound_move(state: HandPlan) -> tuple[HandMove, HandPlan]:
    """A move to somebody else that breaks no rule."""
    for route in sorted(state.routes, key=lambda r: r.caregiver_id):
        for stop in route.stops:
            for other in sorted(state.routes, key=lambda r: r.caregiver_id):
                move = HandMove(stop.visit_id, other.caregiver_id, other.stops[-1].visit_id)
                price, after = state.moved(move)
                if other is not route and "#" not in stop.visit_id and not price.broken:
                    return move, after
    raise AssertionError("the demo day is too full")


def test_opening_a_plan_changes_nothing_of_it(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    assert sheet.state.broken == ()
    assert sheet.begun == frozenset()
    stored, _ = keep_change(ctx, DISPATCHER, sheet, sheet.state, (), "nothing")
    kept = {v.visit_id: v for v in stored.plan.visits}
    assert kept == {v.visit_id: v for v in plan.visits}
    assert {r.staff_id: r for r in stored.plan.routes} == {r.staff_id: r for r in plan.routes}
    assert {u.task_id for u in stored.plan.unplanned} == {u.task_id for u in plan.unplanned}


def test_a_change_becomes_a_draft_based_on_the_plan_in_force_and_is_published(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    move, after = sound_move(sheet.state)
    first, changes = keep_change(ctx, DISPATCHER, sheet, after, (), "move")
    draft = first.plan
    assert changes.touches("plan")
    assert (draft.state, draft.based_on, draft.backend, draft.broken) == (PlanState.DRAFT, plan.plan_id, "hand", ())
    moved = next(v for v in draft.visits if v.visit_id == move.visit_id)
    assert moved.staff_id == sheet.day.shifts[move.caregiver_id].staff_id  # type: ignore[index]
    again, _ = keep_change(ctx, DISPATCHER, first, after, (), "move")
    assert (again.plan.plan_id, again.plan.version) == (draft.plan_id, draft.version + 1)
    publish_plan(ctx, DISPATCHER, again.plan.plan_id, again.plan.version)
    with ctx.store() as uow:
        assert uow.plans.published(DAY).plan_id == draft.plan_id  # type: ignore[union-attr]
        assert uow.plans.get(plan.plan_id).state is PlanState.SUPERSEDED


def test_a_colleagues_draft_is_not_overwritten(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    first, _ = keep_change(ctx, DISPATCHER, sheet, sheet.state, (), "move")
    theirs = open_sheet(ctx, COLLEAGUE, first.plan.plan_id, JUDGES)
    second, _ = keep_change(ctx, COLLEAGUE, theirs, theirs.state, (), "move")
    assert second.plan.plan_id != first.plan.plan_id
    assert second.plan.based_on == plan.plan_id


def test_a_draft_by_hand_that_breaks_a_rule_is_kept_and_never_published(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    task = next(t for t in sheet.day.tasks.values() if "medical" in t.required_skills and t.staff_needed == 1)
    nurse = next(s for s in sheet.day.shifts.values() if "medical" not in sheet.day.staff[s.staff_id].skills)
    price, after = sheet.state.moved(HandMove(task.task_id, nurse.shift_id))
    assert "skill" in {rule.code for rule in price.broken}
    kept, _ = keep_change(ctx, DISPATCHER, sheet, after, (), "move")
    assert f"skill: {task.task_id}" in kept.plan.broken
    with pytest.raises(PlanRejected, match="skill"):
        publish_plan(ctx, DISPATCHER, kept.plan.plan_id, kept.plan.version)


def test_a_draft_is_not_published_over_a_plan_its_author_has_not_seen(ctx: Context, plan: DayPlan) -> None:
    mine, theirs = drafted(ctx), drafted(ctx, COLLEAGUE)
    assert mine.based_on == theirs.based_on == plan.plan_id
    publish_plan(ctx, COLLEAGUE, theirs.plan_id, theirs.version)
    with pytest.raises(PlanOvertaken) as told:
        publish_plan(ctx, DISPATCHER, mine.plan_id, mine.version)
    assert told.value.facts["number"] == 2
    with ctx.store() as uow:
        assert uow.plans.published(DAY).plan_id == theirs.plan_id  # type: ignore[union-attr]


def test_a_visit_that_has_begun_cannot_be_moved_by_hand_or_by_publishing(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    first = min(plan.visits, key=lambda v: v.start)
    elsewhere = next(r for r in sheet.state.routes if all(s.visit_id != first.visit_id for s in r.stops))
    early = replace(first, staff_id=sheet.day.shifts[elsewhere.caregiver_id].staff_id)  # type: ignore[index]
    with ctx.store() as uow:
        moved = replace(
            plan, plan_id=f"{plan.plan_id}-x", state=PlanState.DRAFT, version=0, based_on=plan.plan_id,
            visits=tuple(early if v.visit_id == first.visit_id else v for v in plan.visits),
        )  # fmt: skip
        stored = uow.plans.save(moved)
        uow.tasks.save(replace(uow.tasks.get(first.task_id), state=TaskState.IN_PROGRESS))
        uow.commit()
    now = sheet_of(ctx, plan)
    assert now.begun == {first.visit_id} or first.visit_id in now.begun
    with pytest.raises(HandRefused):
        now.state.moved(HandMove(first.visit_id, elsewhere.caregiver_id))
    with pytest.raises(PlanRejected, match="begun"):
        publish_plan(ctx, DISPATCHER, stored.plan_id, stored.version)


def test_during_the_day_what_the_plan_has_begun_stands_and_nothing_new_is_left_for_before_now(
    ctx: Context, plan: DayPlan
) -> None:
    noon = min(v.start for v in plan.visits) + timedelta(hours=4)
    later = Context(ctx.store, ManualClock(noon))
    sheet = sheet_of(later, plan)
    assert {v.visit_id for v in plan.visits if v.start <= noon} <= sheet.begun
    assert sheet.state.broken == ()
    assert {s.visit_id: s.start for r in sheet.state.routes for s in r.stops if s.visit_id in sheet.begun} == {
        v.visit_id: sheet.day.seconds(v.start) for v in plan.visits if v.visit_id in sheet.begun
    }
    move, after = sound_move_after(sheet)
    changed = next(r for r in after.routes if r.caregiver_id == move.caregiver_id)
    assert all(s.left >= sheet.day.seconds(noon) for s in changed.stops if not s.begun)


def sound_move_after(sheet: PlanSheet) -> tuple[HandMove, HandPlan]:
    stop = next(s for r in sheet.state.routes for s in r.stops if not s.begun and "#" not in s.visit_id)
    other = next(r for r in sheet.state.routes if all(s.visit_id != stop.visit_id for s in r.stops))
    move = HandMove(stop.visit_id, other.caregiver_id, "")
    return move, sheet.state.moved(move)[1]


def test_a_pin_stays_with_the_draft(ctx: Context, plan: DayPlan) -> None:
    sheet = sheet_of(ctx, plan)
    visit = next(v for v in plan.visits if "#" not in v.visit_id)
    pin = VisitPin(visit.visit_id, visit.staff_id, visit.start)
    price, state = sheet.state.pinned(hand_pin(sheet.day, plan, pin))
    assert price.broken == ()
    kept, _ = keep_change(ctx, DISPATCHER, sheet, state, (pin,), "pin")
    again = open_sheet(ctx, DISPATCHER, kept.plan.plan_id, JUDGES)
    assert again.plan.pins == (pin,)
    other = next(r for r in again.state.routes if all(s.visit_id != visit.visit_id for s in r.stops))
    assert "pin" in {r.code for r in again.state.moved(HandMove(visit.visit_id, other.caregiver_id))[0].broken}
    assert price.before.cost == price.after.cost


@pytest.fixture
def with_runs(tmp_path: Path) -> Iterator[Context]:
    ctx, store = opened(make_day(tmp_path))
    published(ctx, RULES)
    yield ctx
    store.close()


RULED = replace(JUDGES, rules=RULES)


def opened_with_runs(ctx: Context) -> PlanSheet:
    with ctx.store() as uow:
        plan = uow.plans.published(DAY)
    assert plan is not None
    return open_sheet(ctx, DISPATCHER, plan.plan_id, RULED)


def test_a_plan_keeps_its_stops_at_the_store_and_opening_it_changes_nothing(with_runs: Context) -> None:
    sheet = opened_with_runs(with_runs)
    assert {halt.kind for halt in sheet.plan.halts} >= {HaltKind.LOAD}
    assert sheet.state.broken == ()
    kept, _ = keep_change(with_runs, DISPATCHER, sheet, sheet.state, (), "nothing")
    assert set(kept.plan.halts) == set(sheet.plan.halts)
    assert set(kept.plan.visits) == set(sheet.plan.visits)
    assert set(kept.plan.routes) == set(sheet.plan.routes)


def test_a_delivery_is_given_to_another_courier_with_its_loading_and_published(with_runs: Context) -> None:
    sheet = opened_with_runs(with_runs)
    ways = (
        (len(price.broken), number, loaded, price, after)
        for number, loaded in enumerate(sheet.plan.halts)
        if loaded.kind is HaltKind.LOAD
        for route in sheet.state.routes
        if sheet.day.shifts[ShiftId(route.caregiver_id)].staff_id != loaded.staff_id and route.halts
        for behind in ("", *(stop.visit_id for stop in route.visits))
        for price, after in [sheet.state.moved(HandMove(str(loaded.task_id), route.caregiver_id, behind))]
    )
    _, _, loaded, price, after = min(ways, key=lambda found: found[:2])
    assert price.broken == ()
    assert price.after.travel != price.before.travel
    kept, _ = keep_change(with_runs, DISPATCHER, sheet, after, (), "move")
    there = [halt for halt in kept.plan.halts if halt.task_id == loaded.task_id]
    visit = next(visit for visit in kept.plan.visits if visit.task_id == loaded.task_id)
    assert [halt.staff_id for halt in there] == [visit.staff_id] != [loaded.staff_id]
    assert there[0].departure <= visit.arrival
    publish_plan(with_runs, DISPATCHER, kept.plan.plan_id, kept.plan.version)
    again = opened_with_runs(with_runs)
    assert again.state.broken == ()
    assert set(again.plan.halts) == set(kept.plan.halts)


def test_what_was_loaded_or_brought_back_stands_during_the_day_and_the_rest_can_still_be_moved(
    with_runs: Context,
) -> None:
    plan = opened_with_runs(with_runs).plan
    for halt in plan.halts:
        later = Context(with_runs.store, ManualClock(halt.departure + timedelta(minutes=1)))
        sheet = opened_with_runs(later)
        assert halt in sheet.made
        assert sheet.state.broken == ()
        stored, _ = keep_change(later, DISPATCHER, sheet, sheet.state, (), "nothing")
        assert set(stored.plan.halts) == set(plan.halts)
        assert {v.visit_id: v.start for v in stored.plan.visits} == {v.visit_id: v.start for v in plan.visits}
    free = [stop for route in sheet.state.routes for stop in route.visits if not stop.begun]
    assert not free or sheet.state.moved(HandMove(free[0].visit_id))[1].left_out


def test_a_plan_that_was_stored_without_its_hidden_stops_is_completed_when_it_is_opened(with_runs: Context) -> None:
    plan = opened_with_runs(with_runs).plan
    with with_runs.store() as uow:
        bare = uow.plans.save(replace(plan, plan_id=PlanId("plan-bare"), state=PlanState.DRAFT, version=0, halts=()))
        uow.commit()
    sheet = open_sheet(with_runs, DISPATCHER, bare.plan_id, RULED)
    kinds = {stop.visit_id: stop.kind for route in sheet.state.routes for stop in route.halts if stop.visit_id}
    assert kinds == {str(halt.task_id): halt.kind for halt in plan.halts if halt.task_id}

"""Stops at the store and at laboratories as they are reported: once, by their own worker, and what follows."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from helpers.courier_day import MINUTE, again, make_courier_day, waiting_van
from helpers.route_desk import DAY, DISPATCHER
from helpers.specimens import collect
from helpers.ward import RULES

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import PlanRejected
from hah_console.domain.halt_report import HaltState, halt_ids
from hah_console.domain.ids import FieldReportId, HaltId, PlanId, SpecimenId, StaffId, TaskId
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlanState
from hah_console.services.context import Context
from hah_console.services.field_reports import ReportRefused
from hah_console.services.halt_reports import HaltReported, HaltSaying, ended, read_said, read_told, report_halt
from hah_console.services.plan_locks import made_halts
from hah_console.services.plan_review import review
from hah_console.services.planning import publish_plan
from hah_console.services.planning_document import read_day

BLOOD = TaskId("T007-20261123-1")


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_courier_day(tmp_path_factory.mktemp("halts"))


def name_of(plan: DayPlan, halt: PlannedHalt) -> HaltId:
    return next(name for name, found in halt_ids(plan.halts).items() if found == halt)


def say(
    ctx: Context, at: datetime, staff_id: StaffId, name: HaltId, state: HaltState = HaltState.DONE, number: int = 1,
    **more: object,
) -> HaltReported:  # fmt: skip
    then = Context(ctx.store, ManualClock(at))
    return report_halt(then, DISPATCHER, HaltSaying(FieldReportId(f"HR-{number}"), staff_id, (name,), state, **more))  # type: ignore[arg-type]


def test_a_report_counts_once_and_an_altered_one_never(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    name = name_of(plan, load)
    first = say(ctx, load.start, load.staff_id, name, HaltState.ARRIVED)
    again_ = say(ctx, load.start + MINUTE, load.staff_id, name, HaltState.ARRIVED)
    assert (first.effect, again_.effect, again_.state) == (True, False, HaltState.ARRIVED)
    with pytest.raises(ReportRefused, match="altered"):
        say(ctx, load.start, load.staff_id, name, HaltState.DONE)
    assert say(ctx, load.departure, load.staff_id, name, HaltState.DONE, 2).effect
    late = say(ctx, load.departure, load.staff_id, name, HaltState.ARRIVED, 3)
    assert (late.effect, late.state) == (False, HaltState.DONE)
    with ctx.store() as uow:
        said = read_said(uow, DAY)
    assert (said.state(name), said.reached(name), len(said.reports)) == (HaltState.DONE, load.start, 3)


def test_nobody_reports_for_another_worker_or_what_nobody_planned(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    with pytest.raises(ReportRefused, match="another_worker"):
        say(ctx, load.start, StaffId("N-01"), name_of(plan, load))
    with pytest.raises(ReportRefused, match="not_planned"):
        say(ctx, load.start, load.staff_id, HaltId("load:T-nowhere"))


def test_a_drug_box_keeps_since_it_really_left_the_store(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    left = load.departure + 9 * MINUTE
    say(ctx, left, load.staff_id, name_of(plan, load))
    later, _, planner = again(ctx, left + MINUTE)
    runs = {item["shipment_id"]: item for item in planner.asked["shipments"]}
    kept_s = (left - later.day_begins(DAY) + RULES.equipment.cold_chain).total_seconds()
    assert (runs[load.task_id].get("cold_chain"), runs[load.task_id]["valid_until"]) == (None, kept_s)


def test_what_is_loaded_before_its_time_is_aboard_at_once(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    loaded = load.start - load.travel_seconds * timedelta(seconds=1) - 20 * MINUTE
    say(ctx, loaded, load.staff_id, name_of(plan, load))
    later, new, planner = again(ctx, loaded + MINUTE)
    assert load.task_id in [item["shipment_id"] for item in planner.asked["underway"]]
    assert [halt.staff_id for halt in new.halts if halt.task_id == load.task_id] == [load.staff_id]
    assert next(v for v in new.visits if v.task_id == load.task_id).staff_id == load.staff_id
    publish_plan(later, DISPATCHER, new.plan_id, new.version)


def given_to_somebody_else(ctx: Context, plan: DayPlan, load: PlannedHalt, other: StaffId) -> DayPlan:
    """A plan in which another courier loads and brings the same."""
    draft = replace(
        plan, plan_id=PlanId("plan-other"), state=PlanState.DRAFT, version=0, number=0, based_on=plan.plan_id,
        halts=tuple(replace(h, staff_id=other) if h == load else h for h in plan.halts),
        visits=tuple(replace(v, staff_id=other) if v.task_id == load.task_id else v for v in plan.visits),
    )  # fmt: skip
    with ctx.store() as uow:
        stored = uow.plans.save(draft)
        uow.commit()
    return stored


def test_what_was_loaded_by_an_order_that_was_replaced_meanwhile_stays_with_who_has_it(
    ctx: Context, plan: DayPlan
) -> None:
    load, _ = waiting_van(plan)
    other = next(r.staff_id for r in plan.routes if r.staff_id.startswith("C-") and r.staff_id != load.staff_id)
    draft = given_to_somebody_else(ctx, plan, load, other)
    with ctx.store() as uow:
        uow.plans.save(plan.superseded())
        uow.plans.save(draft.published(plan.number + 1, str(DISPATCHER.user_id), load.start))
        uow.commit()
    assert say(ctx, load.departure, load.staff_id, name_of(plan, load)).effect
    _, new, _ = again(ctx, load.departure + MINUTE)
    assert {halt.staff_id for halt in new.halts if halt.task_id == load.task_id} == {load.staff_id}
    assert next(v for v in new.visits if v.task_id == load.task_id).staff_id == load.staff_id


def test_a_plan_that_sends_somebody_with_what_lies_in_another_van_is_not_published(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    other = next(r.staff_id for r in plan.routes if r.staff_id.startswith("C-") and r.staff_id != load.staff_id)
    draft = given_to_somebody_else(ctx, plan, load, other)
    say(ctx, load.departure, load.staff_id, name_of(plan, load))
    with pytest.raises(PlanRejected, match="aboard"):
        publish_plan(ctx, DISPATCHER, draft.plan_id, draft.version)


def test_what_was_not_there_when_the_rest_was_loaded_is_loaded_later_and_not_taken_for_granted(
    ctx: Context, plan: DayPlan
) -> None:
    load, visit = waiting_van(plan)
    other = next(h for h in plan.halts if h.kind is HaltKind.LOAD and h.task_id != load.task_id)
    together = replace(
        other, staff_id=load.staff_id, arrival=load.departure, start=load.departure, travel_seconds=0,
        departure=load.departure + 5 * MINUTE,
    )  # fmt: skip
    brought = tuple(
        replace(v, staff_id=load.staff_id, arrival=visit.departure + 30 * MINUTE, start=visit.departure + 30 * MINUTE,
                departure=visit.departure + 40 * MINUTE) if v.task_id == other.task_id else v
        for v in plan.visits
    )  # fmt: skip
    both = replace(plan, visits=brought, halts=tuple(together if h == other else h for h in plan.halts))
    with ctx.store() as uow:
        stored = uow.plans.save(both)
        uow.commit()
    for number, halt in enumerate((load, together)):
        say(ctx, load.start, load.staff_id, name_of(stored, halt), HaltState.ARRIVED, 10 + number)
    say(ctx, load.departure, load.staff_id, name_of(stored, load))
    now = together.departure + 5 * MINUTE
    with ctx.store() as uow:
        made = made_halts(stored, (), now, read_told(uow, DAY))
        without_a_word = made_halts(stored, (), now)
    assert together in without_a_word
    assert load in made
    assert together not in made


def in_force_since(ctx: Context, plan: DayPlan, new: DayPlan, at: datetime) -> None:
    with ctx.store() as uow:
        uow.plans.save(plan.superseded())
        uow.plans.save(replace(new, created_at=at).published(plan.number + 1, str(DISPATCHER.user_id), at))
        uow.commit()


def test_an_order_made_afterwards_decides_who_has_it_and_what_is_loaded_anew(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    name, other = (
        name_of(plan, load),
        next(r.staff_id for r in plan.routes if r.staff_id.startswith("C-") and r.staff_id != load.staff_id),
    )
    say(ctx, load.departure, load.staff_id, name)
    draft = given_to_somebody_else(ctx, plan, load, other)
    in_force_since(ctx, plan, draft, load.departure + 5 * MINUTE)
    with ctx.store() as uow:
        assert (read_told(uow, DAY).loaded, read_said(uow, DAY).state(name)) == ({}, HaltState.AHEAD)
    with ctx.store() as uow:
        second = uow.plans.published(DAY)
    assert second is not None
    later = replace(load, start=load.start + 60 * MINUTE, departure=load.departure + 60 * MINUTE)
    anew = replace(
        plan, plan_id=PlanId("plan-anew"), state=PlanState.DRAFT, version=0, number=0,
        halts=tuple(later if halt == load else halt for halt in plan.halts),
    )  # fmt: skip
    in_force_since(ctx, second, anew, load.departure + 10 * MINUTE)
    with ctx.store() as uow:
        assert read_told(uow, DAY).loaded == {}
    again_ = say(ctx, later.departure, load.staff_id, name, HaltState.DONE, 2)
    assert again_.effect
    with ctx.store() as uow:
        assert read_told(uow, DAY).loaded == {load.task_id: later.departure}


def test_what_somebody_has_who_went_home_is_brought_by_another(ctx: Context, plan: DayPlan) -> None:
    load, _ = waiting_van(plan)
    other = next(r.staff_id for r in plan.routes if r.staff_id.startswith("C-") and r.staff_id != load.staff_id)
    draft = given_to_somebody_else(ctx, plan, load, other)
    with ctx.store() as uow:
        day = read_day(uow, ctx.zone, DAY)
    aboard = {TaskId(str(load.task_id)): load.staff_id}
    assert f"aboard: {load.task_id}" in review(draft, day, aboard=aboard)
    ended = {
        name: replace(shift, ends_at=load.departure) if shift.staff_id == load.staff_id else shift
        for name, shift in day.shifts.items()
    }
    assert not [line for line in review(draft, replace(day, shifts=ended), aboard=aboard) if line.startswith("aboard")]


@pytest.fixture
def to_laboratory(ctx: Context, plan: DayPlan) -> DayPlan:
    """The plan with a stop at a laboratory after the visit at which two specimens are collected."""
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    at = visit.departure + 20 * MINUTE
    place = next(halt.place for halt in plan.halts if halt.kind is HaltKind.LOAD)
    halt = PlannedHalt(visit.staff_id, HaltKind.HAND_IN, None, place, at, at, at + MINUTE, 600, 3000)
    with ctx.store() as uow:
        stored = uow.plans.save(replace(plan, halts=(*plan.halts, halt)))
        task = uow.tasks.get(BLOOD)
        uow.commit()
    for number in (1, 2):
        collect(ctx, task, visit.departure - 10 * MINUTE, timedelta(hours=2), number)
    return stored


def state_of(ctx: Context, number: int) -> SpecimenState:
    with ctx.store() as uow:
        return uow.specimens.get(SpecimenId(f"SP-{number}")).state


def test_the_laboratory_has_what_was_handed_in_and_the_other_goes_on_running(
    ctx: Context, to_laboratory: DayPlan
) -> None:
    halt = next(h for h in to_laboratory.halts if h.kind is HaltKind.HAND_IN)
    name = name_of(to_laboratory, halt)
    with pytest.raises(ReportRefused, match="another_worker"):
        say(ctx, halt.start, StaffId("N-01"), name, specimens=(SpecimenId("SP-1"),))
    say(ctx, halt.start + 5 * MINUTE, halt.staff_id, name, specimens=(SpecimenId("SP-1"),))
    with ctx.store() as uow:
        received = uow.specimens.get(SpecimenId("SP-1"))
    assert (received.state, received.received_at) == (SpecimenState.RECEIVED, halt.start + 5 * MINUTE)
    assert state_of(ctx, 2) is SpecimenState.TAKEN


def test_nobody_hands_in_what_she_has_not_collected(ctx: Context, to_laboratory: DayPlan) -> None:
    load, _ = waiting_van(to_laboratory)
    halt = next(h for h in to_laboratory.halts if h.kind is HaltKind.HAND_IN)
    mine = replace(halt, staff_id=load.staff_id, start=halt.start + MINUTE, departure=halt.departure + MINUTE)
    with ctx.store() as uow:
        stored = uow.plans.save(replace(to_laboratory, halts=(*to_laboratory.halts, mine)))
        uow.commit()
    with pytest.raises(ReportRefused, match="another_worker"):
        say(ctx, mine.start, mine.staff_id, name_of(stored, mine), specimens=(SpecimenId("SP-1"),))
    assert state_of(ctx, 1) is SpecimenState.TAKEN


def test_a_plan_made_again_knows_what_was_handed_in_where_a_route_ends(ctx: Context, plan: DayPlan) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    with ctx.store() as uow:
        task, whole = uow.tasks.get(BLOOD), ended(uow, [plan])[0]
    assert len(whole.halts) > len(plan.halts)
    (name,) = (
        n for n, h in halt_ids(whole.halts).items() if (h.staff_id, h.kind) == (visit.staff_id, HaltKind.HAND_IN)
    )
    collect(ctx, task, visit.departure - 10 * MINUTE, timedelta(hours=2))
    at = visit.departure + 30 * MINUTE
    _, _, before = again(ctx, at)
    say(ctx, at, visit.staff_id, name, specimens=(SpecimenId("SP-1"),))
    later, new, planner = again(ctx, at + MINUTE)
    deadlines = [
        {v["visit_id"]: v.get("specimen_deadline") for v in one.asked["visits"]}[BLOOD] for one in (before, planner)
    ]
    assert deadlines == [110 * 60, None]
    assert [h.staff_id for h in new.halts if h.kind is HaltKind.HAND_IN] == [visit.staff_id]
    publish_plan(later, DISPATCHER, new.plan_id, new.version)

"""Planning again during the day: what somebody has loaded, fetched or collected stays with whoever has it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.courier_day import MINUTE, again, make_courier_day, waiting_van
from helpers.route_desk import DAY, DISPATCHER
from helpers.specimens import collect
from helpers.ward import RULES

from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.ids import EpisodeId, EquipmentSetId, StaffId, TaskId, UserId
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit, VisitPin
from hah_console.services.aboard import Aboard
from hah_console.services.context import Context
from hah_console.services.planning import publish_plan
from hah_console.services.planning_document import Day, read_day
from hah_console.services.planning_supply import read_supply
from hah_console.services.supply import Supply

BLOOD = TaskId("T007-20261123-1")


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a published plan whose couriers load, and wait at the store and not at the door, to be copied."""
    return make_courier_day(tmp_path_factory.mktemp("aboard"))


def test_what_a_courier_has_loaded_is_brought_by_him_and_loaded_once(ctx: Context, plan: DayPlan) -> None:
    load, visit = waiting_van(plan)
    later, new, planner = again(ctx, load.departure + MINUTE)
    assert load.task_id in [item["shipment_id"] for item in planner.asked["underway"]]
    assert [halt for halt in new.halts if halt.task_id == load.task_id] == [load]
    bringing = next(v for v in new.visits if v.task_id == load.task_id)
    assert bringing.staff_id == load.staff_id == visit.staff_id
    publish_plan(later, DISPATCHER, new.plan_id, new.version)
    _, third, _ = again(ctx, load.departure + 2 * MINUTE)
    assert [halt for halt in third.halts if halt.task_id == load.task_id] == [load]


def test_at_every_stop_of_the_day_a_plan_made_again_keeps_what_was_done(ctx: Context, plan: DayPlan) -> None:
    for halt in sorted(plan.halts, key=lambda h: h.start):
        _, new, _ = again(ctx, halt.departure + MINUTE)
        assert {h for h in plan.halts if h.start <= halt.start} <= set(new.halts)
        tasks = [h.task_id for h in new.halts if h.task_id is not None]
        assert len(tasks) == len(set(tasks))


def test_a_medicine_keeps_since_it_left_the_store_and_not_since_the_plan_was_made_again(
    ctx: Context, plan: DayPlan
) -> None:
    load, _ = waiting_van(plan)
    short = replace(RULES, equipment=replace(RULES.equipment, cold_chain=6 * MINUTE))
    later, new, _ = again(ctx, load.departure + 5 * MINUTE, short)
    left_out = next(item for item in new.unplanned if item.task_id == load.task_id)
    until = later.local(load.departure + 6 * MINUTE).strftime("%H:%M")
    assert (left_out.reason, dict(left_out.facts)["until"]) == ("aboard_keeps", until)
    assert load in new.halts


def test_a_decision_for_somebody_else_ends_when_it_is_aboard_and_one_about_the_time_stays(
    ctx: Context, plan: DayPlan
) -> None:
    load, visit = waiting_van(plan)
    other = next(r.staff_id for r in plan.routes if r.staff_id.startswith("C-") and r.staff_id != load.staff_id)
    _, new, _ = again(ctx, load.departure + MINUTE, pins=(VisitPin(visit.visit_id, other),))
    assert new.pins == ()
    assert next(v for v in new.visits if v.task_id == load.task_id).staff_id == load.staff_id
    at = VisitPin(visit.visit_id, load.staff_id, visit.start + 20 * MINUTE)
    _, new, _ = again(ctx, load.departure + MINUTE, pins=(at,))
    bringing = next(v for v in new.visits if v.task_id == load.task_id)
    assert (bringing.start, new.pins) == (at.start, (at,))


def supply_of(ctx: Context, aboard: Aboard) -> tuple[Day, Supply]:
    with ctx.store() as uow:
        day = read_day(uow, ctx.zone, DAY)
        supply = read_supply(uow, day, RULES, ctx.day_begins(DAY) + timedelta(hours=9), aboard)
    assert supply is not None
    return day, supply


def take_blood(ctx: Context, visit: PlannedVisit, valid: timedelta, state: SpecimenState = SpecimenState.TAKEN) -> None:
    """A specimen of the visit, collected ten minutes before its planned end."""
    with ctx.store() as uow:
        task = uow.tasks.get(visit.task_id)
    collect(ctx, task, visit.departure - 10 * MINUTE, valid, state=state)


def test_a_collected_specimen_runs_by_its_own_clock_until_it_is_handed_in(ctx: Context, plan: DayPlan) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    take_blood(ctx, visit, timedelta(hours=1))
    _, supply = supply_of(ctx, Aboard(begun=(visit,)))
    assert supply.deadlines == {BLOOD: 50 * 60}
    place = supply.laboratories[0]
    before, after = (
        PlannedHalt(visit.staff_id, HaltKind.HAND_IN, None, place, at, at, at, 0, 0)
        for at in (visit.start - MINUTE, visit.departure + MINUTE)
    )
    assert supply_of(ctx, Aboard((visit,), (before,)))[1].deadlines == {BLOOD: 50 * 60}
    assert supply_of(ctx, Aboard((visit,), (before, after)))[1].deadlines == {}


def test_planning_again_brings_a_collected_specimen_to_a_laboratory(ctx: Context, plan: DayPlan) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    take_blood(ctx, visit, timedelta(hours=1))
    _, _, planner = again(ctx, visit.departure + MINUTE)
    assert {v["visit_id"]: v.get("specimen_deadline") for v in planner.asked["visits"]}[BLOOD] == 50 * 60


def test_a_specimen_the_laboratory_has_is_asked_of_nobody(ctx: Context, plan: DayPlan) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    take_blood(ctx, visit, timedelta(hours=1), SpecimenState.RECEIVED)
    assert supply_of(ctx, Aboard(begun=(visit,)))[1].deadlines == {}


def test_a_piece_that_is_aboard_is_taken_from_the_stock_once(ctx: Context) -> None:
    begins = ctx.day_begins(DAY)
    with ctx.store() as uow:
        for one in uow.equipment_sets.open():
            uow.equipment_sets.save(replace(one, state=SetState.CANCELLED))
        uow.equipment_sets.save(
            EquipmentSet(
                EquipmentSetId("ES-WAITS"), "oxygen", (("oxygen", 1),), begins + timedelta(hours=16), begins,
                UserId("U-1"), SetState.WANTED, episode_id=EpisodeId("E020"),
            )
        )  # fmt: skip
        template = uow.tasks.get(TaskId("T015-20261123-1"))
        task = replace(template, task_id=TaskId("ES-WAITS-D"), note="ES-WAITS", version=0)
        uow.tasks.add_many([task])
        uow.commit()
    _, supply = supply_of(ctx, Aboard())
    free = supply.units["oxygen"]
    assert (supply.runs[task.task_id].kit, free > 0) == ("oxygen", True)
    loaded = PlannedHalt(
        StaffId("C-01"), HaltKind.LOAD, task.task_id, supply.store, begins, begins, begins + 5 * MINUTE, 0, 0
    )
    _, supply = supply_of(ctx, Aboard(made=(loaded,)))
    assert (supply.runs[task.task_id].kit, supply.units["oxygen"]) == ("", free - 1)
    assert supply.aboard == {task.task_id: StaffId("C-01")}

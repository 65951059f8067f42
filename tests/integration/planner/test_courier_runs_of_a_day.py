"""Equipment, medicine and specimens of a day planned with its visits: stock, cleaning, cold chain, laboratory."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from helpers.ward import RULES

from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.ids import EpisodeId, EquipmentSetId, KitId, TaskId, UserId
from hah_console.domain.kit import KitState
from hah_console.services.equipment_return import ask_for_couriers
from hah_console.services.planning import draft_plan
from hah_console.services.planning_document import measure_legs, read_day, write_problem
from hah_console.services.planning_supply import read_supply

DAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
WAITS = EquipmentSetId("ES-WAITS")


def put_waiting_set(ctx, begins):
    """Somebody waits for an oxygen concentrator from eight on; there is none in the store."""
    with ctx.store() as uow:
        for one in uow.equipment_sets.open():
            uow.equipment_sets.save(replace(one, state=SetState.CANCELLED))
        spare = uow.kits.get(KitId("K-18"))
        uow.kits.save(replace(spare, state=KitState.FAULTY, fault="送修"))
        one = EquipmentSet(
            WAITS, "oxygen", (("oxygen", 1),), begins + 16 * HOUR, begins + 8 * HOUR, UserId("U-1"), SetState.WANTED,
            episode_id=EpisodeId("E020"),
        )  # fmt: skip
        uow.equipment_sets.save(one)
        uow.commit()


def put_to_fetch(ctx, kit_id):
    with ctx.store() as uow:
        uow.kits.save(replace(uow.kits.get(KitId(kit_id)), state=KitState.TO_RETRIEVE))
        uow.commit()


def problem_of(ctx, travel, profile):
    with ctx.store() as uow:
        facts = read_day(uow, ctx.zone, DAY)
        supply = read_supply(uow, facts, RULES, ctx.clock.now())
    facts = replace(facts, supply=supply)
    return json.loads(write_problem(facts, measure_legs(facts, travel), profile))["problem"]


@pytest.fixture
def courier_day(demo):
    begins = demo.day_begins(DAY)
    put_waiting_set(demo, begins)
    return demo


def test_a_piece_is_fetched_and_cleaned_before_it_goes_to_who_waits(courier_day, dispatcher, travel, planner, profile):
    put_to_fetch(courier_day, "K-15")
    ask_for_couriers(courier_day, dispatcher, RULES.equipment)
    plan, _ = draft_plan(courier_day, dispatcher, DAY, travel, planner, profile, seconds=2.5, rules=RULES)
    visits = {visit.task_id: visit for visit in plan.visits}
    fetch, bring = visits[TaskId("KR-E003-1")], visits[TaskId(f"{WAITS}-D")]
    assert bring.start - fetch.departure >= RULES.equipment.cleaning
    assert {visits[TaskId("T011-20261123-1")].staff_id, bring.staff_id} <= {"C-01", "C-02"}
    assert len(visits) + len(plan.unplanned) == len(
        {v.task_id for v in plan.visits} | {u.task_id for u in plan.unplanned}
    )


def test_what_nobody_brings_back_cannot_be_brought(courier_day, dispatcher, travel, planner, profile):
    ask_for_couriers(courier_day, dispatcher, RULES.equipment)
    plan, _ = draft_plan(courier_day, dispatcher, DAY, travel, planner, profile, seconds=2.0, rules=RULES)
    assert TaskId(f"{WAITS}-D") in {item.task_id for item in plan.unplanned if item.reason == "stock"}


def test_medicine_keeps_its_cold_chain_and_specimens_come_to_a_laboratory(courier_day, travel, profile):
    problem = problem_of(courier_day, travel, profile)
    medicine = {one["shipment_id"]: one for one in problem["shipments"]}["T011-20261123-1"]
    assert medicine["cold_chain"] == RULES.equipment.cold_chain.total_seconds()
    assert medicine["pickup"]["service_duration"] == RULES.equipment.loading.total_seconds()
    assert problem["inventories"] == [{"kit": "oxygen", "place_id": "base:24.817000,120.980000", "units": 0,
                                       "cleaning": 180 * 60}]  # fmt: skip
    assert problem["laboratories"] == [{"place_id": "base:24.817000,120.980000"}]
    vans = [one for one in problem["caregivers"] if one["vehicle"] == "van"]
    assert {one["capacity"] for one in vans} == {RULES.equipment.holds["van"]}


def test_without_rules_runs_stay_visits(courier_day, travel, profile):
    with courier_day.store() as uow:
        facts = read_day(uow, courier_day.zone, DAY)
    problem = json.loads(write_problem(facts, measure_legs(facts, travel), profile))["problem"]
    assert "shipments" not in problem
    assert "T011-20261123-1" in {visit["visit_id"] for visit in problem["visits"]}

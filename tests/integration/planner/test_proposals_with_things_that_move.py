"""A surprise on a day on which things move: proposals load, keep what is aboard, and bring specimens in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from helpers.hand_day import JUDGES, opened, published
from helpers.route_desk import DAY, DISPATCHER, PROFILE, TRAVEL, make_day
from helpers.specimens import collect
from helpers.ward import RULES

from hah_console.adapters.planner.disruption import proposed
from hah_console.adapters.planner.urgent import improved, ranked
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import HahError
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import FieldReportId, HaltId, StaffId, TaskId
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit
from hah_console.services.context import Context
from hah_console.services.field_reports import Saying, report_field
from hah_console.services.halt_reports import HaltSaying, read_said, report_halt
from hah_console.services.plan_desk import open_sheet
from hah_console.services.proposal_ports import DisruptionAsk, Event, Option
from hah_console.services.proposals import Happening, Proposal, Proposals, accept_proposal
from hah_console.services.urgent_ports import UrgentAsk, UrgentWay
from hah_console.services.urgent_pricing import UrgentPricing, VisitPrice
from scheduling.errors import ProblemInvalid
from scheduling.stop import StopAfter

MINUTE = timedelta(minutes=1)
BLOOD = TaskId("T007-20261123-1")
S = FieldState
_NUMBERS = count(1)


class Here:
    """The engine's proposals in this process."""

    def propose(
        self,
        ask: DisruptionAsk,
        on_option: Callable[[Option], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Option, ...]:
        return proposed(ask, on_option or (lambda _: None), cancelled or (lambda: False))


@pytest.fixture(autouse=True)
def short_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a proposal must keep to does not depend on how long it was searched for."""
    monkeypatch.setattr("scheduling.disruptions.alternatives.SEARCH_S", 0.1)


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_day(tmp_path_factory.mktemp("moving"))
    ctx, store = opened(path)
    published(ctx, RULES)
    store.close()
    return path


def at(ctx: Context, moment: datetime) -> Context:
    return Context(ctx.store, ManualClock(moment))


def say(ctx: Context, visit: PlannedVisit, moment: datetime, state: FieldState, reason: str = "") -> None:
    number = FieldReportId(f"R-{next(_NUMBERS):08d}")
    saying = Saying(visit_id=visit.visit_id, state=state, report_id=number, staff_id=visit.staff_id, reason=reason)
    report_field(at(ctx, moment), DISPATCHER, saying, RULES.claims)


def done_before(ctx: Context, plan: DayPlan, staff_id: StaffId, moment: datetime) -> None:
    """Somebody has reported every visit that was planned to be over."""
    for visit in plan.visits:
        if visit.staff_id == staff_id and visit.departure <= moment:
            say(ctx, visit, visit.start, S.ARRIVED)
            say(ctx, visit, visit.departure, S.DONE)


def asked(ctx: Context, moment: datetime, happening: Happening, rules: RulePacks = RULES) -> tuple[Proposal, ...]:
    desk = Proposals(TRAVEL, Here(), PROFILE, rules)
    found = desk.propose(at(ctx, moment), DISPATCHER, happening)
    assert found
    return found


def loads(plan: DayPlan) -> dict[TaskId, PlannedHalt]:
    found = [halt for halt in plan.halts if halt.kind is HaltKind.LOAD and halt.task_id is not None]
    assert len({halt.task_id for halt in found}) == len(found), "loaded twice"
    return {halt.task_id: halt for halt in found if halt.task_id}


def brought(ctx: Context, plan: DayPlan) -> list[PlannedVisit]:
    """Visits that bring something which somebody loads in the plan of the morning."""
    with ctx.store() as uow:
        kinds = {task.task_id: task.kind for task in uow.tasks.some({v.task_id for v in plan.visits})}
    return [v for v in plan.visits if kinds[v.task_id] is TaskKind.MEDICINE_DELIVERY]


def last_load(plan: DayPlan) -> tuple[PlannedHalt, PlannedVisit]:
    visits = {visit.task_id: visit for visit in plan.visits}
    return max(((halt, visits[name]) for name, halt in loads(plan).items()), key=lambda found: found[0].start)


def test_whoever_takes_over_an_ill_couriers_runs_loads_them_first(ctx: Context, plan: DayPlan) -> None:
    load, visit = last_load(plan)
    morning = ctx.day_begins(DAY) + timedelta(hours=7)
    for proposal in asked(ctx, morning, Happening(Event.ILL, staff_id=visit.staff_id)):
        now, wanted = loads(proposal.plan), brought(ctx, proposal.plan)
        assert {v.task_id for v in wanted} == now.keys() == loads(plan).keys()
        for one in wanted:
            halt = now[one.task_id]
            assert halt.staff_id == one.staff_id != load.staff_id
            assert halt.departure <= one.start - timedelta(seconds=one.travel_seconds)
            assert one.start - halt.departure <= RULES.equipment.cold_chain


def test_what_is_aboard_is_brought_by_who_has_it_and_loaded_once(ctx: Context, plan: DayPlan) -> None:
    load, visit = last_load(plan)
    now = load.departure + MINUTE
    done_before(ctx, plan, load.staff_id, now)
    for proposal in asked(ctx, now, Happening(Event.ROAD_CLOSED)):
        assert loads(proposal.plan)[visit.task_id] == load
        bringing = next(v for v in proposal.plan.visits if v.task_id == visit.task_id)
        assert bringing.staff_id == load.staff_id
        assert bringing.start - load.departure <= RULES.equipment.cold_chain


def test_what_a_courier_says_is_loaded_is_his_before_its_time_and_may_be_loaded_anew_when_he_falls_ill(
    ctx: Context, plan: DayPlan
) -> None:
    load, visit = last_load(plan)
    now = load.start - 10 * MINUTE - timedelta(seconds=load.travel_seconds)
    done_before(ctx, plan, load.staff_id, now)
    name = HaltId(f"load:{load.task_id}")
    told = HaltSaying(FieldReportId("HR-1"), load.staff_id, (name,), HaltState.DONE)
    report_halt(at(ctx, now), DISPATCHER, told)
    for proposal in asked(ctx, now + MINUTE, Happening(Event.ROAD_CLOSED)):
        bringing = next(v for v in proposal.plan.visits if v.task_id == visit.task_id)
        assert bringing.staff_id == loads(proposal.plan)[visit.task_id].staff_id == load.staff_id
        assert bringing.start - now <= RULES.equipment.cold_chain
    proposals = asked(ctx, now + MINUTE, Happening(Event.ILL, staff_id=load.staff_id))
    served = next(p for p in proposals if visit.task_id in {v.task_id for v in p.plan.visits})
    accept_proposal(at(ctx, now + MINUTE), DISPATCHER, served)
    with ctx.store() as uow:
        assert read_said(uow, DAY).state(name) is HaltState.AHEAD


def test_a_medicine_an_ill_courier_has_aboard_is_loaded_anew_by_another_and_the_proposal_says_so(
    ctx: Context, plan: DayPlan
) -> None:
    load, visit = last_load(plan)
    now = load.departure + MINUTE
    done_before(ctx, plan, load.staff_id, now)
    proposals = asked(ctx, now, Happening(Event.ILL, staff_id=load.staff_id))
    served = [p for p in proposals if visit.task_id in {v.task_id for v in p.plan.visits}]
    assert served
    for proposal in served:
        bringing = next(v for v in proposal.plan.visits if v.task_id == visit.task_id)
        anew = loads(proposal.plan)[visit.task_id]
        assert anew.staff_id == bringing.staff_id != load.staff_id
        assert (anew.place, now <= anew.arrival) == (load.place, True)
        assert bringing.start - anew.departure <= RULES.equipment.cold_chain
        assert len(proposal.anew) == 1
    accept_proposal(at(ctx, now), DISPATCHER, served[0])
    again = asked(ctx, now + MINUTE, Happening(Event.ROAD_CLOSED))
    assert all(loads(proposal.plan)[visit.task_id].staff_id != load.staff_id for proposal in again)


def test_a_closed_door_leaves_the_medicine_with_its_courier(ctx: Context, plan: DayPlan) -> None:
    load, visit = last_load(plan)
    done_before(ctx, plan, load.staff_id, visit.start)
    say(ctx, visit, visit.start, S.ARRIVED)
    now = visit.start + 5 * MINUTE
    say(ctx, visit, now, S.COULD_NOT, "nobody_home")
    warm = replace(RULES, equipment=replace(RULES.equipment, cold_chain=timedelta(hours=8)))
    happening = Happening(Event.NO_SHOW, visit_id=visit.visit_id, again=10 * MINUTE)
    for proposal in asked(ctx, now, happening, warm):
        bringing = next(v for v in proposal.plan.visits if v.task_id == visit.task_id)
        assert (bringing.staff_id, proposal.anew) == (load.staff_id, ())
        assert bringing.start >= now + 10 * MINUTE
        assert loads(proposal.plan)[visit.task_id] == load


def test_a_medicine_that_would_get_warm_until_the_door_opens_is_loaded_anew_and_the_proposal_says_so(
    ctx: Context, plan: DayPlan
) -> None:
    load, visit = last_load(plan)
    done_before(ctx, plan, load.staff_id, visit.start)
    now = visit.start + 5 * MINUTE
    say(ctx, visit, visit.start, S.ARRIVED)
    say(ctx, visit, now, S.COULD_NOT, "nobody_home")
    short = replace(RULES, equipment=replace(RULES.equipment, cold_chain=visit.start - load.departure + 30 * MINUTE))
    proposals = asked(ctx, now, Happening(Event.NO_SHOW, visit_id=visit.visit_id), short)
    for proposal in proposals:
        assert len(proposal.anew) == 1
        again = [v for v in proposal.plan.visits if v.task_id == visit.task_id]
        anew = [halt for halt in proposal.plan.halts if halt.task_id == visit.task_id]
        assert [(halt.start > now, halt.staff_id) for halt in anew] == [(True, load.staff_id)] * len(again)
        assert bool(again) != bool(proposal.left_out and visit.task_id in {u.task_id for u in proposal.plan.unplanned})
    assert any(visit.task_id in {v.task_id for v in proposal.plan.visits} for proposal in proposals)


def test_a_specimen_that_is_aboard_comes_to_a_laboratory_or_the_proposal_says_how_late(
    ctx: Context, plan: DayPlan
) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    say(ctx, visit, visit.start, S.ARRIVED)
    say(ctx, visit, visit.departure, S.DONE)
    with ctx.store() as uow:
        task = uow.tasks.get(BLOOD)
    collect(ctx, task, visit.departure - 10 * MINUTE, timedelta(minutes=50))
    now = visit.departure + MINUTE
    for proposal in asked(ctx, now, Happening(Event.ROAD_CLOSED)):
        handed = [h for h in proposal.plan.halts if h.staff_id == visit.staff_id and h.kind is HaltKind.HAND_IN]
        home = next(r.ends_at for r in proposal.plan.routes if r.staff_id == visit.staff_id)
        there = min([home, *(halt.arrival for halt in handed if halt.start > now)])
        until = visit.departure + 40 * MINUTE
        assert proposal.specimens_late == max(timedelta(0), there - until)


def test_a_proposal_accepted_is_a_plan_with_its_stops_that_opens_unbroken(ctx: Context, plan: DayPlan) -> None:
    _, visit = last_load(plan)
    morning = ctx.day_begins(DAY) + timedelta(hours=7)
    best = asked(ctx, morning, Happening(Event.ILL, staff_id=visit.staff_id))[0]
    later = at(ctx, morning)
    accept_proposal(later, DISPATCHER, best)
    with ctx.store() as uow:
        in_force = uow.plans.published(DAY)
    assert in_force is not None
    assert loads(in_force) == loads(best.plan)
    sheet = open_sheet(later, DISPATCHER, in_force.plan_id, replace(JUDGES, rules=RULES))
    assert [rule for rule in sheet.state.broken if rule.code in {"shipment", "cold_chain", "kit", "capacity"}] == []


def test_a_door_nobody_has_reached_cannot_last_longer(ctx: Context, plan: DayPlan) -> None:
    load, visit = last_load(plan)
    done_before(ctx, plan, load.staff_id, load.departure)
    happening = Happening(Event.OVERRUN, visit_id=visit.visit_id, until=visit.departure + timedelta(hours=1))
    with pytest.raises((ProblemInvalid, HahError), match="has not begun"):
        asked(ctx, load.departure + MINUTE, happening)


class Ranking:
    """Urgent prices in this process."""

    def rank(self, ask: UrgentAsk) -> tuple[UrgentWay, ...]:
        return ranked(replace(ask, count=40))

    def improve(
        self, ask: UrgentAsk, caregiver_id: str, seconds: float, cancelled: Callable[[], bool] | None = None
    ) -> UrgentWay | None:
        return improved(replace(ask, count=40), caregiver_id, StopAfter(seconds))


def priced(ctx: Context, moment: datetime, plan: DayPlan, rules: RulePacks | None = RULES) -> dict[StaffId, VisitPrice]:
    pricing = UrgentPricing(TRAVEL, Ranking(), PROFILE, rules)
    prices = pricing.price(at(ctx, moment), plan.visits[0].patient_id)
    return {way.staff_id: way for way in prices.ways}


def test_an_urgent_price_says_by_how_much_the_specimens_aboard_would_be_late(ctx: Context, plan: DayPlan) -> None:
    visit = next(v for v in plan.visits if v.task_id == BLOOD)
    say(ctx, visit, visit.start, S.ARRIVED)
    say(ctx, visit, visit.departure, S.DONE)
    with ctx.store() as uow:
        task = uow.tasks.get(BLOOD)
    way_home = timedelta(minutes=45)
    collect(ctx, task, visit.departure - 10 * MINUTE, 10 * MINUTE + way_home)
    now = visit.departure + MINUTE
    without, hers = priced(ctx, now, plan, None)[visit.staff_id], priced(ctx, now, plan)[visit.staff_id]
    assert without.specimens_late == timedelta(0)
    handed_in_first = hers.arrives > without.arrives
    assert handed_in_first or hers.specimens_late > timedelta(0)
    assert hers.extra_cost > without.extra_cost
    pricing = UrgentPricing(TRAVEL, Ranking(), PROFILE, RULES)
    better = pricing.improve(at(ctx, now), plan.visits[0].patient_id, visit.staff_id, 0.1)
    assert better is not None
    assert better.extra_cost <= hers.extra_cost


def test_a_drug_that_is_warm_already_keeps_nobody_from_an_urgent_visit(ctx: Context, plan: DayPlan) -> None:
    load, _ = last_load(plan)
    short = replace(RULES, equipment=replace(RULES.equipment, cold_chain=2 * MINUTE))
    now = load.departure + MINUTE
    assert priced(ctx, now, plan, short).keys() == priced(ctx, now, plan).keys() != set()


def test_what_a_courier_brings_slips_for_an_urgent_visit_and_is_named(ctx: Context, plan: DayPlan) -> None:
    load, _ = last_load(plan)
    with ctx.store() as uow:
        courier = uow.staff.get(load.staff_id)
        uow.staff.save(replace(courier, skills=courier.skills | {"nursing"}))
        uow.commit()
    way = priced(ctx, load.start - 90 * MINUTE, plan)[load.staff_id]
    assert way.slips or way.left_out or way.arrives > load.departure
    assert way.left_out == ()

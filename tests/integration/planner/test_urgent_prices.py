"""An urgent visit priced on the plan in force: who is there first, what the others lose, and the same improved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.hand_day import copied, opened
from helpers.route_desk import DAY, DISPATCHER, PROFILE, TRAVEL, make_day

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import PatientId
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.urgent_pricing import UrgentPricing, VisitPrice

MANY = 10
"""Patients priced one after the other through the day, where one alone might be had for nothing."""


@pytest.fixture(scope="module")
def ranker() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


@pytest.fixture(scope="module")
def planned_day(tmp_path_factory: pytest.TempPathFactory, ranker: PlannerProcess) -> Path:
    path = make_day(tmp_path_factory.mktemp("urgent"))
    ctx, store = opened(path)
    draft = draft_plan(ctx, DISPATCHER, DAY, TRAVEL, ranker, PROFILE, seconds=0.5)[0]
    publish_plan(ctx, DISPATCHER, draft.plan_id, draft.version)
    store.close()
    return path


@pytest.fixture
def ctx(planned_day: Path, tmp_path: Path) -> Iterator[Context]:
    ctx, store = opened(copied(planned_day, tmp_path))
    clock = ctx.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(hours=3))
    yield ctx
    store.close()


def a_patient(plan: DayPlan) -> PatientId:
    return plan.visits[0].patient_id


def test_the_first_to_be_there_comes_first_with_her_way_and_what_others_lose(
    ctx: Context, plan: DayPlan, ranker: PlannerProcess
) -> None:
    prices = UrgentPricing(TRAVEL, ranker, PROFILE).price(ctx, a_patient(plan))
    now = ctx.clock.now()
    arrivals = [way.arrives for way in prices.ways]
    assert arrivals == sorted(arrivals)
    assert len({way.staff_id for way in prices.ways}) == len(prices.ways) > 1
    best = prices.best
    assert best is not None
    assert now <= best.leaves <= best.arrives
    assert best.arrives - best.leaves == best.travel
    assert prices.plan_number == plan.number
    with ctx.store() as uow:
        person = uow.staff.get(best.staff_id)
        assert uow.tasks.find(prices.task_id) is None, "a price starts nothing"
    assert (best.name, "nursing" in best.skills) == (person.name, True)


def test_a_slip_is_of_a_planned_visit_of_somebody_else_and_says_by_how_much(
    ctx: Context, plan: DayPlan, ranker: PlannerProcess
) -> None:
    pricing = UrgentPricing(TRAVEL, ranker, PROFILE)
    patients = sorted({visit.patient_id for visit in plan.visits})[:MANY]
    ways: list[VisitPrice] = []
    for patient_id in patients:
        ways += pricing.price(ctx, patient_id).ways
        ctx.clock.advance(timedelta(minutes=45))  # type: ignore[attr-defined]
    slips = [slip for way in ways for slip in way.slips]
    assert slips, "a day on which everybody could go for nothing"
    assert all(slip.after > slip.before for slip in slips)
    assert all("○" in slip.name for slip in slips)
    assert all(way.worst == max((s.after - s.before for s in way.slips), default=timedelta(0)) for way in ways)


def test_somebody_is_there_within_half_an_hour_although_others_slip(
    ctx: Context, plan: DayPlan, ranker: PlannerProcess
) -> None:
    """On a full day somebody finishes where she is and drives: a patient who worsens now does not wait for a gap."""
    pricing, now = UrgentPricing(TRAVEL, ranker, PROFILE), ctx.clock.now()
    patients = sorted({visit.patient_id for visit in plan.visits})[:MANY]
    waits = [way.arrives - now for patient_id in patients if (way := pricing.price(ctx, patient_id).best) is not None]
    assert len(waits) == len(patients)
    assert min(waits) <= timedelta(minutes=30)
    assert sorted(waits)[len(waits) // 2] <= timedelta(minutes=90)


def test_searching_on_makes_it_no_dearer(ctx: Context, plan: DayPlan, ranker: PlannerProcess) -> None:
    pricing = UrgentPricing(TRAVEL, ranker, PROFILE)
    best = pricing.price(ctx, a_patient(plan)).best
    assert best is not None
    better = pricing.improve(ctx, a_patient(plan), best.staff_id, 0.3)
    assert isinstance(better, VisitPrice)
    assert (better.staff_id, better.extra_cost <= best.extra_cost) == (best.staff_id, True)


def test_without_a_plan_in_force_there_is_no_price_and_no_error(ctx: Context, ranker: PlannerProcess) -> None:
    clock = ctx.clock
    assert isinstance(clock, ManualClock)
    with ctx.store() as uow:
        patient_id = uow.patients.all()[0].patient_id
    clock.advance(timedelta(days=5))
    prices = UrgentPricing(TRAVEL, ranker, PROFILE).price(ctx, patient_id)
    assert (prices.ways, prices.best, prices.plan_number) == ((), None, None)


def test_a_patient_without_work_today_is_priced_as_well(ctx: Context, plan: DayPlan, ranker: PlannerProcess) -> None:
    planned = {visit.patient_id for visit in plan.visits}
    with ctx.store() as uow:
        others = [e.patient_id for e in uow.episodes.open() if e.patient_id not in planned]
    if not others:
        pytest.skip("everybody of the demo day has work")
    assert UrgentPricing(TRAVEL, ranker, PROFILE).price(ctx, others[0]).best is not None

"""When the day goes otherwise: three checked ways to go on, accepted by a person into a plan that is in force."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.crow import HOUR, MINUTES_10, Crow
from helpers.field_day import DISPATCHER, NINE, FieldDay, make_template, open_day

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.app.resources import resource_path
from hah_console.domain.errors import PlanOvertaken
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import EpisodeId, TaskId
from hah_console.domain.task import Task, TaskKind
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.proposal_ports import Event
from hah_console.services.proposals import Happening, Proposal, Proposals, accept_proposal
from hah_console.services.road_closures import report_closed, ways_between

PROFILE = load_planning_profile(resource_path("profiles", "planning-default.toml"))
S = FieldState
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planner() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


@pytest.fixture(scope="module")
def planned_template(planner: PlannerProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day whose plan in force was made by the engine at half past six."""
    folder = tmp_path_factory.mktemp("planned")
    day = open_day(make_template(tmp_path_factory.mktemp("site")), folder)
    day.clock.moment = NINE - timedelta(hours=2, minutes=30)
    with day.ctx.store() as uow:
        uow.plans.save(day.plan.superseded())
        uow.commit()
    plan, _ = draft_plan(day.ctx, DISPATCHER, day.ctx.today(), Crow(), planner, PROFILE, seconds=1.0)
    publish_plan(day.ctx, DISPATCHER, plan.plan_id, plan.version)
    day.store.close()
    return folder / "field.db"


@pytest.fixture
def day(planned_template: Path, tmp_path: Path) -> Iterator[FieldDay]:
    opened = open_day(planned_template, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def desk(planner: PlannerProcess) -> Proposals:
    return Proposals(Crow(), planner, PROFILE)


def busiest(day: FieldDay) -> list[PlannedVisit]:
    """The visits of who has most of them, all alone at theirs, in order."""
    single = [v for v in day.plan.visits if day.task(v).staff_needed == 1]
    by = {v.staff_id: [w for w in single if w.staff_id == v.staff_id] for v in single}
    return sorted(max(by.values(), key=len), key=lambda v: v.start)


def under_way(day: FieldDay) -> tuple[PlannedVisit, list[PlannedVisit]]:
    """A nurse is at a visit since it should begin, for five minutes; her visits after it."""
    visits = busiest(day)
    day.clock.moment = max(visits[0].start, day.clock.moment)
    begun = [v for v in visits if v.start <= day.clock.moment][-1]
    for visit in day.plan.visits:
        if visit.start < begun.start or (visit.staff_id == begun.staff_id and visit.start < begun.start):
            day.say(visit, S.ARRIVED)
            day.say(visit, S.DONE)
    day.say(begun, S.ON_THE_WAY)
    day.say(begun, S.ARRIVED)
    day.clock.advance(timedelta(minutes=5))
    return begun, [v for v in visits if v.start > begun.start]


def in_force(day: FieldDay) -> DayPlan:
    with day.ctx.store() as uow:
        plan = uow.plans.published(day.ctx.today())
    assert plan is not None
    return plan


def accepted(day: FieldDay, proposal: Proposal) -> DayPlan:
    accept_proposal(day.ctx, DISPATCHER, proposal)
    plan = in_force(day)
    assert plan.plan_id == proposal.plan.plan_id
    assert plan.number == 3
    return plan


def sound(proposals: tuple[Proposal, ...]) -> None:
    assert 1 <= len(proposals) <= 3
    assert len({p.kind for p in proposals}) == len(proposals)
    assert proposals[0].kind in {"least_change", "near", "cheapest"}


def test_a_nurse_who_falls_ill_gives_away_what_she_has_not_begun(day: FieldDay, desk: Proposals) -> None:
    begun, later = under_way(day)
    assert later
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.ILL, staff_id=begun.staff_id))
    sound(proposals)
    for proposal in proposals:
        mine = {v.visit_id for v in proposal.plan.visits if v.staff_id == begun.staff_id and v.start > begun.start}
        assert mine == set()
        assert {m.visit_id for m in proposal.moved} | {v.visit_id for v in later} >= {v.visit_id for v in later}
    plan = accepted(day, proposals[0])
    assert next(v.staff_id for v in plan.visits if v.visit_id == begun.visit_id) == begun.staff_id
    with day.ctx.store() as uow:
        shifts = uow.staff.shifts(day.ctx.day_begins(), day.ctx.day_begins() + timedelta(days=1))
    assert all(s.ends_at <= day.clock.now() + timedelta(hours=3) for s in shifts if s.staff_id == begun.staff_id)


def test_a_nurse_who_is_with_a_patient_when_her_break_was_planned_takes_it_afterwards(
    day: FieldDay, desk: Proposals
) -> None:
    route, before = next(
        (route, visit)
        for route in day.plan.routes
        if route.break_start is not None
        for visit in reversed(day.plan.visits)
        if visit.staff_id == route.staff_id
        and visit.departure <= route.break_start
        and day.task(visit).staff_needed == 1
    )
    assert route.break_start is not None
    day.clock.moment = max(before.start, day.clock.moment)
    for visit in day.plan.visits:
        if visit.start < before.start:
            day.say(visit, S.ARRIVED)
            day.say(visit, S.DONE)
    day.say(before, S.ARRIVED)
    day.clock.moment = route.break_start + timedelta(minutes=5)
    until = day.clock.now() + timedelta(minutes=30)
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.OVERRUN, visit_id=before.visit_id, until=until))
    sound(proposals)
    for proposal in proposals:
        hers = next(r for r in proposal.plan.routes if r.staff_id == route.staff_id)
        assert hers.break_start is not None
        assert hers.break_start >= until


def test_a_patient_who_is_not_at_home_is_tried_again_later(day: FieldDay, desk: Proposals) -> None:
    begun, _ = under_way(day)
    day.say(begun, S.COULD_NOT, reason="nobody_home")
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.NO_SHOW, visit_id=begun.visit_id))
    sound(proposals)
    plan = accepted(day, proposals[0])
    again = [v for v in plan.visits if v.visit_id == begun.visit_id]
    left_out = [u for u in plan.unplanned if u.task_id == begun.task_id]
    assert len(again) + len(left_out) == 1
    assert all(v.start >= day.clock.now() + timedelta(minutes=55) for v in again)


def test_a_visit_that_lasts_longer_moves_what_follows_or_gives_it_away(day: FieldDay, desk: Proposals) -> None:
    begun, later = under_way(day)
    until = day.clock.now() + timedelta(hours=2)
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.OVERRUN, visit_id=begun.visit_id, until=until))
    sound(proposals)
    for proposal in proposals:
        hers = [
            v
            for v in proposal.plan.visits
            if v.staff_id == begun.staff_id and v.visit_id in {x.visit_id for x in later}
        ]
        assert all(v.arrival >= until for v in hers)
    accepted(day, proposals[-1])


def test_a_closed_road_is_not_driven(day: FieldDay, desk: Proposals) -> None:
    begun, later = under_way(day)
    (street,) = ways_between(day.ctx, Crow(), begun.visit_id, later[0].visit_id)
    report_closed(day.ctx, DISPATCHER, street, day.clock.now() + timedelta(hours=6))
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.ROAD_CLOSED))
    sound(proposals)
    closed = {begun.patient_id, later[0].patient_id}
    for proposal in proposals:
        assert all(v.travel_seconds in {0, MINUTES_10, HOUR} for v in proposal.plan.visits)
        driven = [v for v in proposal.plan.visits if v.travel_seconds == HOUR]
        assert all(v.patient_id in closed for v in driven)
    accepted(day, proposals[0])


def test_an_urgent_visit_comes_into_the_day_with_its_task(day: FieldDay, desk: Proposals) -> None:
    under_way(day)
    with day.ctx.store() as uow:
        episode = uow.episodes.open()[0]
    now = day.clock.now()
    task = Task(
        TaskId("urgent-1"), EpisodeId(episode.episode_id), episode.patient_id, TaskKind.NURSE_VISIT, now,
        now + timedelta(minutes=90), 40, frozenset({"nursing"}), 3, hard_window=False,
    )  # fmt: skip
    proposals = desk.propose(day.ctx, DISPATCHER, Happening(Event.NEW_VISIT, task=task))
    sound(proposals)
    assert all("urgent-1" in {v.visit_id for v in p.plan.visits} for p in proposals)
    accepted(day, proposals[0])
    with day.ctx.store() as uow:
        assert uow.tasks.get(task.task_id).is_open


def test_asking_changes_nothing_and_a_proposal_of_yesterdays_news_is_refused(day: FieldDay, desk: Proposals) -> None:
    begun, _ = under_way(day)
    before = in_force(day)
    happening = Happening(Event.ILL, staff_id=begun.staff_id)
    first = desk.propose(day.ctx, DISPATCHER, happening)
    assert in_force(day) == before
    accepted(day, first[0])
    with pytest.raises(PlanOvertaken):
        accept_proposal(day.ctx, DISPATCHER, first[-1])


def test_each_proposal_is_told_as_soon_as_it_is_there_and_a_cancel_leaves_what_there_is(
    day: FieldDay, desk: Proposals
) -> None:
    begun, _ = under_way(day)
    happening, told = Happening(Event.ILL, staff_id=begun.staff_id), list[Proposal]()
    final = desk.propose(day.ctx, DISPATCHER, happening, told.append)
    assert told[0].kind == "least_change"
    last = {proposal.kind: proposal for proposal in told}
    assert {p.kind: p for p in final} == last
    one = list[Proposal]()
    stopped = desk.propose(day.ctx, DISPATCHER, happening, one.append, lambda: bool(one))
    assert {p.kind for p in stopped} == {p.kind for p in one}
    assert one[0].kind == "least_change"

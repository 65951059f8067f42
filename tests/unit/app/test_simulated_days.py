"""Luck by name, kits that are counted, days in the field by a rule of thumb, and the table of the two desks."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.adapters.site import load_site
from hah_console.demo.days.ahead import Planned, Watch, Way, late_ahead
from hah_console.demo.days.calls import DayCalls
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.field import Field
from hah_console.demo.days.figures import Totals, broken, ratios, totals, verdicts
from hah_console.demo.days.planned import PlannerDesk
from hah_console.demo.days.rates import Rates, load_rates
from hah_console.demo.days.rest_of_day import CARRIED, InHand, Prices, RestOfDay
from hah_console.demo.days.run import Site, field_of, play
from hah_console.demo.days.state import Carried, Doing, Entry
from hah_console.demo.days.steps import Go, Wait
from hah_console.demo.days.stock import Stock
from hah_console.demo.days.thumb import NearestFree
from hah_console.domain.episode import Condition
from hah_console.domain.errors import InvalidInput
from hah_console.domain.task import TaskKind

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
STAYS = {Condition.PNEUMONIA: 9, Condition.UTI: 7, Condition.SOFT_TISSUE: 6}
HELPERS = frozenset({"nursing"})


@pytest.fixture(scope="module")
def rates() -> Rates:
    return load_rates(RESOURCES / "profiles" / "simulation.toml")


@pytest.fixture(scope="module")
def site(rates: Rates) -> Site:
    travel = EstimatedTravel(load_profile(RESOURCES / "profiles" / "speeds.toml"))
    return Site(load_site(RESOURCES / "demo"), rates.first_day, 2, travel, Chances(1), rates, STAYS)


def test_luck_depends_on_seed_and_name_and_not_on_who_asks_first() -> None:
    first, again = Chances(1), Chances(1)
    drawn = [first.share("ride", n) for n in range(50)]
    assert [again.share("ride", n) for n in reversed(range(50))] == drawn[::-1]
    assert Chances(2).share("ride", 1) != drawn[1]
    assert len(set(drawn)) == 50


def test_luck_has_the_mean_it_is_asked_for() -> None:
    luck = Chances(3)
    assert sum(luck.happens(0.2, n) for n in range(4000)) == pytest.approx(800, rel=0.1)
    assert sum(luck.about(2.3, n) for n in range(4000)) == pytest.approx(9200, rel=0.03)
    assert {luck.whole(3, 5, n) for n in range(100)} == {3, 4, 5}
    factors = sorted(luck.factor(1.03, 0.2, n) for n in range(1001))
    assert factors[500] == pytest.approx(1.03, rel=0.03)


def test_a_kit_that_is_not_there_is_counted_and_nothing_goes_below_zero() -> None:
    stock = Stock(ready=1, with_patients=3, cleaning_s=100)
    assert stock.promise("a")
    assert not stock.promise("b")
    assert not stock.promise("b", again=True)
    assert stock.out_of_stock == 1
    stock.delivered("a")
    stock.fetched()
    stock.back(1, at=50)
    stock.turn_ready(149)
    assert stock.ready == 0
    stock.turn_ready(150)
    assert stock.ready == 1
    assert stock.total == 4
    assert stock.sound
    stock.fetched()
    stock.with_patients = -1
    assert not stock.sound


def test_rates_that_cannot_be_read_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "simulation.toml"
    file.write_text('version = "1"\nfirst_day = 2026-11-23\n[field]\ntravel_median = 1.0\n', "utf-8")
    with pytest.raises(InvalidInput) as refused:
        load_rates(file)
    assert "travel_spread" in str(refused.value.facts["field"])


def test_a_day_by_the_rule_of_thumb_breaks_nothing_and_does_nearly_all(site: Site) -> None:
    days = play(site, NearestFree(HELPERS))
    assert [day.broken for day in days] == [(), ()]
    together = totals(days)
    assert 0 < together.dose_late_worst_min <= together.late_worst_min
    assert together.dose_late_p95_min <= together.dose_late_worst_min
    assert together.visits_done >= 0.8 * together.visits_due
    assert together.km > 100


def test_the_same_seed_plays_the_same_days(site: Site) -> None:
    assert play(site, NearestFree(HELPERS)) == play(site, NearestFree(HELPERS))


def test_nobody_is_at_two_places_and_no_visit_is_done_by_nobody(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    field.run(NearestFree(HELPERS), DayCalls())
    assert list(broken(field)) == []
    job = next(job for job in field.jobs.values() if job.ended is not None)
    somebody, begun = job.by[0], job.begun or 0
    field.log.append(Entry(somebody, Doing.RIDING, begun + 1, begun + 2, "elsewhere"))
    assert any(line.startswith(f"{somebody}: ") for line in broken(field))
    field.log.pop()
    job.by = ()
    assert any("done by 0 of" in line for line in broken(field))


def test_a_sick_person_leaves_and_her_visits_are_open_again(site: Site) -> None:
    work = site.work(site.first)
    calls = site.calls(work)
    assert calls.sick, "the first day of seed 1 has one"
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    field.run(NearestFree(HELPERS), calls)
    leave = calls.sick[0]
    worker = field.workers[leave.staff_id]
    assert worker.sick
    assert all(e.start <= leave.at for e in field.log if e.staff_id == leave.staff_id and e.doing is Doing.SERVING)
    assert list(broken(field)) == []


def test_only_who_is_at_work_on_a_day_falls_sick_on_it(site: Site) -> None:
    many = replace(site.rates, sick_per_day=200.0)
    ill = Site(site.pack, site.first, site.days, site.travel, site.chances, many, STAYS)
    for number in range(site.days):
        field = field_of(ill, number, Stock(6, 60, 3600), ())
        leaves = ill.calls(ill.work(field.facts.day)).sick
        assert len({leave.staff_id for leave in leaves}) > len(field.workers) / 2
        at_work = {worker.staff_id: (worker.begins, worker.ends) for worker in field.workers.values()}
        for leave in leaves:
            begins, ends = at_work[leave.staff_id]
            assert begins < leave.at < ends


def test_a_closed_road_takes_longer_only_where_it_lies(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    rides, places = field.rides, field.rides.legs.place_ids
    closure = site.calls(site.work(site.first)).closures[0]
    before = [[rides.planned_s("car", a, b) for b in places] for a in places]
    rides.close(closure)
    longer = [
        rides.planned_s("car", a, b) - s
        for a, row in zip(places, before, strict=True)
        for b, s in zip(places, row, strict=True)
    ]
    assert set(longer) == {0, closure.detour_s}


def test_whoever_is_sent_back_to_a_door_at_the_end_of_her_shift_waits_there_and_time_goes_on(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    job = next(job for job in field.jobs.values() if job.known and job.minutes == 25)
    worker = next(worker for worker in field.workers.values() if job.task.required_skills <= worker.staff.skills)
    field.jobs, field.workers = {job.task.task_id: job}, {worker.staff_id: worker}
    worker.place = field.place_of(job)
    worker.begins = job.earliest - 100
    worker.ends = worker.begins + field.rides.planned_s(worker.vehicle, worker.place, worker.base)
    assert field.leaves_for_home(worker) == worker.begins
    field.run(NearestFree(HELPERS), DayCalls())
    assert job.begun == job.earliest
    assert len(field.log) < 20


def test_what_is_late_already_is_as_dear_as_before(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    profile = load_planning_profile(RESOURCES / "profiles" / "planning-default.toml")
    rest = RestOfDay(profile, 7200, InHand(1.1, 600, 1200), Prices(late=20, worst=10, early=2.0)).bent()
    job = next(job for job in field.jobs.values() if job.known and job.task.kind is TaskKind.IV_DOSE)
    written = []
    for field.now in (job.earliest - 3600, job.latest + 3600):
        problem = rest.document(field)["problem"]
        prices = problem["weights"]
        assert prices["late_second"] == 20 * prices["travel_second"]
        assert prices["moved_second"] == 2 * prices["travel_second"]
        wished = {one["visit_id"]: one for one in problem["previous"]}[job.task.task_id]
        assert (wished["start"], wished["wished"]) == (max(job.earliest, field.now), True)
        written.append(next(v["windows"] for v in problem["visits"] if v["visit_id"] == job.task.task_id))
    assert written[0] == written[1] == [{"start": job.earliest, "end": job.latest - 600, "hard": False}]


def test_whoever_will_be_late_is_seen_before_she_is(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    job = next(job for job in field.jobs.values() if job.known and job.task.kind is TaskKind.IV_DOSE)
    worker = next(worker for worker in field.workers.values() if worker.begins < job.earliest)
    ride = field.rides.planned_s(worker.vehicle, worker.place, field.place_of(job))
    way = Way(worker, [Planned(str(job.task.task_id), "visit", job.earliest)], None)
    field.now = job.latest - ride
    assert late_ahead(field, [way]) == {}
    field.now += 90
    assert late_ahead(field, [way]) == {job.task.task_id: 90}
    pausing = Way(worker, way.stops, job.earliest)
    assert late_ahead(field, [pausing]) == {job.task.task_id: 90 + 60 * worker.shift.break_minutes}


def test_a_specimen_that_will_be_late_at_the_laboratory_is_seen_like_a_visit(site: Site) -> None:
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    job = next(job for job in field.jobs.values() if job.known and job.task.kind is TaskKind.IV_DOSE)
    worker = next(worker for worker in field.workers.values() if worker.begins < job.earliest)
    field.now = worker.begins + 3600
    worker.place = field.place_of(job)
    home = field.now + field.rides.planned_s(worker.vehicle, worker.place, worker.base)
    worker.carried.append(Carried(job.task.task_id, field.now, home + 60))
    name = f"{CARRIED}{job.task.task_id}"
    assert late_ahead(field, [Way(worker, [], None)]) == {}
    field.now += 150
    assert late_ahead(field, [Way(worker, [], None)]) == {name: 90}
    handed_in = [Planned("", "laboratory", home), Planned(str(job.task.task_id), "visit", job.earliest)]
    assert late_ahead(field, [Way(worker, handed_in, None)])[name] == 90
    after_a_visit = late_ahead(field, [Way(worker, handed_in[::-1], None)])
    assert after_a_visit[name] > 90


class Dictated:
    """An engine whose only proposal is what a test dictates: visits by shift, an hour apart."""

    def __init__(self, field: Field) -> None:
        self.field, self.orders = field, dict[str, list[str]]()

    def plan(self, problem: bytes, seed: int) -> bytes:
        return json.dumps({"solution": self._solution()}).encode()

    def propose(self, problem: bytes, known: bytes, event: object, now: int, seed: int) -> bytes:
        only = {"kind": "near", "extra_cost": 0, "moved": [], "left_out": [], "solution": self._solution()}
        return json.dumps({"alternatives": [only]}).encode()

    def _solution(self) -> dict[str, object]:
        routes = [{"caregiver_id": who, "stops": self._stops(mine)} for who, mine in self.orders.items()]
        return {"unassigned": [], "routes": routes}

    def _stops(self, visits: list[str]) -> list[dict[str, object]]:
        return [{"visit_id": v, "start": self.field.now + 3600 * n} for n, v in enumerate(visits)]


@pytest.mark.parametrize("behind", [True, False])
def test_nobody_waits_at_a_door_for_a_colleague_whom_the_plan_sends_after_other_work(site: Site, behind: bool) -> None:
    """Standing there for hours costs others their doses; what can begin at once is begun."""
    profile = load_planning_profile(RESOURCES / "profiles" / "planning-default.toml")
    field = field_of(site, 0, Stock(6, 60, 3600), ())
    pair = next(job for job in field.jobs.values() if job.known and job.task.staff_needed == 2)
    other = next(j for j in field.jobs.values() if j.known and j.task.kind is TaskKind.IV_DOSE)
    worker = next(w for w in field.workers.values() if pair.task.required_skills <= w.staff.skills)
    engine = Dictated(field)
    rest = RestOfDay(profile, 7200, InHand(1.1, 600, 1200), Prices(late=20, worst=10, early=2.0))
    desk = PlannerDesk(engine, rest, Watch(900, 120), 1)
    visit, mine = pair.visits[0], [pair.visits[0], str(other.task.task_id)]
    engine.orders = {worker.shift.shift_id: mine[::-1] if behind else mine}
    field.now = pair.earliest + 60
    worker.doing, worker.since, worker.visit_id, worker.place = (
        Doing.AT_THE_DOOR,
        field.now,
        visit,
        field.place_of(pair),
    )
    pair.who[visit] = worker.staff_id
    pair.arrived.add(worker.staff_id)
    desk.closed(field)
    assert (worker.doing, worker.visit_id) == ((Doing.IDLE, "") if behind else (Doing.AT_THE_DOOR, visit))
    assert (worker.staff_id in pair.arrived) is not behind
    step = desk.next(field, worker) if behind else None
    assert not behind or isinstance(step, Go | Wait)
    assert not isinstance(step, Go) or step.visit_id == other.task.task_id


def test_lateness_is_looked_at_when_it_grows_and_not_all_the_time() -> None:
    watch = Watch(again_s=900, grown_s=120)
    assert not watch.asks(0, {"a": 120})
    assert watch.asks(0, {"a": 121})
    watch.settled({"a": 100})
    assert not watch.asks(899, {"a": 5000})
    assert not watch.asks(900, {"a": 220})
    assert watch.asks(900, {"a": 221})
    watch.begin()
    assert watch.asks(0, {"b": 130})


def test_verdicts_and_ratios_say_plainly_who_is_better() -> None:
    ours = totals(())
    assert verdicts(ours, ours) == dict.fromkeys(verdicts(ours, ours), "equal")
    theirs = replace(ours, km=10.0, visits_done=3)
    found = verdicts(replace(ours, km=5.0, visits_done=2), theirs)
    assert (found["km"], found["visits_done"]) == ("better", "worse")
    assert ratios(replace(ours, km=5.0), theirs)["km"] == 0.5
    assert ratios(ours, ours)["km"] is None
    assert isinstance(ours, Totals)
    assert rates_day() == date(2026, 11, 23)


def rates_day() -> date:
    return load_rates(RESOURCES / "profiles" / "simulation.toml").first_day

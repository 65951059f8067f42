"""Plays days one after the other: the same work and the same luck for each desk, kits carried over the nights."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hah_console.demo.days.calls import Closure, DayCalls, SickLeave
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.field import Field
from hah_console.demo.days.figures import DayFigures, day_figures
from hah_console.demo.days.people import Stay, stays_of
from hah_console.demo.days.rates import Rates
from hah_console.demo.days.rides import Rides
from hah_console.demo.days.state import Job, Worker
from hah_console.demo.days.steps import Desk
from hah_console.demo.days.stock import Stock
from hah_console.demo.days.work import DayWork, WorkBook
from hah_console.domain.episode import Condition
from hah_console.domain.ids import PatientId, TaskId
from hah_console.domain.kit import KitState
from hah_console.domain.patient import Patient
from hah_console.domain.place import Place
from hah_console.domain.site_pack import MONITOR, SitePack
from hah_console.domain.staff import Shift
from hah_console.domain.task import Task
from hah_console.services.planning_document import Day, Legs, base_id, bounds, home_id, measure_legs
from hah_console.services.ports import TravelTimes
from hah_console.services.site_days import shifts_on

DAY_S = 86_400
KIT_EARLIEST_MIN, KIT_LATEST_MIN = 8 * 60, 12 * 60


@dataclass(slots=True)
class Site:
    """Everything fixed: the pack, the roads, the luck. ``targets`` are the days of care of each condition."""

    pack: SitePack
    first: date
    days: int
    travel: TravelTimes
    chances: Chances
    rates: Rates
    targets: Mapping[Condition, int]
    stays: tuple[Stay, ...] = field(init=False)
    book: WorkBook = field(init=False)
    _legs: dict[date, Legs] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.stays = stays_of(self.pack, self.first, self.days, self.chances, self.rates, self.targets)
        self.book = WorkBook(self.pack, self.first, self.days, self.stays, self.chances, self.rates)

    def work(self, on: date) -> DayWork:
        """The work of a day."""
        return self.book.on(on)

    def facts(self, on: date, tasks: Iterable[Task]) -> Day:
        """What planning knows of a day with these tasks."""
        begins, ends = bounds(on, self.pack.site.zone)
        return Day(
            day=on,
            begins=begins,
            ends=ends,
            tasks={task.task_id: task for task in tasks},
            staff={person.staff_id: person for person in self.pack.staff},
            shifts={shift.shift_id: shift for shift in self._at_work(on)},
            homes=self._homes(),
            episodes={stay.episode.episode_id: stay.episode for stay in self.stays},
        )

    def _at_work(self, on: date) -> list[Shift]:
        """The shifts that begin on a day."""
        begins, ends = bounds(on, self.pack.site.zone)
        return [shift for shift in shifts_on(self.pack, on) if begins <= shift.starts_at < ends]

    def _homes(self) -> dict[PatientId, Patient]:
        return {stay.patient.patient_id: stay.patient for stay in self.stays}

    def legs(self, facts: Day) -> Legs:
        """Travel between all homes and bases, asked once."""
        if self.first not in self._legs:
            self._legs[self.first] = measure_legs(facts, self.travel)
        return self._legs[self.first]

    def calls(self, work: DayWork) -> DayCalls:
        """What will happen on a day."""
        key, rates, chances = work.on, self.rates, self.chances
        sick = tuple(self._sick(key, n) for n in range(chances.about(rates.sick_per_day, "sick", key)))
        closed = tuple(self._closure(key, n) for n in range(chances.about(rates.closed_per_day, "closed", key)))
        return DayCalls(work.calls, sick, closed)

    def _sick(self, on: date, number: int) -> SickLeave:
        shifts = self._at_work(on)
        shift = shifts[self.chances.one_of(len(shifts), "who", on, number)]
        return SickLeave(self._within(shift, on, number), shift.staff_id)

    def _within(self, shift: Shift, on: date, number: int) -> int:
        begins = bounds(on, self.pack.site.zone)[0]
        part = self.chances.between(0.1, 0.7, "when", on, number)
        return round((shift.starts_at - begins + part * (shift.ends_at - shift.starts_at)).total_seconds())

    def _closure(self, on: date, number: int) -> Closure:
        """Near the way between the base and a home."""
        chances, rates = self.chances, self.rates
        stay = self.stays[chances.one_of(len(self.stays), "road", on, number)]
        base, home, part = self.pack.site.base, stay.patient.home, chances.between(0.3, 0.7, "along", on, number)
        centre = Place(base.lat + part * (home.lat - base.lat), base.lon + part * (home.lon - base.lon))
        detour = chances.between(rates.detour_least_min, rates.detour_most_min, "detour", on, number)
        return Closure(
            chances.whole(9 * 60, 15 * 60, "hour", on, number) * 60, centre, rates.closed_within_m, round(60 * detour)
        )


OnDay = Callable[[int, DayFigures], None]


def play(site: Site, desk: Desk, on_day: OnDay = lambda _n, _f: None) -> tuple[DayFigures, ...]:
    """All days at one desk."""
    stock, left_over, found = _stock(site), list[Task](), list[DayFigures]()
    for number in range(site.days):
        played = field_of(site, number, stock, left_over)
        before = stock.out_of_stock
        played.run(desk, site.calls(site.work(played.facts.day)))
        found.append(day_figures(played, stock.out_of_stock - before))
        left_over = _left_over(played)
        on_day(number, found[-1])
    return tuple(found)


def _stock(site: Site) -> Stock:
    out = sum(kit.kind == MONITOR and kit.state is KitState.IN_USE for kit in site.pack.kits)
    return Stock(site.rates.spare_kits, out, 60 * site.rates.cleaning_min)


def field_of(site: Site, number: int, stock: Stock, left_over: Sequence[Task]) -> Field:
    """Day ``number`` (from 0) before anybody has begun; ``left_over`` are errands of the day before."""
    on = site.first + timedelta(days=number)
    work = site.work(on)
    carried = [_moved(site, task, on) for task in left_over]
    tasks = (*work.tasks, *carried)
    facts = site.facts(on, tasks)
    known = {task.task_id for task in (*work.known, *carried)}
    stock.turn_ready(DAY_S * number + 60 * KIT_EARLIEST_MIN)
    jobs = {task.task_id: _job(facts, task, task.task_id in known) for task in tasks}
    _promise(jobs, carried, stock)
    legs = site.legs(facts)
    return Field(
        facts=facts,
        jobs=jobs,
        workers={shift.staff_id: _worker(facts, shift) for shift in facts.shifts.values()},
        homes={task.task_id: home_id(task.patient_id) for task in tasks},
        rides=Rides(legs, _places(facts), site.chances, site.rates, str(on)),
        chances=site.chances,
        rates=site.rates,
        stock=stock,
        begin_s=DAY_S * number,
    )


def _promise(jobs: dict[TaskId, Job], carried: Sequence[Task], stock: Stock) -> None:
    """Kits that were wanting yesterday are promised in the morning, as far as they go; the others wait on."""
    for task in carried:
        if task.task_id.startswith("kit-") and task.task_id not in stock.held:
            jobs[task.task_id].known = stock.promise(task.task_id, again=True)


def _job(facts: Day, task: Task, known: bool) -> Job:
    return Job(task, facts.seconds(task.earliest), facts.seconds(task.latest), known)


def _worker(facts: Day, shift: Shift) -> Worker:
    person = facts.staff[shift.staff_id]
    base = base_id(person)
    return Worker(person, shift, facts.seconds(shift.starts_at), facts.seconds(shift.ends_at), base, base)


def _places(facts: Day) -> dict[str, Place]:
    bases = {base_id(facts.staff[s.staff_id]): facts.staff[s.staff_id].base for s in facts.shifts.values()}
    return bases | {home_id(patient_id): patient.home for patient_id, patient in facts.homes.items()}


def _left_over(played: Field) -> list[Task]:
    """Kits to bring or to fetch are not given up with the day."""
    return [
        job.task
        for job in played.jobs.values()
        if job.ended is None and job.task.task_id.startswith(("kit-", "fetch-"))
    ]


def _moved(site: Site, task: Task, on: date) -> Task:
    """The errand on another day, in the morning; it is as late as it is."""
    begins = bounds(on, site.pack.site.zone)[0]
    first = begins + timedelta(minutes=KIT_EARLIEST_MIN)
    latest = begins + timedelta(minutes=KIT_LATEST_MIN)
    return replace(task, earliest=first, latest=latest, hard_window=False)

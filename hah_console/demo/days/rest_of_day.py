"""The problem document of the rest of a day: what is left to do, from where everybody is now."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hah_console.demo.days.state import Doing, Job, Worker
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.task import TaskKind
from hah_console.services.planning_document import Day, write_problem

if TYPE_CHECKING:
    from hah_console.demo.days.field import Field

HAND_IN_S = 300
AT_ONCE_S = 1
"""What leaves at this very moment counts as begun for the engine, and may still be given to another."""
ANY_MOMENT_S = 120
CARRIED = "carried "
HALVES = 2
"""Prices are written in half seconds of driving."""
NEWS_PRICE = 900
"""A visit that another person makes than the plan says weighs fifteen minutes of driving in a search."""
LONG_WINDOW_S = 3600
"""A window at least this long is planned to be met with time in hand."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InHand:
    """What a plan keeps in hand: rides are planned this many times as long, windows and specimens end earlier (s)."""

    ride_factor: float
    window_s: int
    specimen_s: int


@dataclass(frozen=True, slots=True)
class Prices:
    """In seconds of driving, of a second: after a window, of the worst lateness, of beginning after a window opens."""

    late: int
    worst: int
    early: float


@dataclass(frozen=True, slots=True)
class RestOfDay:
    """Writes problems as the console does, changed by what has happened, with some time in hand."""

    profile: PlanningProfile
    specimen_limit_s: int
    in_hand: InHand
    prices: Prices
    firm: bool = True
    """Whether windows that may not be missed are rules, as in the morning; or late has its price, never "for hours"."""

    def bent(self) -> "RestOfDay":
        """The same for a day in which not every window can be kept: many a little late, nobody for hours."""
        return replace(self, firm=False)

    @property
    def early_price(self) -> int:
        """Of a second that a visit begins after its window opens, in halves of a second of driving."""
        return round(HALVES * self.prices.early)

    def document(self, field: "Field", without: frozenset[str] = frozenset()) -> Json:
        """The problem of everything known and not ended at ``field.now``; ``without`` names jobs to leave aside."""
        jobs = [j for j in field.jobs.values() if j.known and j.ended is None and j.task.task_id not in without]
        people = [worker for worker in field.workers.values() if _there(worker, field.now)]
        facts = _facts(field, jobs)
        found: Json = json.loads(write_problem(facts, field.rides.legs, self.profile))
        problem = found["problem"]
        by_visit = {visit_id: job for job in jobs for visit_id in job.visits}
        problem["visits"] = [self._visit(v, by_visit[v["visit_id"]], field) for v in problem["visits"]]
        problem["visits"] += [one for w in people for one in self._carried(field, w)]
        shifts = {w.shift.shift_id: w for w in people}
        for caregiver in problem["caregivers"]:
            self._person(caregiver, shifts[caregiver["caregiver_id"]], field)
        problem["pins"] = [*self._pins(field, jobs, people), *_carried_pins(people)]
        problem["laboratories"] = [{"place_id": w.base, "service_duration": HAND_IN_S} for w in people[:1]]
        for matrix in problem["matrices"]:
            matrix["seconds"] = [[round(s * self.in_hand.ride_factor) for s in row] for row in matrix["seconds"]]
        problem["freeze_time"] = field.now + AT_ONCE_S
        problem["weights"] = self._weights(problem["weights"])
        problem["previous"] = [_wished(name, job, field.now) for name, job in by_visit.items() if not job.running]
        return found

    def _weights(self, written: Json) -> Json:
        """Beginning early, and keeping to what people know, have their price; late has when no window is firm."""
        late = {} if self.firm else {"late_second": self.prices.late, "max_late_second": self.prices.worst}
        in_halves = {name: HALVES * price for name, price in (written | late | {"moved_visit": NEWS_PRICE}).items()}
        return in_halves | {"moved_second": self.early_price}

    def visit(self, field: "Field", job: Job) -> Json:
        """A single visit as the planner takes it when it is called in."""
        facts = _facts(field, [job])
        written = json.loads(write_problem(facts, field.rides.legs, self.profile))["problem"]["visits"][0]
        return self._visit(written, job, field)

    def _visit(self, written: Json, job: Job, field: "Field") -> Json:
        changed = {**written, "windows": [self._window(job)]}
        if job.running:
            assert job.begun is not None
            changed["service_duration"] = _free_at(job, field.now) - job.begun
        if job.task.kind is TaskKind.SPECIMEN:
            changed["specimen_deadline"] = self.specimen_limit_s - self.in_hand.specimen_s
        return changed

    def _window(self, job: Job) -> Json:
        """Less what is in hand, whatever the time is: what is late already is not less urgent for that."""
        if job.running:
            return {"start": job.begun, "end": job.begun, "hard": True}
        firm = job.task.hard_window and self.firm
        long = job.task.latest - job.task.earliest >= timedelta(seconds=LONG_WINDOW_S)
        in_hand = self.in_hand.window_s if long else 0
        return {"start": job.earliest, "end": max(job.earliest, job.latest - in_hand), "hard": firm}

    def _person(self, written: Json, worker: Worker, field: "Field") -> None:
        """From where and when somebody goes on, and what is left of her breaks."""
        job = field.visit_job(worker.visit_id)
        if worker.doing is Doing.SERVING and job is not None and job.begun is not None:
            start, free = job.begun, _free_at(job, field.now)
        else:
            start = free = max(worker.begins, worker.until, field.now + AT_ONCE_S)
        home = free + round(self.in_hand.ride_factor * field.rides.planned_s(worker.vehicle, worker.place, worker.base))
        most = written["shift"]["max_overtime"]
        written["start_place"] = worker.place
        written["shift"] = {
            "start": start,
            "end": max(worker.ends, home + ANY_MOMENT_S - most, start),
            "max_overtime": most,
        }
        if worker.sick:
            written["max_visits"] = 1
        written["breaks"] = [] if worker.paused else [_later(pause, free) for pause in written["breaks"]]

    def _carried(self, field: "Field", worker: Worker) -> Iterator[Json]:
        """What somebody carries to the laboratory, as a visit there; what is late already is late, not impossible."""
        there = max(worker.until, field.now) + field.rides.planned_s(worker.vehicle, worker.place, worker.base)
        for one in worker.carried:
            due = one.due - self.in_hand.specimen_s
            window = {"start": 0, "end": max(due, 0), "hard": there <= due}
            yield {
                "visit_id": f"{CARRIED}{one.task_id}", "place_id": worker.base, "service_duration": HAND_IN_S,
                "windows": [window], "priority": 3,
            }  # fmt: skip

    def _pins(self, field: "Field", jobs: Iterable[Job], people: list[Worker]) -> Iterator[Json]:
        shifts = {w.staff_id: w.shift.shift_id for w in people}
        for job in jobs:
            if job.running:
                taken = zip(_visits_of(job), job.by, strict=True)
                yield from (
                    {"visit_id": v, "caregiver_id": shifts[s], "start": job.begun, "frozen": True} for v, s in taken
                )
            elif job.begun is None:
                gone = ((v, s) for v, s in job.who.items() if not field.workers[s].sick)
                yield from ({"visit_id": v, "caregiver_id": shifts[s]} for v, s in gone)


def _wished(visit_id: str, job: Job, now: int) -> Json:
    """The soonest start as the one that is wished, by whomever."""
    return {"visit_id": visit_id, "caregiver_id": "", "start": max(job.earliest, now), "wished": True}


def _there(worker: Worker, now: int) -> bool:
    """Whether somebody can be given work, or is still at some."""
    at_it = worker.doing in (Doing.SERVING, Doing.RIDING, Doing.AT_THE_DOOR)
    return worker.doing is Doing.SERVING or (worker.at_work and (worker.ends > now or at_it))


def _facts(field: "Field", jobs: Iterable[Job]) -> Day:
    """The day with these tasks and those who are there."""
    people = (worker for worker in field.workers.values() if _there(worker, field.now))
    return replace(
        field.facts,
        tasks={job.task.task_id: job.task for job in jobs},
        shifts={worker.shift.shift_id: worker.shift for worker in people},
    )


def _free_at(job: Job, now: int) -> int:
    """When a running job will end as far as the desk knows: any moment when it should have ended."""
    return max(job.expected_end, now + ANY_MOMENT_S)


def _visits_of(job: Job) -> list[str]:
    """The visits of a running job in the order of ``job.by``."""
    by_person = {staff_id: visit_id for visit_id, staff_id in job.who.items()}
    return [by_person[staff_id] for staff_id in job.by]


def _later(pause: Json, free: int) -> Json:
    """The break in what is left of its window, soon after somebody is free when the window is over."""
    (window,) = pause["windows"]
    start = max(window["start"], free) if window["end"] >= free else free
    return {**pause, "windows": [{"start": start, "end": max(window["end"], free + LONG_WINDOW_S)}]}


def _carried_pins(people: Iterable[Worker]) -> Iterator[Json]:
    for worker in people:
        for one in worker.carried:
            yield {"visit_id": f"{CARRIED}{one.task_id}", "caregiver_id": worker.shift.shift_id}

"""One day in the field: people ride, wait, serve and pause as chance has it, and ask the desk when they are free."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hah_console.demo.days.calls import Closure, DayCalls
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.rates import Rates
from hah_console.demo.days.rides import Rides
from hah_console.demo.days.state import Carried, Doing, Entry, Job, Worker
from hah_console.demo.days.steps import Desk, Go, HandIn, Nothing, Pause, Wait
from hah_console.demo.days.stock import Stock
from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.task import TaskKind
from hah_console.services.planning_document import Day

LOOK_S = 300
HAND_IN_S = 300
LAST_S = 34 * 3600
FETCHES, BRINGS = frozenset({TaskKind.KIT_RETRIEVAL}), frozenset({TaskKind.KIT_DELIVERY})
HOME_VISITS = frozenset({TaskKind.NURSE_VISIT, TaskKind.IV_DOSE, TaskKind.WOUND_CARE, TaskKind.SPECIMEN})
"""Visits before whose door nobody may open."""
Act = Callable[[], None]


@dataclass(slots=True)
class Field:
    """``jobs`` by task id, ``workers`` by staff id; ``begin_s`` is the day's midnight on the stock's clock."""

    facts: Day
    jobs: dict[TaskId, Job]
    workers: dict[StaffId, Worker]
    homes: dict[TaskId, str]
    rides: Rides
    chances: Chances
    rates: Rates
    stock: Stock
    begin_s: int = 0
    now: int = 0
    log: list[Entry] = field(default_factory=list)
    handed_in: list[tuple[Carried, int]] = field(default_factory=list)
    _queue: list[tuple[int, int, Act]] = field(default_factory=list)
    _turn: int = 0
    _wakes: set[int] = field(default_factory=set)

    def run(self, desk: Desk, calls: DayCalls) -> None:
        """Play the day to its end."""
        desk.morning(self)
        for worker in self.workers.values():
            self._at(worker.begins, lambda w=worker: self._on_duty(w))  # type: ignore[misc]
        self._announce(desk, calls)
        first = min((worker.begins for worker in self.workers.values()), default=0)
        self._at(first, lambda: self._tick(desk))
        while self._queue:
            self.now, _, act = heapq.heappop(self._queue)
            self.rides.now = self.now
            act()
            self._ask(desk)

    def visit_job(self, visit_id: str) -> Job | None:
        """The job a visit belongs to."""
        return self.jobs.get(TaskId(visit_id.partition("#")[0]))

    def place_of(self, job: Job) -> str:
        """Where a job is done."""
        return self.homes[job.task.task_id]

    def release(self, worker: Worker) -> None:
        """Somebody who stands before a door is told to leave it."""
        job = self.visit_job(worker.visit_id)
        if worker.doing is Doing.AT_THE_DOOR and job is not None and job.begun is None:
            self._note(worker, Doing.AT_THE_DOOR, worker.since)
            self._let_go(worker)

    # what is known to the field alone

    def _announce(self, desk: Desk, calls: DayCalls) -> None:
        for call in calls.admissions:
            self._at(call.at, lambda c=call: self._called(desk, c.task_ids))  # type: ignore[misc]
        for leave in calls.sick:
            self._at(leave.at, lambda s=leave.staff_id: self._sick(desk, s))  # type: ignore[misc]
        for closure in calls.closures:
            self._at(closure.at, lambda c=closure: self._closed(desk, c))  # type: ignore[misc]

    def _called(self, desk: Desk, task_ids: Iterable[TaskId]) -> None:
        jobs = [self.jobs[task_id] for task_id in task_ids]
        for job in jobs:
            job.known = job.task.kind not in BRINGS or self._promised(job)
        if known := [job for job in jobs if job.known]:
            desk.called(self, known)

    def _promised(self, job: Job) -> bool:
        self.stock.turn_ready(self.begin_s + self.now)
        return self.stock.promise(job.task.task_id)

    def _sick(self, desk: Desk, staff_id: StaffId) -> None:
        worker = self.workers.get(staff_id)
        if worker is None or worker.doing is Doing.GONE:
            return
        self.release(worker)
        if worker.doing is Doing.RIDING and (job := self.visit_job(worker.visit_id)) is not None:
            job.who.pop(worker.visit_id, None)
        desk.sick(self, worker)
        worker.sick = True

    def _closed(self, desk: Desk, closure: Closure) -> None:
        self.rides.close(closure)
        desk.closed(self)

    # the clock

    def _at(self, moment: int, act: Act) -> None:
        self._turn += 1
        heapq.heappush(self._queue, (max(moment, self.now), self._turn, act))

    def _tick(self, desk: Desk) -> None:
        """A look now and then while anybody is at work."""
        if self.now < LAST_S and any(w.doing is not Doing.GONE for w in self.workers.values()):
            self._at(self.now + LOOK_S, lambda: self._tick(desk))

    def _ask(self, desk: Desk) -> None:
        """Everybody who is free asks what is next."""
        desk.look(self)
        for worker in self.workers.values():
            if worker.doing is Doing.IDLE:
                self._do_next(desk, worker)

    def _on_duty(self, worker: Worker) -> None:
        worker.doing, worker.since, worker.until = Doing.IDLE, self.now, self.now

    # what somebody does

    def _do_next(self, desk: Desk, worker: Worker) -> None:
        step = Nothing() if worker.sick else desk.next(self, worker)
        if isinstance(step, Go):
            self._ride(desk, worker, step.visit_id)
        elif isinstance(step, Pause):
            self._pause(worker)
        elif isinstance(step, HandIn):
            self._to_laboratory(worker)
        elif isinstance(step, Wait):
            self._wake(step.until)
        elif worker.sick or self.now >= self.leaves_for_home(worker):
            self._home(worker)
        else:
            self._wake(self.leaves_for_home(worker))

    def _wake(self, moment: int) -> None:
        """Ask again at a moment."""
        if moment > self.now and moment not in self._wakes:
            self._wakes.add(moment)
            self._at(moment, lambda: None)

    def leaves_for_home(self, worker: Worker) -> int:
        """When somebody has to leave to be at the base by the end of the shift."""
        return worker.ends - self.rides.planned_s(worker.vehicle, worker.place, worker.base)

    def _ride(self, desk: Desk, worker: Worker, visit_id: str) -> None:
        job = self.visit_job(visit_id)
        assert job is not None
        job.who[visit_id] = worker.staff_id
        worker.visit_id = visit_id
        self._leave(worker, self.place_of(job), lambda: self._arrive(desk, worker, job))

    def _leave(self, worker: Worker, place: str, then: Act) -> None:
        left, metres = self.now, self.rides.metres(worker.vehicle, worker.place, place)
        planned = self.rides.planned_s(worker.vehicle, worker.place, place)
        took = self.rides.actual_s(worker.vehicle, worker.place, place)
        worker.doing, worker.since, worker.until, worker.place = Doing.RIDING, left, left + planned, place

        def arrived() -> None:
            self.log.append(Entry(worker.staff_id, Doing.RIDING, left, self.now, place, metres=metres))
            then()

        self._at(left + took, arrived)

    def _arrive(self, desk: Desk, worker: Worker, job: Job) -> None:
        if job.who.get(worker.visit_id) != worker.staff_id or job.begun is not None or worker.sick:
            self._let_go(worker)
            return
        worker.doing, worker.since, worker.until = Doing.AT_THE_DOOR, self.now, max(self.now, job.earliest)
        job.arrived.add(worker.staff_id)
        opens = max(self.now, job.earliest)
        self._at(opens, lambda: self._open(desk, job))
        self._at(max(self.leaves_for_home(worker), opens + LOOK_S), lambda: self._give_up(worker, job))

    def _give_up(self, worker: Worker, job: Job) -> None:
        """Nobody waits before a door beyond the end of the shift, but for some minutes after the window opens: whoever
        left at once could be sent back at the same moment, again and again."""
        if self.visit_job(worker.visit_id) is job:
            self.release(worker)

    def _open(self, desk: Desk, job: Job) -> None:
        """Begin when everybody it needs is there and the window is open."""
        everybody = len(job.arrived) == job.task.staff_needed and self.now >= job.earliest
        if job.begun is not None or not everybody:
            return
        job.begun, job.by = self.now, tuple(sorted(job.arrived))
        for worker in self._people(job):
            self._note(worker, Doing.AT_THE_DOOR, worker.since)
            worker.doing, worker.since, worker.until = Doing.SERVING, self.now, self.now + 60 * job.minutes
        job.expected_end = self.now + 60 * job.minutes
        if self._nobody_opens(job):
            self._at(self.now + 60 * self.rates.no_show_wait_min, lambda: self._no_show(desk, job))
        else:
            self._serve(desk, job)

    def _nobody_opens(self, job: Job) -> bool:
        first = job.tries == 0 and job.task.staff_needed == 1 and job.task.kind in HOME_VISITS
        return first and self.chances.happens(self.rates.no_show_share, "no show", job.task.task_id)

    def _serve(self, desk: Desk, job: Job) -> None:
        assert job.begun is not None
        takes = self._service_s(job)
        self._at(job.begun + takes, lambda: self._finish(job))
        told = 60 * (job.minutes + self.rates.told_late_min)
        if takes > told + LOOK_S:
            self._at(job.begun + told, lambda: self._overrun(desk, job, takes))

    def _service_s(self, job: Job) -> int:
        key, rates = job.task.task_id, self.rates
        factor = self.chances.factor(rates.service_median, rates.service_spread, "service", key)
        if self.chances.happens(rates.long_share, "long", key):
            factor *= self.chances.between(rates.long_least, rates.long_most, "how long", key)
        return round(60 * job.minutes * factor)

    def _overrun(self, desk: Desk, job: Job, takes: int) -> None:
        """Whoever is there says by the minute divisible by five when it will end."""
        assert job.begun is not None
        job.expected_end = -(-(job.begun + takes) // LOOK_S) * LOOK_S
        for worker in self._people(job):
            worker.until = job.expected_end
        desk.overrun(self, job)

    def _finish(self, job: Job) -> None:
        job.ended = self.now
        people = self._people(job)
        for worker in people:
            self._note(worker, Doing.SERVING, worker.since, job)
            self._free(worker)
        if job.task.kind is TaskKind.SPECIMEN:
            due = self.now + 60 * self.rates.specimen_limit_min
            people[0].carried.append(Carried(job.task.task_id, self.now, due))
        elif job.task.kind in BRINGS and job.task.task_id.startswith("kit-"):
            self.stock.delivered(job.task.task_id)
        elif job.task.kind in FETCHES and job.task.task_id.startswith("fetch-"):
            self.stock.fetched()
            people[0].kits += 1

    def _no_show(self, desk: Desk, job: Job) -> None:
        (worker,) = self._people(job)
        desk.no_show(self, worker, job)
        self._note(worker, Doing.AT_THE_DOOR, worker.since)
        job.begun, job.by, job.tries = None, (), job.tries + 1
        job.earliest = self.now + 60 * self.rates.again_after_min
        self._let_go(worker)

    def _let_go(self, worker: Worker) -> None:
        job = self.visit_job(worker.visit_id)
        if job is not None:
            job.arrived.discard(worker.staff_id)
            if job.who.get(worker.visit_id) == worker.staff_id:
                job.who.pop(worker.visit_id)
        self._free(worker)

    def _free(self, worker: Worker) -> None:
        worker.doing, worker.visit_id, worker.since, worker.until = Doing.IDLE, "", self.now, self.now

    def _pause(self, worker: Worker) -> None:
        worker.paused = True
        began, length = self.now, 60 * worker.shift.break_minutes
        worker.doing, worker.since, worker.until = Doing.PAUSING, began, began + length

        def over() -> None:
            self._note(worker, Doing.PAUSING, began)
            self._free(worker)

        self._at(began + length, over)

    def _to_laboratory(self, worker: Worker) -> None:
        """The laboratory is at the base."""

        def there() -> None:
            self._hand_in(worker)
            self._at(self.now + HAND_IN_S, lambda: self._free(worker))
            worker.doing, worker.until = Doing.SERVING, self.now + HAND_IN_S

        self._leave(worker, worker.base, there)

    def _hand_in(self, worker: Worker) -> None:
        self.handed_in += [(one, self.now) for one in worker.carried]
        worker.carried.clear()
        self.stock.back(worker.kits, self.begin_s + self.now)
        worker.kits = 0

    def _home(self, worker: Worker) -> None:
        """Back to the base, and off duty there."""

        def there() -> None:
            self._hand_in(worker)
            worker.home_at, worker.doing = self.now, Doing.GONE

        if worker.place == worker.base:
            there()
        else:
            worker.going_home = True
            self._leave(worker, worker.base, there)

    def _people(self, job: Job) -> list[Worker]:
        return [self.workers[staff_id] for staff_id in job.by]

    def _note(self, worker: Worker, doing: Doing, start: int, job: Job | None = None) -> None:
        if self.now > start or job is not None:
            task_id = job.task.task_id if job else None
            self.log.append(Entry(worker.staff_id, doing, start, self.now, worker.place, task_id))

"""The rule of thumb: what is due goes to the nearest nurse who is free and able, the most urgent first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hah_console.demo.days.state import Doing, Job, Worker
from hah_console.demo.days.steps import Go, HandIn, Nothing, Pause, Step

if TYPE_CHECKING:
    from hah_console.demo.days.field import Field

LEAD_S = 900
"""Work is given out this long before its window opens, so that rides need not be waited for."""


class NearestFree:
    """Looks at what is due now and at who is free now, and no further. Specimens are driven straight to the
    laboratory, breaks are taken at the first free moment, nobody is sent who could not be back in time."""

    name = "nearest_free"

    def __init__(self, helper_skills: frozenset[str]) -> None:
        self._helper_skills = helper_skills
        self._sent: dict[str, str] = {}

    def morning(self, _field: "Field") -> None:
        """Nothing is decided beforehand."""
        self._sent.clear()

    def look(self, field: "Field") -> None:
        """Give out what is due."""
        free = [worker for worker in field.workers.values() if self._is_free(field, worker)]
        for job in sorted(field.jobs.values(), key=lambda job: (job.latest, job.task.task_id)):
            if job.open and field.now >= job.earliest - LEAD_S:
                for worker in self._send(field, job, free):
                    free.remove(worker)

    def next(self, field: "Field", worker: Worker) -> Step:
        """What was given out, else the laboratory, else the break."""
        visit_id = self._sent.pop(worker.staff_id, "")
        if visit_id:
            return Go(visit_id)
        if worker.carried:
            return HandIn()
        return Pause() if self._break_due(field, worker) else Nothing()

    def called(self, _field: "Field", _jobs: Sequence[Job]) -> None:
        """The next look finds them."""

    def sick(self, _field: "Field", worker: Worker) -> None:
        """Her work is open again by itself."""
        self._sent.pop(worker.staff_id, None)

    def closed(self, _field: "Field") -> None:
        """The tables know."""

    def no_show(self, _field: "Field", _worker: Worker, _job: Job) -> None:
        """The job is open again an hour later."""

    def overrun(self, _field: "Field", _job: Job) -> None:
        """Whoever is late is simply not free yet."""

    def _is_free(self, field: "Field", worker: Worker) -> bool:
        idle = worker.doing is Doing.IDLE and worker.at_work and worker.staff_id not in self._sent
        return idle and not worker.carried and not self._break_due(field, worker)

    def _break_due(self, field: "Field", worker: Worker) -> bool:
        shift = worker.shift
        if worker.paused or not shift.break_minutes or shift.break_earliest is None:
            return False
        return field.now >= field.facts.seconds(shift.break_earliest)

    def _send(self, field: "Field", job: Job, free: list[Worker]) -> list[Worker]:
        """Who goes: for every visit of the job without anybody the nearest able; nobody unless all are filled."""
        chosen: dict[str, Worker] = {}
        for visit_id in job.visits:
            if visit_id in job.who or visit_id in self._sent.values():
                continue
            able = [w for w in free if w not in chosen.values() and self._can(field, w, job, visit_id)]
            if not able:
                return []
            chosen[visit_id] = min(able, key=lambda w: (self._ride_s(field, w, job), w.staff_id))
        self._sent |= {worker.staff_id: visit_id for visit_id, worker in chosen.items()}
        return list(chosen.values())

    def _can(self, field: "Field", worker: Worker, job: Job, visit_id: str) -> bool:
        needed = self._helper_skills if "#" in visit_id else job.task.required_skills
        if not needed <= worker.staff.skills:
            return False
        start = max(field.now + self._ride_s(field, worker, job), job.earliest)
        place = field.place_of(job)
        back = start + 60 * job.minutes + field.rides.planned_s(worker.vehicle, place, worker.base)
        return back <= worker.ends + 60 * worker.shift.max_overtime_minutes

    def _ride_s(self, field: "Field", worker: Worker, job: Job) -> int:
        return field.rides.planned_s(worker.vehicle, worker.place, field.place_of(job))

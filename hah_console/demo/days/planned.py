"""The planner at the desk: a plan in the morning, the engine's proposals whenever something happens."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from hah_console.demo.days.ahead import Planned, Watch, Way, late_ahead
from hah_console.demo.days.rest_of_day import HALVES, Json, RestOfDay
from hah_console.demo.days.state import Doing, Job, Worker
from hah_console.demo.days.steps import Go, HandIn, Nothing, Pause, Step, Wait

if TYPE_CHECKING:
    from hah_console.demo.days.field import Field

EARLY_S = 300
"""Somebody leaves this much earlier than the tables ask."""
MOVED_PRICE = 600
"""The fixed rule of choosing: a visit that another person or another time gets weighs ten minutes of driving."""


Event = Mapping[str, object]


class Planner(Protocol):
    """The engine by documents (docs/planning-json.md), the same every time for a seed."""

    def plan(self, problem: bytes, seed: int) -> bytes: ...
    def propose(self, problem: bytes, known: bytes, event: Event, now: int, seed: int) -> bytes: ...


class PlannerDesk:
    """``told`` counts what the engine was asked, ``refused`` what it could not answer (the plan stays then)."""

    name = "planner"

    def __init__(self, planner: Planner, rest: RestOfDay, watch: Watch, seed: int) -> None:
        self._planner, self._rest, self._watch, self._seed = planner, rest, watch, seed
        self._stops: dict[str, list[Planned]] = {}
        self._breaks: dict[str, int] = {}
        self._not_yet: set[str] = set()
        self._plan: Json = {}
        self.told = self.refused = 0

    # the plan

    def morning(self, field: "Field") -> None:
        """Plan what the morning knows; windows bend where not everything that must be done fits."""
        self._watch.begin()
        answer = self._solved(field, self._rest)
        if self._required(field, [item["visit_id"] for item in answer["unassigned"]]):
            answer = self._solved(field, self._rest.bent())
        self._take(field, answer)

    def _solved(self, field: "Field", rest: RestOfDay) -> Json:
        document = json.dumps(rest.document(field), ensure_ascii=False).encode()
        answer: Json = json.loads(self._planner.plan(document, self._seed))["solution"]
        return answer

    def called(self, field: "Field", jobs: Sequence[Job]) -> None:
        """Each new visit is proposed by itself; the others of the call are planned after it."""
        waiting = [job.task.task_id for job in jobs]
        for job in jobs:
            without = frozenset(waiting)
            waiting.remove(job.task.task_id)
            self._propose(field, {"kind": "new_visit"}, without, job)

    def sick(self, field: "Field", worker: Worker) -> None:
        """Her visits go to others."""
        if worker.shift.shift_id in self._stops:
            self._propose(field, {"kind": "caregiver_ill", "caregiver_id": worker.shift.shift_id})

    def closed(self, field: "Field") -> None:
        """The tables have changed."""
        self._propose(field, {"kind": "travel_changed"})

    def no_show(self, field: "Field", _worker: Worker, job: Job) -> None:
        """She goes on, the visit is tried again later."""
        again = 60 * field.rates.again_after_min
        self._propose(field, {"kind": "no_show", "visit_id": job.task.task_id, "again_s": again})

    def overrun(self, field: "Field", job: Job) -> None:
        """The visit will end later than planned."""
        visit_id = next(iter(job.who), job.task.task_id)
        self._propose(field, {"kind": "overrun", "visit_id": visit_id, "departure": job.expected_end})

    def look(self, field: "Field") -> None:
        """Plan again when somebody will be late, or later than was known; nobody waits at a door for a visit that the
        plan has behind others."""
        for worker in field.workers.values():
            self._leave_door(field, worker)
        if self._watch.asks(field.now, self._late(field)):
            self._propose(field, {"kind": "travel_changed"})
            self._watch.settled(self._late(field))

    def _late(self, field: "Field") -> dict[str, int]:
        return late_ahead(field, [self._way(field, worker) for worker in field.workers.values() if worker.at_work])

    def _way(self, field: "Field", worker: Worker) -> Way:
        pause = None if worker.paused else self._breaks.get(worker.shift.shift_id)
        return Way(worker, self._left(field, worker), pause)

    # who goes next

    def next(self, field: "Field", worker: Worker) -> Step:
        """The next of the plan: a stop, the laboratory, or the break, whichever begins first."""
        way = self._way(field, worker)
        stops, pause = way.stops, way.pause
        if pause is not None and (not stops or pause <= stops[0].start):
            return Pause() if field.now >= pause else Wait(pause)
        if not stops:
            return HandIn() if worker.carried else Nothing()
        return self._towards(field, worker, stops[0])

    def _towards(self, field: "Field", worker: Worker, stop: Planned) -> Step:
        if stop.hands_in:
            return HandIn()
        job = field.visit_job(stop.visit_id)
        assert job is not None
        place = field.place_of(job)
        leave = stop.start - field.rides.planned_s(worker.vehicle, worker.place, place) - EARLY_S
        return Go(stop.visit_id) if field.now >= leave else Wait(leave)

    def _left(self, field: "Field", worker: Worker) -> list[Planned]:
        """What is left of somebody's plan; what was done or fell away is dropped."""
        stops = self._stops.get(worker.shift.shift_id, [])
        while stops and self._over(field, worker, stops[0]):
            stops.pop(0)
        return stops

    def _over(self, field: "Field", worker: Worker, stop: Planned) -> bool:
        if stop.hands_in:
            return not worker.carried
        job = field.visit_job(stop.visit_id)
        return job is None or not job.open or stop.visit_id in job.who

    # proposals

    def _propose(
        self, field: "Field", event: Event, without: frozenset[str] = frozenset(), new: Job | None = None
    ) -> None:
        """Ask and choose. While the day goes on no window is firm: one that is missed by a minute would be worth no
        more than one missed by hours, and what cannot be kept would push out what can."""
        found = self._asked(field, event, without, new)
        if found is None:
            self.refused += 1
        else:
            self._take(field, found["solution"])

    def _required(self, field: "Field", left_out: Sequence[str]) -> int:
        """How many of these must be done, and specimens handed in; what may wait has its price in the plan."""
        jobs = [field.visit_job(visit_id) for visit_id in left_out]
        return sum(job is None or not job.task.optional for job in jobs)

    def _asked(self, field: "Field", event: Event, without: frozenset[str], new: Job | None) -> Json | None:
        self.told, rest = self.told + 1, self._rest.bent()
        document = json.dumps(rest.document(field, without), ensure_ascii=False).encode()
        known = json.dumps(self._plan, ensure_ascii=False).encode()
        told = event if new is None else {**event, "visit": rest.visit(field, new)}
        answer = json.loads(self._planner.propose(document, known, told, field.now, self._seed))
        chosen: Json | None = min(answer["alternatives"], key=lambda found: self._weight(field, found), default=None)
        return chosen

    def _weight(self, field: "Field", found: Mapping[str, Any]) -> tuple[int, float, str]:
        """The fixed rule: fewest left out of what must be done, then cheapest (lateness is in that), with a price for
        everybody who has to learn something new and for every start later than it could be."""
        later = sum(
            self._after_opening(field, stop) for route in found["solution"]["routes"] for stop in route["stops"]
        )
        price = found["extra_cost"] + HALVES * MOVED_PRICE * len(found["moved"]) + self._rest.early_price * later
        return self._required(field, found["left_out"]), price, found["kind"]

    def _after_opening(self, field: "Field", stop: Mapping[str, Any]) -> int:
        job = field.visit_job(stop["visit_id"])
        return 0 if job is None or job.running else max(0, stop["start"] - max(job.earliest, field.now))

    def _take(self, field: "Field", solution: Json) -> None:
        self._plan = solution
        self._stops = {
            route["caregiver_id"]: [Planned(s["visit_id"], s.get("kind", "visit"), s["start"]) for s in route["stops"]]
            for route in solution["routes"]
        }
        self._breaks = {r["caregiver_id"]: r["breaks"][0]["start"] for r in solution["routes"] if r.get("breaks")}
        self._not_yet = {w.visit_id for w in field.workers.values() if w.visit_id and not self._is_next(field, w)}
        for worker in field.workers.values():
            self._leave_door(field, worker)

    def _is_next(self, field: "Field", worker: Worker) -> bool:
        """Whether the visit somebody rides to, or stands before, is what the plan has next for her."""
        stops = self._stops.get(worker.shift.shift_id, ())
        open_ones = (s for s in stops if s.visit_id == worker.visit_id or not self._over(field, worker, s))
        first = next(open_ones, None)
        return first is not None and first.visit_id == worker.visit_id

    def _leave_door(self, field: "Field", worker: Worker) -> None:
        """Whoever stands before a door that the plan gave up, or has behind other work, leaves it, unless what she came
        for can begin: one of a pair would wait for hours for the other, who comes when the plan says so."""
        job = field.visit_job(worker.visit_id)
        if worker.doing is not Doing.AT_THE_DOOR or worker.visit_id not in self._not_yet or job is None:
            return
        given_up = all(s.visit_id != worker.visit_id for s in self._stops.get(worker.shift.shift_id, ()))
        if given_up or field.now < job.earliest or len(job.arrived) < job.task.staff_needed:
            self._not_yet.discard(worker.visit_id)
            field.release(worker)

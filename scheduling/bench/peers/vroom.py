"""VROOM: hard windows, skills, loads and shipments. It knows no pairs and no lateness.

For home care it does what its users do (VROOM issues 1231, 1115, 554): solve without the pairs, fix the pairs' times at
what came out, and solve again. Soft windows become hard. Where that leaves visits out, both passes run again with
windows that end later, as often as time permits; the cheapest plan counts.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

from msgspec.structs import replace

from scheduling.bench.peers import WIDER
from scheduling.bench.peers.pairs import Fixed, fixed_times
from scheduling.bench.peers.plain import WITHOUT_LIMIT, numbers, require_plain, way_prices
from scheduling.bench.peers.priced import Call, Tours, priced
from scheduling.bench.peers.unable import PeerUnable
from scheduling.check import Verdict
from scheduling.problem import Caregiver, Handover, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Solution

EXPLORATION = 5
"""The most it offers."""
THREADS = 2
_LATENESS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""By how many times their length soft windows end later, one try after the other."""


class Vroom:
    """Its search at the highest exploration level on two threads; it may end before the time is up."""

    name = "vroom"

    def plan(self, problem: Problem, seconds: float, seed: int) -> tuple[Solution, Verdict]:  # noqa: ARG002
        """Its plan within ``seconds`` of wall time, whatever the seed; raises PeerUnable."""
        if find_spec("vroom") is None:
            raise PeerUnable("not installed")
        require_plain(problem, skills=True, pairs=True, soft_windows=True)
        began = time.monotonic()
        tries: list[tuple[Solution, Verdict]] = []
        for lateness in _LATENESS:
            left_s = seconds - (time.monotonic() - began)
            if tries and (left_s <= 0 or not tries[0][0].unassigned):
                break
            tours = _two_passes(_wider(problem, lateness), left_s)
            name = self.name if not lateness else f"{self.name} {WIDER}"
            tries.append(priced(problem, tours, name, time.monotonic() - began))
        return min(tries, key=lambda found: (not found[1].ok, found[1].score.total))


def _two_passes(problem: Problem, seconds: float) -> Tours:
    if not problem.groups and not problem.dependencies:
        return _Question(problem).answer(seconds)
    began = time.monotonic()
    fixed = fixed_times(problem, _Question(problem).answer(seconds / 2))
    return _Question(problem, fixed).answer(seconds - (time.monotonic() - began))


def _wider(problem: Problem, lateness: float) -> Problem:
    """Soft windows that end later by a multiple of their length."""
    visits = tuple(replace(v, windows=tuple(_later(w, lateness) for w in v.windows)) for v in problem.visits)
    return replace(problem, visits=visits)


def _later(window: TimeWindow, lateness: float) -> TimeWindow:
    if window.hard:
        return window
    return replace(window, end=window.end + round(lateness * (window.end - window.start)))


@dataclass(slots=True)
class _Question:
    """Our problem in VROOM's words. Visits are jobs 0, 1 ...; each shipment is two jobs behind them."""

    problem: Problem
    fixed: Mapping[str, Fixed] | None = None

    def answer(self, seconds: float) -> Tours:
        """Its tours, with the moment from which each stop starts."""
        import vroom

        matrix, asked = self.problem.matrices[0], vroom.Input()
        asked.set_durations_matrix("car", matrix.seconds)
        asked.set_costs_matrix("car", way_prices(self.problem))
        rows, skills = numbers(matrix), self._skills()
        asked.add_vehicle([self._vehicle(number, rows, skills) for number in range(len(self.problem.caregivers))])
        asked.add_job([self._job(number, rows, skills) for number in range(len(self.problem.visits))])
        asked.add_job([self._shipment(number, rows) for number in range(len(self.problem.shipments))])
        limit = timedelta(milliseconds=max(1, round(1000 * seconds)))
        return _tours(self.problem, asked.solve(EXPLORATION, nb_threads=THREADS, timeout=limit))

    def _skills(self) -> dict[str, int]:
        """A number for each skill, and for each exclusion that keeps two visits with different people."""
        names = {skill for person in self.problem.caregivers for skill in person.skills}
        names |= {skill for visit in self.problem.visits for skill in visit.required_skills}
        for fixed in (self.fixed or {}).values():
            names |= set(fixed.wanted)
        return {name: number for number, name in enumerate(sorted(names), 1)}

    def _vehicle(self, number: int, rows: dict[str, int], skills: dict[str, int]) -> Any:
        import vroom

        person: Caregiver = self.problem.caregivers[number]
        owned = set(person.skills)
        for fixed in (self.fixed or {}).values():
            owned |= {name for name, people in fixed.wanted.items() if person.caregiver_id in people}
        return vroom.Vehicle(
            number,
            start=rows[person.start_place],
            end=rows[person.end_place],
            capacity=[WITHOUT_LIMIT if person.capacity is None else person.capacity],
            skills={skills[name] for name in owned},
            time_window=vroom.TimeWindow(person.shift.start, person.shift.end),
        )

    def _job(self, number: int, rows: dict[str, int], skills: dict[str, int]) -> Any:
        import vroom

        visit: Visit = self.problem.visits[number]
        fixed = (self.fixed or {}).get(visit.visit_id)
        spans = [(w.start, w.end) for w in visit.windows] if fixed is None else [(fixed.start, fixed.start)]
        needed = visit.required_skills | (frozenset(fixed.wanted) if fixed else frozenset())
        return vroom.Job(
            number,
            rows[visit.place_id],
            default_service=visit.service_duration,
            delivery=[visit.load],
            skills={skills[name] for name in needed},
            time_windows=[vroom.TimeWindow(start, end) for start, end in spans],
        )

    def _shipment(self, number: int, rows: dict[str, int]) -> Any:
        import vroom

        shipment: Shipment = self.problem.shipments[number]
        first = len(self.problem.visits) + 2 * number
        ends = (shipment.pickup, shipment.delivery)
        steps = [_step(first + offset, end, rows) for offset, end in enumerate(ends)]
        return vroom.Shipment(*steps, amount=vroom.Amount([shipment.amount]))


def _step(number: int, end: Handover, rows: dict[str, int]) -> Any:
    import vroom

    return vroom.ShipmentStep(
        number,
        rows[end.place_id],
        default_service=end.service_duration,
        time_windows=[vroom.TimeWindow(w.start, w.end) for w in end.windows],
    )


def _tours(problem: Problem, answer: Any) -> Tours:
    frame = answer.routes
    tours: dict[str, list[Call]] = {}
    if "id" in frame:
        for row in frame[frame["type"].isin(["job", "pickup", "delivery"])].itertuples():
            person = problem.caregivers[int(row.vehicle_id)].caregiver_id
            tours.setdefault(person, []).append(_call(problem, int(row.id), int(row.arrival + row.waiting_time)))
    return {person: tuple(calls) for person, calls in tours.items()}


def _call(problem: Problem, number: int, start: int) -> Call:
    visits = len(problem.visits)
    if number < visits:
        return Call(problem.visits[number].visit_id, "visit", start)
    shipment = problem.shipments[(number - visits) // 2]
    return Call(shipment.shipment_id, "delivery" if (number - visits) % 2 else "pickup", start)

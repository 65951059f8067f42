"""What does not change while a plan is edited: the ways, and what there is to do at each stop."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduling.ground import UNREACHABLE, Matrix, TimeWindow
from scheduling.problem import Caregiver, Problem
from scheduling.result import Stop, StopKind

Key = tuple[str, str, bool]
"""Visit or shipment id, kind of stop, whether it is the companion's part."""


class Job(NamedTuple):
    """One service of somebody's order. ``pin`` is the moment it is bound to; ``begun`` jobs stand at it."""

    name: str
    kind: StopKind
    companion: bool
    place: str
    service: int
    windows: tuple[TimeWindow, ...]
    pin: int | None = None
    begun: bool = False
    deadline: int | None = None
    """Seconds from its end until the specimen that is taken should be in a laboratory."""

    @property
    def key(self) -> Key:
        """What the job is found by."""
        return self.name, self.kind, self.companion


@dataclass(slots=True)
class _Band:
    rows: dict[str, int]
    matrix: Matrix


@dataclass(slots=True)
class Ground:
    """Look-up tables of one problem."""

    problem: Problem
    fetched: frozenset[str] = frozenset()
    """Shipments that people move by their pickup; all others by their delivery. The other end comes along."""
    caregivers: dict[str, Caregiver] = field(init=False)
    jobs: dict[Key, Job] = field(init=False)
    names: tuple[str, ...] = field(init=False)
    """Visits and shipments in the order of the problem."""
    partners: dict[Key, tuple[Key, ...]] = field(init=False)
    """Everything that starts together with a job or in a bounded time from it."""
    _from: dict[str, list[int]] = field(init=False)
    _bands: dict[str, list[_Band]] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.caregivers = {c.caregiver_id: c for c in problem.caregivers}
        self.jobs = {job.key: job for job in _jobs(problem, self.fetched)}
        self.names = (*(v.visit_id for v in problem.visits), *(s.shipment_id for s in problem.shipments))
        self.partners = _partners(problem)
        self._bands, self._from = {}, {}
        for matrix in sorted(problem.matrices, key=lambda m: m.from_time):
            rows = {place: n for n, place in enumerate(matrix.places)}
            self._bands.setdefault(matrix.vehicle, []).append(_Band(rows, matrix))
            self._from.setdefault(matrix.vehicle, []).append(matrix.from_time)

    def leg(self, vehicle: str, here: str, there: str, moment: int) -> tuple[int, int]:
        """Seconds and metres of a way left at ``moment``; no way counts as no time at all, the check names it."""
        bands = self._bands[vehicle]
        band = bands[max(0, bisect_right(self._from[vehicle], moment) - 1)] if len(bands) > 1 else bands[0]
        row, column = band.rows.get(here), band.rows.get(there)
        if row is None or column is None or band.matrix.seconds[row][column] >= UNREACHABLE:
            return 0, 0
        return band.matrix.seconds[row][column], band.matrix.metres[row][column]

    def job_of(self, stop: Stop) -> Job | None:
        """The job of a stop of a plan; None for work that the problem does not know."""
        if stop.kind == "laboratory":
            return Job("", "laboratory", False, stop.place_id, stop.departure - stop.start, ())
        return self.jobs.get((stop.visit_id, stop.kind, stop.companion))

    def served(self, name: str) -> Job | None:
        """The job that people move: a visit, or the end of a shipment that is not at the store."""
        kind: StopKind = "pickup" if name in self.fetched else "delivery"
        return self.jobs.get((name, "visit", False)) or self.jobs.get((name, kind, False))

    def other_end(self, job: Job) -> Job | None:
        """The other end of a shipment; None for a visit."""
        ends: dict[StopKind, StopKind] = {"pickup": "delivery", "delivery": "pickup"}
        return self.jobs.get((job.name, ends[job.kind], False)) if job.kind in ends else None

    def hidden(self, job: Job) -> bool:
        """Whether a job comes along with others: loading, bringing back, handing in."""
        return job.kind == "laboratory" or (
            job.kind != "visit" and (job.kind == "pickup") != (job.name in self.fetched)
        )


def _jobs(problem: Problem, fetched: frozenset[str]) -> Iterable[Job]:
    pins = {pin.visit_id: pin for pin in problem.pins}
    for visit in problem.visits:
        pin = pins.get(visit.visit_id)
        start, begun = (pin.start, pin.frozen) if pin else (None, False)
        for companion in (False, True) if visit.two_person else (False,):
            deadline = None if companion else visit.specimen_deadline
            yield Job(
                visit.visit_id, "visit", companion, visit.place_id, visit.service_duration, visit.windows, start, begun,
                deadline,
            )  # fmt: skip
    underway = {item.shipment_id: item for item in problem.underway}
    for item in problem.shipments:
        known = underway.get(item.shipment_id)
        moments = (known.picked_up, known.delivered) if known else (None, None)
        kinds: tuple[StopKind, StopKind] = ("pickup", "delivery")
        for kind, end, moment in zip(kinds, (item.pickup, item.delivery), moments, strict=True):
            begun = moment is not None
            shown = (kind == "pickup") == (item.shipment_id in fetched)
            bound = pins[item.shipment_id].start if shown and not begun and item.shipment_id in pins else moment
            yield Job(item.shipment_id, kind, False, end.place_id, end.service_duration, end.windows, bound, begun)


def _partners(problem: Problem) -> dict[Key, tuple[Key, ...]]:
    tied: dict[Key, set[Key]] = {}
    together = [[(name, "visit", False) for name in group.visit_ids] for group in problem.groups]
    together += [[(link.first, "visit", False), (link.second, "visit", False)] for link in problem.dependencies]
    together += [[(v.visit_id, "visit", False), (v.visit_id, "visit", True)] for v in problem.visits if v.two_person]
    for keys in together:
        for key in keys:
            tied.setdefault(key, set()).update(other for other in keys if other != key)
    return {key: tuple(sorted(others)) for key, others in tied.items()}

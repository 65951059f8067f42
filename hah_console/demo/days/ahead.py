"""Who will be late as things stand: each one's way through what is left of the plan, from where she is now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hah_console.demo.days.rest_of_day import CARRIED, HAND_IN_S
from hah_console.demo.days.state import Worker

if TYPE_CHECKING:
    from hah_console.demo.days.field import Field


@dataclass(frozen=True, slots=True)
class Planned:
    """One stop of somebody's plan."""

    visit_id: str
    kind: str
    start: int

    @property
    def hands_in(self) -> bool:
        """Whether it is a stop at the laboratory."""
        return self.kind == "laboratory" or self.visit_id.startswith(CARRIED)


@dataclass(frozen=True, slots=True)
class Way:
    """What is left for somebody: her stops in order, and when the break begins that she has not taken."""

    worker: Worker
    stops: Sequence[Planned]
    pause: int | None


def late_ahead(field: "Field", ways: Iterable[Way]) -> dict[str, int]:
    """Visits that will begin after their windows, and specimens aboard that will be handed in after they keep, by the
    ways as the tables have them now, with the seconds."""
    late = (found for way in ways for found in _late_on(field, way))
    return {name: seconds for name, seconds in late if seconds > 0}


def _late_on(field: "Field", way: Way) -> Iterator[tuple[str, int]]:
    """Everything with a limit on somebody's way, with the seconds after it; what is aboard is handed in once."""
    aboard = list(way.worker.carried)
    for visit_id, moment in _starts(field, way):
        job = field.visit_job(visit_id)
        if job is not None:
            yield visit_id, moment - job.latest
        else:
            yield from ((f"{CARRIED}{one.task_id}", moment - one.due) for one in aboard)
            aboard.clear()


def _starts(field: "Field", way: Way) -> Iterator[tuple[str, int]]:
    """When each visit begins, and, without a name, when she comes to the laboratory; at the latest at the end."""
    worker, pause = way.worker, way.pause
    at, place = _free_from(field, worker), worker.place
    for stop in way.stops:
        if pause is not None and pause <= stop.start:
            at, pause = max(at, pause) + 60 * worker.shift.break_minutes, None
        job = field.visit_job(stop.visit_id)
        to = worker.base if job is None else field.place_of(job)
        at, place = at + field.rides.planned_s(worker.vehicle, place, to), to
        if job is None:
            yield "", at
            at += HAND_IN_S
        else:
            together = stop.start if job.task.staff_needed > 1 else 0
            at = max(at, job.earliest, together)
            yield stop.visit_id, at
            at += 60 * job.minutes
    yield "", at + field.rides.planned_s(worker.vehicle, place, worker.base)


def _free_from(field: "Field", worker: Worker) -> int:
    """When she has done what she is at, or on the way to."""
    at, job = max(worker.begins, worker.until, field.now), field.visit_job(worker.visit_id)
    return at if job is None or not job.open else max(at, job.earliest) + 60 * job.minutes


@dataclass(slots=True)
class Watch:
    """When lateness is worth a look: at most every ``again_s``, and only what has grown by ``grown_s`` since."""

    again_s: int
    grown_s: int
    _not_before: int = 0
    _known: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """A new day."""
        self._not_before, self._known = 0, {}

    def asks(self, now: int, late: dict[str, int]) -> bool:
        """Whether the day should be planned again at ``now`` (s) because of these."""
        if now < self._not_before:
            return False
        grown = any(seconds > self._known.get(visit_id, 0) + self.grown_s for visit_id, seconds in late.items())
        self._not_before = now + self.again_s if grown else self._not_before
        return grown

    def settled(self, late: dict[str, int]) -> None:
        """What is late after planning again: it could not be helped."""
        self._known = late

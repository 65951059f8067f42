"""One change by hand: a stop goes to somebody, behind another stop, or out of the plan."""

import msgspec

from scheduling.errors import SchedulingError
from scheduling.hand.along import put_in, without_use
from scheduling.hand.ground import Ground, Job
from scheduling.result import StopKind

Orders = dict[str, tuple[Job, ...]]
"""The jobs of each caregiver in their order; only caregivers with jobs."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Move a visit to ``caregiver_id`` behind the stop ``behind`` (empty: in front of all), or out of the plan when no
    caregiver is named; what must be planned together with it goes out, too."""

    visit_id: str
    caregiver_id: str = ""
    behind: str = ""


class EditRefused(SchedulingError):
    """The change cannot be tried at all: ``reason`` is ``unknown`` (visit or caregiver) or ``begun``."""

    def __init__(self, visit_id: str, reason: str) -> None:
        self.visit_id, self.reason = visit_id, reason
        super().__init__(f"{visit_id}: {reason}")


def applied(ground: Ground, orders: Orders, edit: Edit) -> Orders:
    """The orders of those whose work changes, also the empty ones. Raises EditRefused."""
    job = ground.served(edit.visit_id)
    if job is None or (edit.caregiver_id and edit.caregiver_id not in ground.caregivers):
        raise EditRefused(edit.visit_id, "unknown")
    if job.begun:
        raise EditRefused(edit.visit_id, "begun")
    if not edit.caregiver_id:
        return _without(orders, _whole(ground, job))
    changed = _without(orders, {job.name})
    rest = changed.get(edit.caregiver_id, orders.get(edit.caregiver_id, ()))
    return {**changed, edit.caregiver_id: put_in(ground, edit.caregiver_id, rest, job, edit.behind)}


def _whole(ground: Ground, job: Job) -> set[str]:
    """The names of everything that is planned or left out with a job."""
    names, waiting = {job.name}, [job.key]
    while waiting:
        for key in ground.partners.get(waiting.pop(), ()):
            if key[0] not in names:
                names.add(key[0])
                waiting.append(key)
    begun = next((name for name in sorted(names) if _begun(ground, name)), None)
    if begun is not None:
        raise EditRefused(begun, "begun")
    return names


def _begun(ground: Ground, name: str) -> bool:
    kinds: tuple[StopKind, ...] = ("visit", "pickup", "delivery")
    return any(job.begun for kind in kinds if (job := ground.jobs.get((name, kind, False))))


def _without(orders: Orders, names: set[str]) -> Orders:
    """The orders of those who lose something, and nobody goes to a laboratory with nothing any more; what has begun,
    such as loading, stays where it was."""
    return {
        who: without_use(jobs, tuple(job for job in jobs if job.begun or job.name not in names))
        for who, jobs in orders.items()
        if any(job.name in names for job in jobs)
    }

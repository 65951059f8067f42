"""One change by hand: a stop goes to somebody, behind another stop, or out of the plan."""

from collections.abc import Mapping

import msgspec

from scheduling.errors import SchedulingError
from scheduling.hand.ground import Ground, Job

Orders = dict[str, tuple[Job, ...]]
"""The jobs of each caregiver in their order; only caregivers with jobs."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Move a visit to ``caregiver_id`` behind the stop ``behind`` (empty: in front of all), or out of the plan when no
    caregiver is named; what must be planned together with it goes out, too."""

    visit_id: str
    caregiver_id: str = ""
    behind: str = ""


class EditRefused(SchedulingError):
    """The change cannot be tried at all: ``reason`` is ``unknown`` (visit or caregiver), ``begun`` or ``fixed``; then
    ``stop`` is the visit in front of which somebody loads or hands in, empty for the way home."""

    def __init__(self, visit_id: str, reason: str, stop: str = "") -> None:
        self.visit_id, self.reason, self.stop = visit_id, reason, stop
        super().__init__(f"{visit_id}: {reason}")


def applied(ground: Ground, orders: Orders, edit: Edit, held: Mapping[str, str] | None = None) -> Orders:
    """The orders of those whose work changes, also the empty ones. Raises EditRefused, also for what is ``held``."""
    job = ground.jobs.get((edit.visit_id, "visit", False))
    if job is None or (edit.caregiver_id and edit.caregiver_id not in ground.caregivers):
        raise EditRefused(edit.visit_id, "unknown")
    if job.begun:
        raise EditRefused(edit.visit_id, "begun")
    whole = {job.name} if edit.caregiver_id else _whole(ground, job)
    if held and (kept := sorted(whole & held.keys())):
        raise EditRefused(edit.visit_id, "fixed", held[kept[0]])
    if not edit.caregiver_id:
        return _without(orders, whole)
    changed = _without(orders, {job.name})
    rest = changed.get(edit.caregiver_id, orders.get(edit.caregiver_id, ()))
    at = next((n + 1 for n, other in enumerate(rest) if other.name == edit.behind and edit.behind), 0)
    at = max(at, sum(other.begun for other in rest))
    return {**changed, edit.caregiver_id: (*rest[:at], job, *rest[at:])}


def _whole(ground: Ground, job: Job) -> set[str]:
    """The names of everything that is planned or left out with a job."""
    names, waiting = {job.name}, [job.key]
    while waiting:
        for key in ground.partners.get(waiting.pop(), ()):
            if key[0] not in names:
                names.add(key[0])
                waiting.append(key)
    begun = next((name for name in names if ground.jobs[name, "visit", False].begun), None)
    if begun is not None:
        raise EditRefused(begun, "begun")
    return names


def _without(orders: Orders, names: set[str]) -> Orders:
    """The orders of those who lose something."""
    return {
        who: tuple(job for job in jobs if job.name not in names)
        for who, jobs in orders.items()
        if any(job.name in names for job in jobs)
    }

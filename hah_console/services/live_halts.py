"""Stops at the store and at laboratories of the running day: who is there, what is in the bag, what is in danger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.halt_report import HaltState, Said
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import HaltId, PatientId, SpecimenId, StaffId, TaskId
from hah_console.domain.live_route import Foreseen
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.specimen import Specimen
from hah_console.domain.staff import Staff
from hah_console.domain.task import Task, TaskState
from hah_console.domain.visit import DayPlan, HaltKind
from hah_console.services.halts import HaltGroup, groups_of, in_the_bag, place_name, with_ends


class HaltFlag(StrEnum):
    """What is in danger: a specimen comes too late, or is still in the bag though all was handed in; not
    everything was there; something is taken along that nobody wants any more; nobody has said a word."""

    SPECIMEN_LATE = "specimen_late"
    SPECIMEN_LEFT = "specimen_left"
    PARTLY = "partly"
    NEEDLESS = "needless"
    UNREPORTED = "unreported"


@dataclass(frozen=True, slots=True)
class LiveHalt:
    """One stop. ``patients`` are masked; ``start`` is as it was or is foreseen, ``planned`` the plan's. Of a laboratory
    ``specimens`` are in the bag now, and ``valid_until`` is the tightest of them."""

    halt_id: HaltId
    halts: tuple[HaltId, ...]
    kind: HaltKind
    state: HaltState
    since: datetime | None
    place: str
    planned: datetime
    start: datetime
    departure: datetime
    patients: tuple[str, ...]
    specimens: tuple[SpecimenId, ...]
    valid_until: datetime | None
    over: bool
    flags: tuple[HaltFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class HaltFacts:
    """What the stops are told from; ``specimens`` are those on the way."""

    plan: DayPlan
    said: Said
    tasks: Mapping[TaskId, Task]
    patients: Mapping[PatientId, Patient]
    hospitals: Sequence[Hospital]
    staff: Mapping[StaffId, Staff]
    specimens: Sequence[Specimen]
    now: datetime


def live_halts(facts: HaltFacts, staff_id: StaffId, stops: Sequence[Foreseen]) -> tuple[LiveHalt, ...]:
    """A worker's stops in the order of the day."""
    visits = [foreseen.stop.visit for foreseen in stops]
    mine = {visit.task_id for visit in visits if "#" not in visit.visit_id}
    own = [one for one in facts.specimens if one.task_id in mine]
    rows = (
        (_halt(facts, group, stops, in_the_bag(group, own, visits) if group.kind is HaltKind.HAND_IN else ()), group)
        for group in groups_of(with_ends(facts.plan, facts.staff, facts.hospitals), staff_id)
    )
    planned = set(facts.plan.halts)
    return tuple(row for row, group in rows if group.halts[0] in planned or row.since or row.specimens)


def _halt(facts: HaltFacts, group: HaltGroup, stops: Sequence[Foreseen], bag: Sequence[Specimen]) -> LiveHalt:
    state, start = group.state(facts.said), _start(facts, group, stops)
    passed = any(f.begun and f.stop.visit.start >= group.start for f in stops)
    tasks = [facts.tasks[h.task_id] for h in group.halts if h.task_id is not None and h.task_id in facts.tasks]
    names = (masked_name(facts.patients[task.patient_id].name) for task in tasks if task.patient_id in facts.patients)
    until = bag[0].valid_until if bag else None
    over = state is HaltState.DONE or (passed and state is HaltState.AHEAD and not group.missing(facts.said))
    return LiveHalt(
        halt_id=group.names[0],
        halts=group.names,
        kind=group.kind,
        state=state,
        since=group.since(facts.said),
        place=place_name(group.place, facts.hospitals),
        planned=group.start,
        start=start,
        departure=start + (group.departure - group.start),
        patients=tuple(dict.fromkeys(names)),
        specimens=tuple(one.specimen_id for one in bag),
        valid_until=until,
        over=over,
        flags=tuple(_flags(facts, group, state, start, until, tasks, over=over)),
    )


def _start(facts: HaltFacts, group: HaltGroup, stops: Sequence[Foreseen]) -> datetime:
    """When it began as was said, or will: as much later than planned as the visit before it is, and not before now."""
    reached = facts.said.reached(group.names[0])
    if reached is not None:
        return reached
    before = [f for f in stops if f.stop.visit.start <= group.start and (f.begun or not f.over)]
    late = before[-1].departure - before[-1].stop.visit.departure if before else timedelta(0)
    return max(group.start + max(late, timedelta(0)), facts.now)


def _flags(
    facts: HaltFacts,
    group: HaltGroup,
    state: HaltState,
    start: datetime,
    until: datetime | None,
    tasks: Sequence[Task],
    *,
    over: bool,
) -> Iterator[HaltFlag]:
    if until is not None and state is HaltState.DONE:
        yield HaltFlag.SPECIMEN_LEFT
    elif until is not None and until < max(start, facts.now):
        yield HaltFlag.SPECIMEN_LATE
    if group.missing(facts.said):
        yield HaltFlag.PARTLY
    if group.kind is HaltKind.LOAD and any(task.state is TaskState.CANCELLED for task in tasks):
        yield HaltFlag.NEEDLESS
    silent = state is HaltState.AHEAD and not group.missing(facts.said)
    if not over and silent and group.start <= facts.now:
        yield HaltFlag.UNREPORTED

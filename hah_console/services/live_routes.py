"""The routes of a running day as they were and will be, with the stops at the store and at laboratories."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import halt_ids
from hah_console.domain.ids import StaffId, TaskId, VisitId
from hah_console.domain.live_route import Foreseen
from hah_console.domain.staff import Shift
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import HaltKind, PlannedHalt, PlannedVisit
from hah_console.services.halts import left_behind
from hah_console.services.hand_ports import HandRoute, HandStop
from hah_console.services.live_day import LiveFacts
from hah_console.services.plan_locks import stands
from hah_console.services.planning_document import Day, home_id, shift_of
from hah_console.services.supply import point_id

SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ForeseenHalt:
    """A stop at the store or a laboratory as it was or will be. ``begun``: somebody is there, has been, or is on the
    way."""

    halt: PlannedHalt
    left: datetime
    arrival: datetime
    start: datetime
    begun: bool

    @property
    def departure(self) -> datetime:
        """When it is over."""
        return self.start + (self.halt.departure - self.halt.start)


@dataclass(frozen=True, slots=True)
class Running:
    """A day with everybody's stops in order; ``no_show`` is the visit at which nobody opened, ``anew`` is what stays in
    the van of whoever fell ill and has to be loaded anew."""

    facts: LiveFacts
    day: Day
    foreseen: Mapping[StaffId, list[Foreseen]]
    halts: Mapping[StaffId, list[ForeseenHalt]]
    no_show: VisitId | None = None
    anew: frozenset[TaskId] = frozenset()

    @property
    def begun(self) -> tuple[PlannedVisit, ...]:
        """Visits somebody has left for, with the end of each as it was or will be; not that of a closed door."""
        return begun_of(self.foreseen, self.no_show)

    @property
    def made(self) -> tuple[PlannedHalt, ...]:
        """Stops at the store and at laboratories that stand."""
        return made_of(self.halts)

    def without(self, staff_id: StaffId, kind: TaskKind) -> "Running":
        """The day in which nobody has loaded what somebody has aboard of a kind and has not begun to bring.

        SAFETY(warm): how long a medicine was out of the store knows who carried it; for another it is loaded anew.
        """
        begun, tasks = {visit.task_id for visit in self.begun}, self.day.tasks
        loads = (one.task_id for one in self.made if one.kind is HaltKind.LOAD and one.staff_id == staff_id)
        left = frozenset(n for n in loads if n is not None and n in tasks.keys() - begun and tasks[n].kind is kind)
        halts = {who: [h for h in found if h.halt.task_id not in left] for who, found in self.halts.items()}
        return replace(self, halts=halts, anew=left)

    def routes(self) -> tuple[HandRoute, ...]:
        """One route for each shift of everybody who has a visit left or had one."""
        return tuple(route for staff_id in self.foreseen for route in _routes(self, staff_id))


def begun_of(foreseen: Mapping[StaffId, list[Foreseen]], no_show: VisitId | None) -> tuple[PlannedVisit, ...]:
    """See ``Running.begun``."""
    return tuple(
        replace(f.stop.visit, departure=max(f.departure, f.stop.visit.start))
        for stops in foreseen.values()
        for f in stops
        if f.begun and f.stop.visit.visit_id != no_show
    )


def made_of(halts: Mapping[StaffId, list[ForeseenHalt]]) -> tuple[PlannedHalt, ...]:
    """See ``Running.made``."""
    return tuple(one.halt for found in halts.values() for one in found if one.begun)


def foreseen_halts(facts: LiveFacts, foreseen: Mapping[StaffId, list[Foreseen]]) -> dict[StaffId, list[ForeseenHalt]]:
    """Everybody's stops at no patient's, of those who have visits."""
    return {staff_id: list(_halts(facts, stops, staff_id)) for staff_id, stops in foreseen.items()}


def _halts(facts: LiveFacts, stops: list[Foreseen], staff_id: StaffId) -> Iterator[ForeseenHalt]:
    """SAFETY(loaded): a stop at the store stands when its worker says so, by whatever order of the day; without a word
    when a visit behind it has begun, or when all that is planned in front of it is over and the time to leave for it
    has come: then what it loads is this courier's."""
    told = facts.told
    last = max((f.stop.visit.start for f in stops if f.begun), default=None)
    missing = left_behind(facts.plan, told.said)
    for name, planned in told.halts.items():
        if planned.staff_id == staff_id and name not in missing:
            halt = stands(planned, told.reached(name))
            start = min(halt.start, facts.now)
            yield ForeseenHalt(halt, min(_leaves(halt), start), min(halt.arrival, start), start, begun=True)
    known = told.halts.keys() | missing
    silent = [h for name, h in halt_ids(facts.plan.halts).items() if name not in known and h.staff_id == staff_id]
    for halt in sorted(silent, key=lambda h: (h.start, h.departure)):
        before = [f for f in stops if f.stop.visit.start <= halt.start]
        passed = last is not None and halt.start <= last
        free = max((f.departure for f in before if f.begun or not f.over), default=None)
        yield _foreseen(halt, passed, free, all(f.over for f in before), facts.now)


def _foreseen(halt: PlannedHalt, passed: bool, free: datetime | None, over: bool, now: datetime) -> ForeseenHalt:
    planned = _leaves(halt)
    if passed:
        start = min(halt.start, now)
        return ForeseenHalt(halt, min(planned, start), min(halt.arrival, start), start, begun=True)
    left = planned if free is None else max(planned, free)
    begun = over and left <= now
    late = timedelta(0) if begun else max(timedelta(0), now + SOON - left)
    by = max(timedelta(0), left + late - planned)
    return ForeseenHalt(halt, planned + by, halt.arrival + by, halt.start + by, begun=begun)


def _leaves(halt: PlannedHalt) -> datetime:
    return halt.arrival - timedelta(seconds=halt.travel_seconds)


def _routes(running: Running, staff_id: StaffId) -> Iterable[HandRoute]:
    day, by_shift = running.day, dict[Shift, list[Foreseen]]()
    for f in running.foreseen[staff_id]:
        visit = f.stop.visit
        shift = shift_of(day, visit.staff_id, day.seconds(f.start), day.seconds(f.departure))
        shown = not f.over or f.begun or _at_no_show(running, f)
        if shift is not None and shown and visit.task_id in day.tasks:
            by_shift.setdefault(shift, []).append(f)
    return [_route(running, shift, found) for shift, found in by_shift.items()]


def _at_no_show(running: Running, f: Foreseen) -> bool:
    return running.no_show is not None and f.stop.visit.visit_id == running.no_show


def _route(running: Running, shift: Shift, stops: list[Foreseen]) -> HandRoute:
    day, plan, last = running.day, running.facts.plan, last_begun(stops)
    rows = [_stop(running, f, final=f is last) for f in stops]
    rows += [_halt(day, one) for one in running.halts.get(shift.staff_id, ()) if _known(day, shift, one)]
    rows.sort(key=lambda row: (not row.begun, row.start, row.departure))
    summary = next(
        (
            r
            for r in plan.routes
            if r.staff_id == shift.staff_id and day.seconds(r.ends_at) > day.seconds(shift.starts_at)
        ),
        None,
    )
    legs: tuple[PlannedVisit | PlannedHalt, ...] = (*plan.visits, *plan.halts)
    planned = [leg for leg in legs if leg.staff_id == shift.staff_id]
    back = summary.travel_seconds - sum(leg.travel_seconds for leg in planned) if summary else 0
    metres = summary.travel_metres - sum(leg.travel_metres for leg in planned) if summary else 0
    end = rows[-1].departure + max(0, back)
    pause = day.seconds(summary.break_start) if summary and summary.break_start else None
    breaks = () if pause is None else (_pause(rows, (pause, shift.break_minutes * 60), day.seconds(running.facts.now)),)
    return HandRoute(
        shift.shift_id, rows[0].left, end, max(0, back), max(0, metres), max(0, end - day.seconds(shift.ends_at)),
        tuple(rows), breaks,
    )  # fmt: skip


def _known(day: Day, shift: Shift, one: ForeseenHalt) -> bool:
    """Whether it is of this shift, and of a run that is still one; handing in is of none."""
    runs = day.supply.runs if day.supply else {}
    if day.supply is None or not (one.halt.kind is HaltKind.HAND_IN or one.halt.task_id in runs):
        return False
    return shift_of(day, shift.staff_id, day.seconds(one.start), day.seconds(one.departure)) == shift


def _pause(rows: list[HandStop], planned: tuple[int, int], now: int) -> tuple[int, int]:
    """When the break is taken: as planned, unless she is or was at a stop then; nobody pauses before a patient."""
    start, length = planned
    for row in rows:
        if start < row.departure and row.start < start + length:
            start = max(row.departure, now + 1) if row.departure >= now else row.departure
    return start, length


def _halt(day: Day, one: ForeseenHalt) -> HandStop:
    halt = one.halt
    lasts = day.seconds(halt.departure) - day.seconds(halt.start)
    return HandStop(
        visit_id=str(halt.task_id or ""),
        place_id=point_id(halt.place),
        left=day.seconds(one.left),
        arrival=day.seconds(one.arrival),
        start=day.seconds(one.start),
        departure=day.seconds(one.start) + lasts,
        travel=halt.travel_seconds,
        metres=halt.travel_metres,
        late=halt.late_seconds,
        wait=day.seconds(one.start) - day.seconds(one.arrival),
        begun=one.begun,
        kind=halt.kind,
    )


def _stop(running: Running, f: Foreseen, *, final: bool) -> HandStop:
    """SAFETY(begun): what has begun stands where the plan in force has it; the last of a worker's visits that has
    begun lasts as long as it really does. What nobody has reported has not begun, and may go to somebody else."""
    day, visit, now = running.day, f.stop.visit, running.facts.now
    left, arrival, start, departure = f.left, f.arrival, f.start, f.departure
    if f.begun or _at_no_show(running, f):
        start = (
            min(visit.start, max(arrival, start)) if f.stop.state is FieldState.ON_THE_WAY else min(visit.start, now)
        )
        left, arrival = min(left, now, start), min(arrival, start)
        departure = max(departure if final else visit.departure, start)
    else:
        left = max(left, now + SOON)
    return HandStop(
        visit_id=visit.visit_id,
        place_id=home_id(visit.patient_id),
        left=day.seconds(left),
        arrival=day.seconds(arrival),
        start=day.seconds(start),
        departure=day.seconds(departure),
        travel=visit.travel_seconds,
        metres=visit.travel_metres,
        late=max(0, day.seconds(start) - day.seconds(f.stop.latest)),
        wait=day.seconds(start) - day.seconds(arrival),
        begun=f.begun or _at_no_show(running, f),
    )


def last_begun(stops: list[Foreseen]) -> Foreseen | None:
    """Of somebody's stops the last that has begun."""
    return next((f for f in reversed(stops) if f.begun), None)

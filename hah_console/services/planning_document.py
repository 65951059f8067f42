"""From the day's tasks, people and travel times to the problem document of docs/planning-json.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from hah_console.domain.episode import Episode
from hah_console.domain.ids import EpisodeId, PatientId, ShiftId, StaffId, TaskId
from hah_console.domain.patient import Patient
from hah_console.domain.place import Place
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.road_closure import RoadClosure
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.task import Task, TaskState
from hah_console.domain.visit import HaltKind, LegSource, PlannedHalt, PlannedVisit, VisitPin
from hah_console.services.home_rules import shared_daylight, with_company
from hah_console.services.ports import TravelMatrix, TravelTimes, UnitOfWork
from hah_console.services.supply import Run, Supply, point_id

FORMAT, VERSION = "scheduling.problem", 2
Json = dict[str, object]
DAY_S, METRES_PER_KM = 24 * 3600, 1000
FINE = 50
"""Units of the problem to one of the profile where kilometres have a price: a minute of driving is 3 a metre."""


@dataclass(frozen=True, slots=True)
class Day:
    """Everything planning knows of one day; moments become seconds after ``begins`` (local midnight).

    ``by_light`` are the homes that are visited within ``light`` only, ``closed`` the roads nobody can use.
    """

    day: date
    begins: datetime
    ends: datetime
    tasks: Mapping[TaskId, Task]
    staff: Mapping[StaffId, Staff]
    shifts: Mapping[ShiftId, Shift]
    homes: Mapping[PatientId, Patient]
    episodes: Mapping[EpisodeId, Episode]
    not_before: datetime | None = None
    supply: Supply | None = None
    light: tuple[datetime, datetime] | None = None
    by_light: frozenset[PatientId] = frozenset()
    closed: tuple[RoadClosure, ...] = ()

    def seconds(self, moment: datetime) -> int:
        """Seconds after the beginning of the day, not below 0."""
        return max(0, round((moment - self.begins).total_seconds()))

    def turn(self, local: time) -> int:
        """Seconds after the beginning of the day at a local time of it; 0 where a change of clocks skips midnight."""
        return self.seconds(datetime.combine(self.day, local, self.begins.tzinfo))

    def moment(self, seconds: int) -> datetime:
        """The inverse of ``seconds``, in UTC."""
        return self.begins + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Legs:
    """Travel tables over named places by vehicle kind, each with the second of the day from which it holds, 0 first."""

    place_ids: tuple[str, ...]
    tables: Mapping[str, tuple[tuple[int, TravelMatrix], ...]]

    def source(self, vehicle: str, start: str, end: str) -> LegSource:
        """Where the travel time of a leg comes from, whatever the hour."""
        row, column = self.place_ids.index(start), self.place_ids.index(end)
        return LegSource(self.tables[vehicle][0][1].sources[row][column])


@dataclass(frozen=True, slots=True)
class Hold:
    """What planning may not touch: decisions of people, visits that have begun, stops at the store and at laboratories
    that are ``made``, and the past before ``freeze``."""

    pins: tuple[VisitPin, ...] = ()
    begun: tuple[PlannedVisit, ...] = ()
    freeze: datetime | None = None
    made: tuple[PlannedHalt, ...] = ()


NOTHING_HELD = Hold()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the next."""
    begins = datetime.combine(day, time.min, zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone)
    return begins, ends


def read_day(uow: UnitOfWork, zone: ZoneInfo, day: date, not_before: datetime | None = None) -> Day:
    """Read what has to be planned: requested work on site that begins on the day, and the shifts that touch it."""
    begins, ends = bounds(day, zone)
    due = [t for t in uow.tasks.between(begins, ends) if t.earliest >= begins and t.state is TaskState.REQUESTED]
    flags = uow.home_flags.in_force({task.patient_id for task in due})
    tasks = [with_company(task, flags) for task in due if task.kind.on_site]
    shifts = uow.staff.shifts(begins, ends)
    people = {patient.patient_id: patient for patient in uow.patients.some({t.patient_id for t in tasks})}
    patients = {t.patient_id: people[t.patient_id] for t in tasks}
    episodes = {e.episode_id: e for e in uow.episodes.open()}
    staff = {s.staff_id: s for s in uow.staff.all()}
    by_light = frozenset(flag.patient_id for flag in flags if flag.daylight_only)
    return Day(
        day=day,
        begins=begins,
        ends=ends,
        tasks={t.task_id: t for t in tasks},
        staff=staff,
        shifts={s.shift_id: s for s in shifts if s.staff_id in staff},
        homes=patients,
        episodes=episodes,
        not_before=not_before,
        light=shared_daylight(day, [patient for pid, patient in patients.items() if pid in by_light]),
        by_light=by_light,
        closed=tuple(one for one in uow.road_closures.between(begins, ends) if one.ended_at is None),
    )


def measure_legs(day: Day, travel: TravelTimes) -> Legs:
    """Ask for all travel times the day can need: for each vehicle kind in use and each hour at which times change.

    SAFETY(closed road): every table avoids what is closed while it holds.
    """
    places = places_of(day)
    kinds = sorted({day.staff[s.staff_id].vehicle.value for s in day.shifts.values()})
    points = tuple(places.values())
    turns = {day.turn(turn): turn for turn in travel.hour_turns} | _openings(day)
    around = {begins: around_closed(travel, day, begins) for begins in turns}
    tables = {
        kind: tuple((begins, around[begins].matrix(points, kind, turns[begins])) for begins in sorted(turns))
        for kind in kinds
    }
    return Legs(tuple(places), tables)


def places_of(day: Day) -> dict[str, Place]:
    """Every place somebody can go to on the day, by its id."""
    places: dict[str, Place] = {base_id(day.staff[s.staff_id]): day.staff[s.staff_id].base for s in day.shifts.values()}
    places |= {home_id(patient_id): patient.home for patient_id, patient in day.homes.items()}
    return places | (day.supply.places if day.supply else {})


def around_closed(travel: TravelTimes, day: Day, moment: int) -> TravelTimes:
    """Travel that avoids the roads that are still closed at a second of the day."""
    closed = tuple(one.stretch for one in day.closed if day.seconds(one.until) > moment)
    return travel.avoiding(closed) if closed else travel


def _openings(day: Day) -> dict[int, time]:
    """When closed roads open again within the day, with the local time then."""
    zone = day.begins.tzinfo
    return {day.seconds(one.until): one.until.astimezone(zone).time() for one in day.closed if one.until < day.ends}


def write_problem(day: Day, legs: Legs, profile: PlanningProfile, hold: Hold = NOTHING_HELD) -> bytes:
    """The problem document as UTF-8 JSON. Visit ids are ``task`` and ``task#2``; caregiver ids are shift ids."""
    problem: Json = {
        "name": f"day {day.day.isoformat()}",
        "visits": [*(visit for task in visits_of(day) for visit in _visits(day, task, profile)), *_made(day, hold)],
        "caregivers": [c for shift in day.shifts.values() for c in _caregiver(day, shift)],
        "matrices": [_matrix(kind, legs, *band) for kind, bands in legs.tables.items() for band in bands],
        "depots": [{"place_id": p} for p in sorted({base_id(day.staff[s.staff_id]) for s in day.shifts.values()})],
        "groups": [{"group_id": t.task_id, "visit_ids": visit_ids(t)} for t in visits_of(day) if t.staff_needed > 1],
        "weights": _weights(profile),
        "pins": list(_pins(day, hold)),
        "freeze_time": day.seconds(hold.freeze) if hold.freeze else 0,
        "underway": list(_underway(day, hold)),
        **(_supply(day, day.supply, profile, hold) if day.supply else {}),
    }
    if day.light is not None:
        problem["daylight"] = {"start": day.seconds(day.light[0]), "end": day.seconds(day.light[1])}
    return msgspec.json.encode({"format": FORMAT, "version": VERSION, "problem": problem})


def visits_of(day: Day) -> list[Task]:
    """The tasks that are visits; the others are runs of couriers."""
    return [task for task in day.tasks.values() if day.supply is None or task.task_id not in day.supply.runs]


def home_id(patient_id: PatientId) -> str:
    """The place id of a patient's home."""
    return f"home:{patient_id}"


def base_id(person: Staff) -> str:
    """The place id of where somebody's route starts and ends."""
    return point_id(person.base)


def task_of(visit_id: str) -> TaskId:
    """The task a visit is of."""
    return TaskId(visit_id.partition("#")[0])


def visit_ids(task: Task) -> list[str]:
    """One visit per person needed."""
    return [str(task.task_id), *(f"{task.task_id}#{n}" for n in range(2, task.staff_needed + 1))]


def _visits(day: Day, task: Task, profile: PlanningProfile) -> Iterable[Json]:
    window = {"start": day.seconds(task.earliest), "end": day.seconds(task.latest), "hard": task.hard_window}
    for number, visit_id in enumerate(visit_ids(task)):
        yield {
            "visit_id": visit_id,
            "place_id": home_id(task.patient_id),
            "service_duration": task.duration_minutes * 60,
            "windows": [window],
            "required_skills": sorted(profile.helper_skills if number else task.required_skills),
            "priority": task.priority,
            "optional": task.optional,
            "penalty": profile.optional_left_out[task.priority] * unit_of(profile) if task.optional else 0,
            "preferred_caregivers": [] if number else _preferred(day, task),
            **_specimen(day, task, number),
            "daylight_only": task.patient_id in day.by_light,
        }


def _specimen(day: Day, task: Task, number: int) -> Json:
    """How long what is taken at a visit may take to a laboratory; whoever goes along carries nothing."""
    seconds = day.supply.deadlines.get(task.task_id) if day.supply and not number else None
    return {"specimen_deadline": seconds} if seconds is not None else {}


def _supply(day: Day, supply: Supply, profile: PlanningProfile, hold: Hold) -> Json:
    """Runs of couriers, the stock they are bound by, and where specimens go."""
    store, bound = point_id(supply.store), {str(pin.visit_id): pin.start for pin in hold.pins}
    return {
        "shipments": [
            _shipment(day, day.tasks[task_id], run, profile, bound.get(task_id)) for task_id, run in supply.runs.items()
        ],
        "inventories": [
            {"kit": kit, "place_id": store, "units": units, "cleaning": supply.cleaning_s}
            for kit, units in supply.units.items()
        ],
        "laboratories": [{"place_id": point_id(place)} for place in supply.laboratories],
    }


def _shipment(day: Day, task: Task, run: Run, profile: PlanningProfile, bound: datetime | None) -> Json:
    supply = day.supply
    assert supply is not None, "only runs of a supply are written"
    first, last = (bound, bound) if bound else (task.earliest, task.latest)
    window = {"start": day.seconds(first), "end": day.seconds(last), "hard": task.hard_window or bound is not None}
    any_time = {"start": 0, "end": 2 * DAY_S, "hard": True}
    home = {"place_id": home_id(task.patient_id), "windows": [window], "service_duration": task.duration_minutes * 60}
    store = {"place_id": point_id(supply.store), "windows": [any_time], "service_duration": supply.loading_s}
    limits = {"cold_chain": run.cold_chain_s, "valid_until": run.valid_until_s}
    return {
        "shipment_id": str(task.task_id),
        "pickup": store if run.brings else home,
        "delivery": home if run.brings else store,
        "amount": run.pieces,
        "required_skills": sorted(task.required_skills),
        "kit": run.kit if run.kit in supply.units else "",
        "priority": task.priority,
        "optional": task.optional,
        "penalty": profile.optional_left_out[task.priority] * unit_of(profile) if task.optional else 0,
        **{name: limit for name, limit in limits.items() if limit is not None},
    }


def _preferred(day: Day, task: Task) -> list[str]:
    """Shifts of the person the task or the episode names, if that person has the skills."""
    episode = day.episodes.get(task.episode_id)
    wanted = task.preferred_staff_id or (episode.owner_id if episode else None)
    person = day.staff.get(wanted) if wanted else None
    if person is None or not task.required_skills <= person.skills:
        return []
    return sorted(s.shift_id for s in day.shifts.values() if s.staff_id == person.staff_id)


def _caregiver(day: Day, shift: Shift) -> Iterable[Json]:
    person, ends = day.staff[shift.staff_id], day.seconds(shift.ends_at)
    starts = max(day.seconds(shift.starts_at), day.seconds(day.not_before) if day.not_before else 0)
    if starts < ends:
        yield {
            "caregiver_id": shift.shift_id,
            "shift": {"start": starts, "end": ends, "max_overtime": shift.max_overtime_minutes * 60},
            "start_place": base_id(person),
            "end_place": base_id(person),
            "vehicle": person.vehicle.value,
            "skills": sorted(person.skills),
            "breaks": _breaks(day, shift, starts),
            **_capacity(day, person),
        }


def _capacity(day: Day, person: Staff) -> Json:
    holds = day.supply.holds.get(person.vehicle.value) if day.supply else None
    return {"capacity": holds} if holds is not None else {}


def _breaks(day: Day, shift: Shift, starts: int) -> list[Json]:
    if not shift.break_minutes or shift.break_earliest is None or shift.break_latest is None:
        return []
    latest = day.seconds(shift.break_latest)
    if latest < starts:
        return []
    earliest = min(day.seconds(shift.break_earliest), latest)
    return [{"windows": [{"start": earliest, "end": latest}], "duration": shift.break_minutes * 60}]


def _matrix(kind: str, legs: Legs, from_time: int, table: TravelMatrix) -> Json:
    places = legs.place_ids
    return {"vehicle": kind, "from_time": from_time, "places": places, "seconds": table.seconds, "metres": table.metres}


def _pins(day: Day, hold: Hold) -> Iterable[Json]:
    """Visits that have begun stand; of decisions about others those that still mean somebody and something."""
    known = {visit_id for task in visits_of(day) for visit_id in visit_ids(task)}
    begun = {visit.visit_id for visit in hold.begun}
    for halt, name, shift_id in _past(day, hold):
        yield {"visit_id": name, "caregiver_id": shift_id, "start": day.seconds(halt.start), "frozen": True}
    for visit in hold.begun:
        shift = shift_of(day, visit.staff_id, day.seconds(visit.start), day.seconds(visit.departure))
        if visit.visit_id in known and shift is not None:
            start = day.seconds(visit.start)
            yield {"visit_id": visit.visit_id, "caregiver_id": shift.shift_id, "start": start, "frozen": True}
    for pin in hold.pins:
        moment = day.seconds(pin.start) if pin.start else None
        shift = shift_of(day, pin.staff_id, moment or 0, moment or DAY_S) if pin.staff_id else None
        if pin.visit_id in known - begun and (shift is not None or moment is not None):
            yield {"visit_id": pin.visit_id, "caregiver_id": shift.shift_id if shift else "", "start": moment}


def made_name(day: Day, halt: PlannedHalt, number: int) -> str:
    """How a stop at no patient's is called once it is made: its run, or, where there is none any more, by itself."""
    runs = day.supply.runs if day.supply else {}
    if halt.task_id is not None and halt.task_id in runs:
        return str(halt.task_id)
    return f"halt:{halt.kind.value}:{number}"


def _past(day: Day, hold: Hold) -> Iterable[tuple[PlannedHalt, str, ShiftId]]:
    """Stops at no patient's that are over and whose run is none any more, with their names."""
    runs = day.supply.runs if day.supply else {}
    for number, halt in enumerate(hold.made):
        shift = shift_of(day, halt.staff_id, day.seconds(halt.start), day.seconds(halt.departure))
        name = made_name(day, halt, number)
        if shift is not None and name not in runs:
            yield halt, name, shift.shift_id


def _made(day: Day, hold: Hold) -> Iterable[Json]:
    """Stops that are over stand in the plan like visits that have begun."""
    for halt, name, _ in _past(day, hold):
        starts = day.seconds(halt.start)
        yield {
            "visit_id": name,
            "place_id": point_id(halt.place),
            "service_duration": day.seconds(halt.departure) - starts,
            "windows": [{"start": starts, "end": starts, "hard": False}],
        }


def _underway(day: Day, hold: Hold) -> Iterable[Json]:
    """Runs that a courier has begun: loaded at the store, or fetched from a home and perhaps brought back."""
    runs = day.supply.runs if day.supply else {}
    back = {h.task_id: day.seconds(h.start) for h in hold.made if h.kind is HaltKind.BRING_BACK}
    loaded = ((h.task_id, h.staff_id, h.start, h.departure) for h in hold.made if h.kind is HaltKind.LOAD)
    fetched = ((v.task_id, v.staff_id, v.start, v.departure) for v in hold.begun)
    for task_id, staff_id, start, departure in (*loaded, *fetched):
        shift = shift_of(day, staff_id, day.seconds(start), day.seconds(departure))
        if task_id in runs and shift is not None:
            run = {"shipment_id": str(task_id), "caregiver_id": shift.shift_id, "picked_up": day.seconds(start)}
            yield {**run, "delivered": back.get(task_id)}


def shift_of(day: Day, staff_id: StaffId, starts: int, ends: int) -> Shift | None:
    """The shift of a person that covers most of a time in seconds of the day; None for somebody without one."""
    mine = [shift for shift in day.shifts.values() if shift.staff_id == staff_id]
    return max(mine, key=lambda s: (_shared(day, s, starts, ends), s.shift_id), default=None)


def _shared(day: Day, shift: Shift, starts: int, ends: int) -> int:
    return min(day.seconds(shift.ends_at), ends) - max(day.seconds(shift.starts_at), starts)


def _weights(profile: PlanningProfile) -> Json:
    """Prices in whole units; where kilometres have a price the unit is so small that metres have a whole one."""
    unit = unit_of(profile)
    return {
        "travel_second": profile.driving * unit,
        "travel_metre": round(profile.distance * unit / METRES_PER_KM),
        "late_second": profile.lateness * unit,
        "overtime_second": profile.overtime * unit,
        "unfair_second": profile.fairness * unit,
        "not_preferred": profile.unfamiliar_visit * unit,
        "required_left_out": profile.required_left_out * unit,
    }


def unit_of(profile: PlanningProfile) -> int:
    """How many units of the problem are one unit of the profile."""
    return FINE if profile.distance else 1

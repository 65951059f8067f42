"""How many more patients of which kind can be admitted on a day: the day planned again with ghosts, as an estimate."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Condition
from hah_console.domain.equipment_rules import EquipmentRules, Recipe
from hah_console.domain.errors import PlanningCancelled
from hah_console.domain.kit import KitState
from hah_console.domain.order_rules import OrderRules, WorkRule
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.rulepack import RulePacks
from hah_console.services.context import Context
from hah_console.services.equipment_stock import free_stock
from hah_console.services.planning_answer import Answer, read_answer
from hah_console.services.planning_document import Day, Legs, measure_legs, read_day, unit_of, write_problem
from hah_console.services.ports import PlannerPort, TravelTimes

GHOST = "ghost"
ALL_DAY_S = 24 * 3600
_COMING = frozenset({KitState.CLEANING, KitState.TESTING})
Json = dict[str, Any]


class Limit(StrEnum):
    """What ends first. NONE: the estimate looked no further."""

    KITS = "kits"
    SKILLS = "skills"
    HOURS = "hours"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DayCapacity:
    """``count`` more patients; ``limit`` is why not one more, ``what`` the kind of equipment or the skill."""

    day: date
    count: int
    limit: Limit
    what: str = ""


@dataclass(frozen=True, slots=True)
class ConditionCapacity:
    """Of one condition, today and tomorrow, or the day that was asked about."""

    condition: Condition
    days: tuple[DayCapacity, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """An estimate made at ``at`` of what was known then; ``basis`` names that, for who wants to keep it."""

    rows: tuple[ConditionCapacity, ...]
    at: datetime
    basis: str


@dataclass(frozen=True, slots=True)
class Means:
    """What the estimate is made with."""

    rules: RulePacks
    travel: TravelTimes
    planner: PlannerPort
    profile: PlanningProfile


@dataclass(frozen=True, slots=True)
class _Ground:
    """One day without ghosts: its problem, and how many pieces of each kind could go out on it."""

    day: Day
    legs: Legs
    problem: Json
    free: Mapping[str, int]


def estimate_capacity(
    ctx: Context,
    actor: Actor,
    means: Means,
    known: Capacity | None = None,
    stopped: Callable[[], bool] | None = None,
    on: date | None = None,
) -> Capacity:
    """Today and tomorrow, or the day ``on``, for every condition; some seconds of planning for each, so not on the GUI
    thread.

    ``known`` is given back while plans, shifts, tasks and equipment are what it was made of. Raises NotPermitted,
    PlannerUnavailable, PlanningCancelled when ``stopped``.
    """
    require(actor, Action.VIEW_PATIENT)
    today = ctx.today()
    grounds = _grounds(ctx, means, (on,) if on else (today, today + timedelta(days=1)))
    basis = _basis(grounds)
    if known is not None and known.basis == basis:
        return known
    rows = tuple(
        ConditionCapacity(condition, tuple(_count(ground, recipe, means, stopped) for ground in grounds))
        for condition in Condition
        if (recipe := means.rules.equipment.for_condition(condition)) is not None
    )
    return Capacity(rows, ctx.clock.now(), basis)


def _grounds(ctx: Context, means: Means, on: tuple[date, ...]) -> tuple[_Ground, ...]:
    """What is cleaned or tested today can go out on a later day."""
    now, today = ctx.clock.now(), ctx.today()
    with ctx.store() as uow:
        kits, sets = uow.kits.all(), uow.equipment_sets.open()
        days = [read_day(uow, ctx.zone, day, now if day == today else None) for day in on]
    free = free_stock(kits, sets)
    coming = free_stock([replace(k, state=KitState.AVAILABLE) if k.state in _COMING else k for k in kits], sets)
    return tuple(_ground(day, means, free if day.day <= today else coming) for day in days)


def _ground(day: Day, means: Means, free: Mapping[str, int]) -> _Ground:
    legs = measure_legs(day, means.travel)
    problem = json.loads(write_problem(day, legs, means.profile))
    return _Ground(day, legs, problem, {kind: max(0, count) for kind, count in free.items()})


def _basis(grounds: tuple[_Ground, ...]) -> str:
    """What the estimate rests on, but for the minute: a shift that began a minute ago is the same shift."""
    told = [
        [_timeless(ground.problem["problem"]), sorted(ground.free.items()), _shut(ground.day)] for ground in grounds
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _shut(day: Day) -> list[str]:
    return sorted(f"{one.closure_id} {one.until.isoformat()}" for one in day.closed)


def _timeless(problem: Json) -> Json:
    people = [{**one, "shift": one["shift"]["end"]} for one in problem["caregivers"]]
    return {"visits": problem["visits"], "caregivers": people}


def _count(ground: _Ground, recipe: Recipe, means: Means, stopped: Callable[[], bool] | None) -> DayCapacity:
    """One day and condition: equipment bounds the ghosts, the engine says how many of them find a place."""
    rules, on = means.rules.equipment, ground.day.day
    scarce, pieces = min(
        ((kind, ground.free.get(kind, 0) // wanted) for kind, wanted in recipe.needs),
        key=lambda item: (item[1], item[0]),
    )
    most = min(pieces, rules.most_ghosts)
    if not most:
        return DayCapacity(on, 0, Limit.KITS, scarce)
    if not ground.problem["problem"]["caregivers"]:
        return DayCapacity(on, 0, Limit.HOURS)
    lacking = _lacking_skill(ground, recipe, means.rules)
    if lacking:
        return DayCapacity(on, 0, Limit.SKILLS, lacking)
    _go_on(stopped)
    placed = _placed(ground, recipe, means, most, stopped)
    _go_on(stopped)
    if placed < most:
        return DayCapacity(on, placed, Limit.HOURS)
    return DayCapacity(on, placed, *((Limit.KITS, scarce) if pieces <= rules.most_ghosts else (Limit.NONE, "")))


def _go_on(stopped: Callable[[], bool] | None) -> None:
    """Half an estimate is none."""
    if stopped is not None and stopped():
        raise PlanningCancelled


def _lacking_skill(ground: _Ground, recipe: Recipe, rules: RulePacks) -> str:
    """A skill a visit of the first day wants and nobody on shift has with the others it wants."""
    people = [set(one["skills"]) for one in ground.problem["problem"]["caregivers"]]
    for work in _first_day(recipe, rules.equipment, rules.care.orders):
        if not any(work.skills <= skills for skills in people):
            return min(work.skills - set().union(*people), default=min(work.skills, default=""))
    return ""


def _placed(ground: _Ground, recipe: Recipe, means: Means, most: int, stopped: Callable[[], bool] | None) -> int:
    """How many ghosts have all their visits in a plan of the whole day."""
    document = _with_ghosts(ground, recipe, means, most)
    found = means.planner.solve(
        json.dumps(document).encode(),
        time_limit_s=means.rules.equipment.estimate_s,
        seed=means.profile.seed,
        backend=means.profile.backend,
        cancelled=stopped,
    )
    return _ghosts_in(read_answer(found), most)


def _ghosts_in(answer: Answer, most: int) -> int:
    left_out = {item.visit_id.split("#")[0] for item in answer.solution.unassigned}
    return sum(f"{GHOST}:{number}" not in left_out for number in range(most))


def _with_ghosts(ground: _Ground, recipe: Recipe, means: Means, most: int) -> Json:
    problem: Json = ground.problem["problem"]
    homes = sorted(place for place in ground.legs.place_ids if place.startswith("home:")) or list(ground.legs.place_ids)
    penalty = means.profile.optional_left_out[max(means.profile.optional_left_out)] * unit_of(means.profile)
    works = _first_day(recipe, means.rules.equipment, means.rules.care.orders)
    ghosts = [
        _ghost(number, homes[number * len(homes) // most], works, _rest_of(ground), penalty) for number in range(most)
    ]
    links = [
        {"first": before["visit_id"], "second": after["visit_id"], "min_delay": 0, "max_delay": ALL_DAY_S,
         "caregivers": "any"}
        for visits in ghosts
        for before, after in pairwise(visits)
    ]  # fmt: skip
    more = {"visits": [*problem["visits"], *(visit for visits in ghosts for visit in visits)], "dependencies": links}
    return {**ground.problem, "problem": {**problem, **more}}


def _rest_of(ground: _Ground) -> tuple[int, int]:
    """From the first shift (or now) until the last one ends, in seconds of the day."""
    shifts = [one["shift"] for one in ground.problem["problem"]["caregivers"]]
    return min(shift["start"] for shift in shifts), max(shift["end"] for shift in shifts)


def _ghost(number: int, home: str, works: list[WorkRule], open_s: tuple[int, int], penalty: int) -> list[Json]:
    return [
        {
            "visit_id": f"{GHOST}:{number}#{place}",
            "place_id": home,
            "service_duration": work.minutes * 60,
            "windows": [{"start": open_s[0], "end": open_s[1], "hard": True}],
            "required_skills": sorted(work.skills),
            "priority": work.priority,
            "optional": True,
            "penalty": penalty,
        }
        for place, work in enumerate(works)
    ]


def _first_day(recipe: Recipe, equipment: EquipmentRules, orders: OrderRules) -> list[WorkRule]:
    """The visits of the day somebody is admitted: her equipment first, then what the recipe names."""
    return [equipment.delivery, *(orders.work[kind] for kind in recipe.first_day)]

"""The demo day with couriers who load at the store, planned and planned again in this process."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hah_console.domain.clock import ManualClock
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit, VisitPin
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan
from helpers.hand_day import FewMoves, opened, published
from helpers.route_desk import DAY, DISPATCHER, PROFILE, TRAVEL, make_day
from helpers.ward import RULES

MINUTE = timedelta(minutes=1)


class Listening(FewMoves):
    """Keeps the problem it was asked."""

    asked: dict[str, list[dict[str, object]]]

    def solve(self, problem_json: bytes, **options: object) -> bytes:
        self.asked = json.loads(problem_json)["problem"]
        return super().solve(problem_json, **options)


def make_courier_day(folder: Path) -> Path:
    """A store with a published plan whose couriers load, and wait at the store and not at the door."""
    path = make_day(folder)
    ctx, store = opened(path)
    plan = published(ctx, RULES)
    loaded = {halt.task_id for halt in plan.halts if halt.kind is HaltKind.LOAD}
    visits = tuple(replace(v, arrival=v.start) if v.task_id in loaded else v for v in plan.visits)
    with ctx.store() as uow:
        uow.plans.save(replace(plan, visits=visits))
        uow.commit()
    store.close()
    return path


def waiting_van(plan: DayPlan) -> tuple[PlannedHalt, PlannedVisit]:
    """The loading that lies longest before its delivery."""
    visits = {visit.task_id: visit for visit in plan.visits}
    loads = [halt for halt in plan.halts if halt.kind is HaltKind.LOAD and halt.task_id in visits]
    return max(((h, visits[h.task_id]) for h in loads if h.task_id), key=lambda found: found[1].start - found[0].start)


def again(
    ctx: Context, at: datetime, rules: RulePacks = RULES, pins: tuple[VisitPin, ...] = ()
) -> tuple[Context, DayPlan, Listening]:
    later, planner = Context(ctx.store, ManualClock(at)), Listening()
    return later, draft_plan(later, DISPATCHER, DAY, TRAVEL, planner, PROFILE, pins=pins, rules=rules)[0], planner

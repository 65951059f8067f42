"""Closed roads: reported at the desk, kept until their time is over or somebody takes them back."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import RoadClosureId, VisitId
from hah_console.domain.road_closure import RoadClosure, Stretch
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import TravelTimes, UnitOfWork
from hah_console.services.seen import require_seen

ENTITY = "road_closure"


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closed road with the names of who reported and who took it back; ``holds`` as of when it was read."""

    closure: RoadClosure
    reported_by: str
    ended_by: str
    holds: bool


def report_closed(
    ctx: Context, actor: Actor, stretch: Stretch, until: datetime, note: str = ""
) -> tuple[RoadClosure, Changes]:
    """Nobody gets through there until some moment: every plan, price and proposal made from now on goes round it.

    SAFETY(closed road). Raises NotPermitted, InvalidInput (a moment that is over, a stretch that is closed already).
    """
    require(actor, Action.PLAN_ROUTES)
    now, said = ctx.clock.now(), written_line(note, "note")
    closure = RoadClosure(
        RoadClosureId(f"RC-{uuid.uuid4().hex[:16]}"), stretch, said, now, actor.user_id, until
    )  # fmt: skip
    with ctx.store() as uow:
        uow.take_turn()
        if any(one.stretch == stretch and one.holds(now) for one in uow.road_closures.between(now, until)):
            raise InvalidInput(field="way", value=stretch.name, reason="said_twice")
        stored = uow.road_closures.save(closure)
        record(uow, actor, now, "report_closed_road", ENTITY, stored.closure_id, name=stretch.name)
        return stored, uow.commit()


def open_again(
    ctx: Context, actor: Actor, closure_id: RoadClosureId, expected_version: int | None, reason: str
) -> Changes:
    """The road is open before its time. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition,
    InvalidInput without a reason."""
    require(actor, Action.PLAN_ROUTES)
    now, said = ctx.clock.now(), written_line(reason, "reason", needed=True)
    with ctx.store() as uow:
        closure = uow.road_closures.get(closure_id)
        require_seen(ENTITY, closure_id, expected_version, closure.version)
        uow.road_closures.save(closure.ended(actor.user_id, now, said))
        record(uow, actor, now, "open_closed_road", ENTITY, closure_id, name=closure.stretch.name)
        return uow.commit()


def closures_between(uow: UnitOfWork, begins: datetime, ends: datetime, now: datetime) -> tuple[ClosureRow, ...]:
    """The closed roads of a span of time, those that hold first, then the newest report."""
    names = {str(user.user_id): user.name for user in uow.users.all()}

    def named(user_id: str | None) -> str:
        return names.get(str(user_id or ""), str(user_id or ""))

    rows = [
        ClosureRow(one, named(one.reported_by), named(one.ended_by), one.holds(now))
        for one in uow.road_closures.between(begins, ends)
    ]
    return tuple(sorted(rows, key=lambda row: not row.holds))


def ways_between(ctx: Context, travel: TravelTimes, first: VisitId, second: VisitId) -> tuple[Stretch, ...]:
    """The streets from one visit of today's plan to another, in the order in which they are driven, as the plan in
    force would be driven now. Nothing when either is not planned, or both are in one place."""
    with ctx.store() as uow:
        plan = uow.plans.published(ctx.today())
        found = {v.visit_id: v for v in (plan.visits if plan else ()) if v.visit_id in {first, second}}
        if len(found) != len({first, second}):
            return ()
        here, there = (uow.patients.get(found[name].patient_id).home for name in (first, second))
        vehicle = uow.staff.get(found[first].staff_id).vehicle.value
        now = ctx.clock.now()
        closed = [one.stretch for one in uow.road_closures.between(now, now + timedelta(days=1)) if one.holds(now)]
    if (here.lat, here.lon) == (there.lat, there.lon):
        return ()
    return (travel.avoiding(closed) if closed else travel).streets(here, there, vehicle)

"""What is said of visits in the field, at the desk or by a phone: each report once, with everything that follows."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.claims.rules import ClaimRules
from hah_console.domain.claims.visit_record import LONGEST, VisitMode, VisitRecord
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError
from hah_console.domain.field_visit import (
    LONGEST_REMARK,
    WITH_PATIENT,
    FieldReport,
    FieldState,
    FieldVisit,
    moment_of,
)
from hah_console.domain.ids import FieldReportId, StaffId, VisitId
from hah_console.domain.staff import Profession
from hah_console.domain.visit import PlannedVisit
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.doses import complete_task_of
from hah_console.services.order_end import settle_order
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen
from hah_console.services.visit_records import arrived, in_vain, left

DESK = "desk"
_UNDER_WAY = frozenset({FieldState.ARRIVED, FieldState.LEFT})


class ReportRefused(HahError):
    """A report that cannot be true: of a visit nobody planned, or of another worker, or altered. Facts: reason."""

    code = "report_refused"


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of a visit. ``waited``: how long it lay on the phone, by the phone's own clock, before it
    was sent; ``told_at`` what that clock showed."""

    report_id: FieldReportId
    visit_id: VisitId
    staff_id: StaffId
    state: FieldState
    reason: str = ""
    remark: str = ""
    card_read: bool = False
    told_at: datetime | None = None
    waited: timedelta = timedelta(0)
    source: str = DESK


@dataclass(frozen=True, slots=True)
class Reported:
    """Where the visit stands now; without ``effect`` this report was known, or came too late to matter."""

    visit: FieldVisit
    effect: bool
    changes: Changes = field(default_factory=Changes)


def report_field(
    ctx: Context, actor: Actor, saying: Saying, rules: ClaimRules, expected_version: int | None = None
) -> Reported:
    """Take in one report.

    SAFETY(report once): what comes twice has one effect, and what comes after the visit has gone on has none and is
    kept. At the desk what cannot be raises IllegalTransition. Raises NotPermitted, ReportRefused, InvalidInput,
    VersionConflict when the visit changed since it was seen.
    """
    require(actor, Action.REPORT_FIELD)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        report = _report(actor, saying, now)
        known = uow.field_visits.report(saying.report_id)
        if known is not None:
            return _again(uow, known, report)
        visit = field_visit_of(ctx, uow, saying.visit_id, saying.staff_id, now)
        require_seen("field_visit", saying.visit_id, expected_version, visit.version)
        if saying.source != DESK and not visit.may(saying.state):
            return _too_late(uow, actor, visit, report, now)
        moved = visit.moved(saying.state, report.at, report.reason, report.remark)
        stored = uow.field_visits.save(_followed(uow, actor, visit, moved, report, rules, now))
        _keep(uow, actor, stored, replace(report, at=stored.since), now)
        return Reported(stored, True, uow.commit())


def field_visit_of(ctx: Context, uow: UnitOfWork, visit_id: VisitId, staff_id: StaffId, now: datetime) -> FieldVisit:
    """Where a worker's visit stands; assigned by the plan in force when nobody has said anything of it.

    Raises ReportRefused for a visit that is not this worker's.
    """
    known, planned = uow.field_visits.find(visit_id), planned_visit(ctx, uow, visit_id)
    if known is not None and known.staff_id == staff_id and (planned is None or known.state in _UNDER_WAY):
        return known
    if planned is None:
        raise ReportRefused(reason="not_planned")
    if planned.staff_id != staff_id:
        raise ReportRefused(reason="another_worker")
    if known is not None:
        return known if known.staff_id == staff_id else known.given_to(staff_id, now)
    return _assigned(ctx, uow, planned)


def planned_visit(ctx: Context, uow: UnitOfWork, visit_id: VisitId) -> PlannedVisit | None:
    """The visit in the plan in force today, or in that of the night before."""
    for day in (ctx.today(), ctx.today() - timedelta(days=1)):
        plan = uow.plans.published(day)
        found = next((v for v in plan.visits if v.visit_id == visit_id), None) if plan else None
        if found is not None:
            return found
    return None


def _assigned(ctx: Context, uow: UnitOfWork, planned: PlannedVisit) -> FieldVisit:
    task, day = uow.tasks.get(planned.task_id), ctx.local(planned.start).date()
    return FieldVisit(
        planned.visit_id, task.task_id, task.patient_id, task.episode_id, planned.staff_id, day, ctx.day_begins(day)
    )


def _report(actor: Actor, saying: Saying, now: datetime) -> FieldReport:
    remark = written_line(saying.remark, "remark", longest=LONGEST_REMARK)
    return FieldReport(
        saying.report_id, saying.visit_id, saying.staff_id, saying.state, moment_of(now, saying.waited), now,
        str(actor.user_id), saying.source, saying.told_at, saying.reason, remark, saying.card_read,
    )  # fmt: skip


def _again(uow: UnitOfWork, known: FieldReport, report: FieldReport) -> Reported:
    if not known.says_the_same(report):
        raise ReportRefused(reason="altered")
    return Reported(uow.field_visits.get(known.visit_id), effect=False)


def _too_late(uow: UnitOfWork, actor: Actor, visit: FieldVisit, report: FieldReport, now: datetime) -> Reported:
    stored = visit if visit.version else uow.field_visits.save(visit)
    _keep(uow, actor, stored, replace(report, effect=False), now)
    return Reported(stored, False, uow.commit())


def _keep(uow: UnitOfWork, actor: Actor, visit: FieldVisit, report: FieldReport, now: datetime) -> None:
    uow.field_visits.add_report(report)
    facts = {"state": report.state.value, "since": report.at.isoformat(), "effect": "yes" if report.effect else "no"}
    if report.reason:
        facts["reason"] = report.reason
    record(uow, actor, now, "report_field", "field_visit", visit.visit_id, visit.patient_id, **facts)


def _followed(
    uow: UnitOfWork,
    actor: Actor,
    before: FieldVisit,
    moved: FieldVisit,
    report: FieldReport,
    rules: ClaimRules,
    now: datetime,
) -> FieldVisit:
    """What a new state brings: arrival and leaving stand in the visit's record, a visit that is done ends its task."""
    if moved.state is WITH_PATIENT:
        moved = _arrived(uow, actor, moved, now)
    elif before.state is WITH_PATIENT:
        _ended(uow, actor, moved, report, rules, now)
    if moved.state is FieldState.DONE and "#" not in moved.visit_id:
        _task_done(uow, actor, moved, now)
    return moved


def _arrived(uow: UnitOfWork, actor: Actor, visit: FieldVisit, now: datetime) -> FieldVisit:
    """One record for each worker and task, whoever began it; a courier's delivery is none."""
    if uow.staff.get(visit.staff_id).profession is Profession.COURIER:
        return visit
    if uow.episodes.get(visit.episode_id).state is EpisodeState.CLOSED:
        return visit
    begun = _record_of(uow, visit) or arrived(
        uow, actor, visit.episode_id, visit.staff_id, VisitMode.IN_PERSON, visit.since, now, task_id=visit.task_id
    )
    return replace(visit, visit_record_id=begun.visit_record_id)


def _record_of(uow: UnitOfWork, visit: FieldVisit) -> VisitRecord | None:
    mine = (r for r in uow.visit_records.of_episode(visit.episode_id) if r.staff_id == visit.staff_id)
    return next((r for r in mine if r.task_id == visit.task_id and r.left_at is None), None)


def _ended(
    uow: UnitOfWork, actor: Actor, visit: FieldVisit, report: FieldReport, rules: ClaimRules, now: datetime
) -> None:
    begun = uow.visit_records.find(visit.visit_record_id) if visit.visit_record_id else None
    if begun is None or begun.left_at is not None or begun.in_vain:
        return
    if visit.state is FieldState.COULD_NOT:
        in_vain(uow, actor, begun, visit.reason, visit.since, now)
    elif begun.arrived_at is None or visit.since - begun.arrived_at <= LONGEST:
        at = max(visit.since, begun.arrived_at or visit.since)
        left(uow, actor, begun, rules, at, now, card_read=report.card_read)


def _task_done(uow: UnitOfWork, actor: Actor, visit: FieldVisit, now: datetime) -> None:
    complete_task_of(uow, actor, visit.task_id, now)
    task = uow.tasks.get(visit.task_id)
    if task.order_id is not None:
        settle_order(uow, actor, task.order_id, now)

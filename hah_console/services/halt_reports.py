"""What is said of stops at the store and at laboratories, by a phone or at the desk: each report once, with everything
that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_visit import moment_of
from hah_console.domain.halt_report import HaltReport, HaltState, Said, Told, halt_ids
from hah_console.domain.ids import FieldReportId, HaltId, SpecimenId, StaffId, TaskId
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlanState
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.field_reports import DESK, ReportRefused
from hah_console.services.halts import with_ends
from hah_console.services.ports import UnitOfWork
from hah_console.services.specimens import take_in


@dataclass(frozen=True, slots=True)
class HaltSaying:
    """What somebody says of stops that are made in one: the things loaded together, or brought back together, or one
    visit to a laboratory with the ``specimens`` that were left there. ``waited``, ``told_at``: see ``Saying``."""

    report_id: FieldReportId
    staff_id: StaffId
    halts: tuple[HaltId, ...]
    state: HaltState
    specimens: tuple[SpecimenId, ...] = ()
    told_at: datetime | None = None
    waited: timedelta = timedelta(0)
    source: str = DESK


@dataclass(frozen=True, slots=True)
class HaltReported:
    """Where the stops stand now; without ``effect`` this report was known, or said nothing new."""

    state: HaltState
    effect: bool
    changes: Changes = field(default_factory=Changes)


def report_halt(ctx: Context, actor: Actor, saying: HaltSaying) -> HaltReported:
    """Take in one report.

    SAFETY(halt once): what comes twice has one effect, a stop never goes back, and nobody reports for another worker.
    What was handed in is with the laboratory from then on, each specimen by its name, so one that stayed in the bag
    goes on running. Raises NotPermitted, ReportRefused, InvalidInput.
    """
    require(actor, Action.REPORT_FIELD)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        known = uow.halt_reports.find(saying.report_id)
        day = _day_of(ctx, uow, saying)
        report = _report(actor, saying, day, now)
        if known is not None:
            if not known.says_the_same(report):
                raise ReportRefused(reason="altered")
            return HaltReported(read_said(uow, known.day).state(known.halts[0]), effect=False)
        said = read_said(uow, day)
        report = replace(report, effect=any(said.may(name, saying.state) for name in saying.halts))
        _hand_in(ctx, uow, actor, saying, report.at, now)
        uow.halt_reports.save(report)
        record(
            uow, actor, now, "report_halt", "halt_report", report.report_id, staff=saying.staff_id,
            halts=",".join(saying.halts), state=report.state.value, since=report.at.isoformat(),
            effect="yes" if report.effect else "no",
        )  # fmt: skip
        changes = uow.commit()
        state = report.state if report.effect else said.state(saying.halts[0])
        return HaltReported(state, report.effect, changes)


def read_said(uow: UnitOfWork, day: date) -> Said:
    """What was said of a day's stops at the store and at laboratories, as far as the plan in force goes by it: an order
    that was made afterwards may give to somebody else what was loaded, or ask for the same way once more."""
    reports = uow.halt_reports.of_day(day)
    in_force = published_with_ends(uow, day) if reports else None
    if in_force is None:
        return Said(reports)
    own = halt_ids(in_force.halts)
    brings = {str(visit.task_id): visit.staff_id for visit in in_force.visits}

    def counts(report: HaltReport, name: HaltId) -> bool:
        kind, _, task = name.partition(":")
        halt = own.get(name)
        if in_force.created_at < report.received_at:
            return True
        if halt is not None and halt.staff_id == report.staff_id:
            return halt.start <= max(report.at, in_force.created_at)
        return kind != HaltKind.LOAD or brings.get(task, report.staff_id) == report.staff_id

    kept = ((report, tuple(n for n in report.halts if counts(report, n))) for report in reports)
    return Said(tuple(replace(report, halts=names) for report, names in kept if names))


def read_told(uow: UnitOfWork, day: date) -> Told:
    """The stops of which something was said, as they were planned for whoever said it: by the plan in force, or by one
    before it that she went by."""
    said, found = read_said(uow, day), dict[HaltId, PlannedHalt]()
    in_force = published_with_ends(uow, day) if said.names else None
    if in_force is not None:
        found = _of_whoever_said_so(said, in_force)
    if len(found) < len(said.names):
        for plan in _ordered(uow, day):
            found = _of_whoever_said_so(said, plan) | found
    return Told(said, found)


def _of_whoever_said_so(said: Said, plan: DayPlan) -> dict[HaltId, PlannedHalt]:
    told = ((name, said.last(name), halt) for name, halt in halt_ids(plan.halts).items())
    return {name: halt for name, report, halt in told if report is not None and report.staff_id == halt.staff_id}


def _ordered(uow: UnitOfWork, day: date) -> list[DayPlan]:
    """Every order a day has had, the newest first."""
    ordered = {PlanState.PUBLISHED, PlanState.SUPERSEDED}
    found = (plan for plan in uow.plans.of_day(day) if plan.state in ordered)
    return ended(uow, sorted(found, key=lambda plan: plan.number, reverse=True))


def published_with_ends(uow: UnitOfWork, day: date) -> DayPlan | None:
    """The plan in force, with handing in where routes end."""
    plan = uow.plans.published(day)
    return ended(uow, [plan])[0] if plan is not None else None


def ended(uow: UnitOfWork, plans: Sequence[DayPlan]) -> list[DayPlan]:
    """Plans with handing in where routes end at a laboratory."""
    if not plans:
        return []
    staff, hospitals = {person.staff_id: person for person in uow.staff.all()}, uow.hospitals.all()
    return [with_ends(plan, staff, hospitals) for plan in plans]


def _day_of(ctx: Context, uow: UnitOfWork, saying: HaltSaying) -> date:
    """The day of stops that any order of today or of the night before had for this worker.

    What was loaded by an order that has been replaced meanwhile lies in the van all the same.
    Raises ReportRefused, InvalidInput without a stop or with stops of several kinds.
    """
    kinds, asked = {name.partition(":")[0] for name in saying.halts}, set(saying.halts)
    if len(kinds) != 1 or len(asked) < len(saying.halts):
        raise InvalidInput(field="halts", value=",".join(saying.halts), reason="unknown_kind")
    reason = "not_planned"
    for day in (ctx.today(), ctx.today() - timedelta(days=1)):
        known = [item for plan in _ordered(uow, day) for item in halt_ids(plan.halts).items()]
        if asked <= {name for name, halt in known if halt.staff_id == saying.staff_id}:
            return day
        if asked <= {name for name, _ in known}:
            reason = "another_worker"
    raise ReportRefused(reason=reason)


def _report(actor: Actor, saying: HaltSaying, day: date, now: datetime) -> HaltReport:
    return HaltReport(
        saying.report_id, day, saying.staff_id, saying.halts, saying.state, moment_of(now, saying.waited), now,
        str(actor.user_id), saying.source, saying.told_at, saying.specimens,
    )  # fmt: skip


def _hand_in(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    saying: HaltSaying,
    at: datetime,
    now: datetime,
) -> None:
    """SAFETY(handed in): the laboratory has what was named, of this worker's own, and nothing else."""
    if not saying.specimens:
        return
    if not saying.halts[0].startswith(HaltKind.HAND_IN) or saying.state is not HaltState.DONE:
        raise InvalidInput(field="specimens", value=",".join(saying.specimens), reason="not_needed")
    mine = {specimen.specimen_id: specimen for specimen in own_specimens(ctx, uow, saying.staff_id)}
    for specimen_id in dict.fromkeys(saying.specimens):
        if specimen_id not in mine:
            raise ReportRefused(reason="another_worker")
        specimen = mine[specimen_id]
        if specimen.state is SpecimenState.TAKEN:
            take_in(uow, actor, specimen, max(at, specimen.taken_at or at), now)


def own_specimens(ctx: Context, uow: UnitOfWork, staff_id: StaffId) -> tuple[Specimen, ...]:
    """Every specimen of the visits a worker has made, or is to make, today and the night before; who only goes along
    carries none."""
    tasks = set[TaskId]()
    for day in (ctx.today(), ctx.today() - timedelta(days=1)):
        known, plan = {visit.visit_id: visit for visit in uow.field_visits.of_day(day)}, uow.plans.published(day)
        tasks |= {v.task_id for v in known.values() if v.staff_id == staff_id and "#" not in v.visit_id}
        mine = (v for v in (plan.visits if plan else ()) if v.staff_id == staff_id and "#" not in v.visit_id)
        tasks |= {v.task_id for v in mine if v.visit_id not in known or known[v.visit_id].staff_id == staff_id}
    episodes = sorted({task.episode_id for task in uow.tasks.some(tasks)})
    return tuple(one for one in uow.specimens.of_episodes(episodes) if one.task_id in tasks) if episodes else ()

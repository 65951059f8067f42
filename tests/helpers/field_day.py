"""A day in the field: the demo site in a real store, its nurses' visits in a published plan, nine in the morning."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hah_console.adapters.db.store import Store
from hah_console.adapters.site import load_site
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import FieldReportId, PlanId, StaffId, TaskId, UserId, VisitId
from hah_console.domain.task import Task
from hah_console.domain.visit import DayPlan, LegSource, PlannedVisit, PlanState
from hah_console.services.context import Context
from hah_console.services.field_reports import Reported, Saying, report_field
from hah_console.services.ports import UnitOfWork
from hah_console.services.site_load import load_site_pack
from helpers.stores import migrated_store
from helpers.ward import DEMO, LOADER, RULES, QuickHasher

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
DISPATCHER = Actor(UserId("U-dispatcher1"), "dispatcher", Role.DISPATCHER, "desk-1")
NURSES = (StaffId("N-01"), StaffId("N-02"))
EACH = 4
_NUMBERS = count(1)


@dataclass(slots=True)
class FieldDay:
    """A store of its own with its clock."""

    store: Store
    clock: ManualClock
    ctx: Context
    plan: DayPlan

    def stops(self, staff_id: StaffId = NURSES[0]) -> tuple[PlannedVisit, ...]:
        """One nurse's visits in order."""
        return tuple(visit for visit in self.plan.visits if visit.staff_id == staff_id)

    def say(self, visit: PlannedVisit, state: FieldState, **more: object) -> Reported:
        """A report of the visit's own worker, at the desk unless told."""
        facts = {"report_id": FieldReportId(f"R-{next(_NUMBERS):08d}"), "staff_id": visit.staff_id, **more}
        saying = Saying(visit_id=visit.visit_id, state=state, **facts)  # type: ignore[arg-type]
        return report_field(self.ctx, DISPATCHER, saying, RULES.claims)

    def task(self, visit: PlannedVisit) -> Task:
        """The task of a visit as it is now."""
        with self.ctx.store() as uow:
            return uow.tasks.get(visit.task_id)

    def audited(self, action: str) -> list[dict[str, str]]:
        """The facts of every entry of an action."""
        with self.ctx.store() as uow:
            return [dict(e.entry.facts) for e in uow.audit.entries() if e.entry.action == action]


def make_template(folder: Path) -> Path:
    """Build the database file once; tests copy it."""
    path = folder / "field.db"
    store = migrated_store(f"sqlite:///{path}")
    ctx = Context(store.unit_of_work, ManualClock(NINE))
    load_site_pack(ctx, LOADER, load_site(DEMO), QuickHasher(), ctx.today())
    with ctx.store() as uow:
        uow.plans.save(_plan(ctx, uow))
        uow.commit()
    store.close()
    return path


def open_day(template: Path, folder: Path) -> FieldDay:
    """A day on its own copy of the template."""
    path = folder / "field.db"
    path.write_bytes(template.read_bytes())
    store, clock = Store(f"sqlite:///{path}"), ManualClock(NINE)
    ctx = Context(store.unit_of_work, clock)
    with ctx.store() as uow:
        plan = uow.plans.published(ctx.today())
    assert plan is not None
    return FieldDay(store, clock, ctx, plan)


def _plan(ctx: Context, uow: UnitOfWork) -> DayPlan:
    """Half an hour on the way to each visit, the first ones after nine."""
    found = [t for t in uow.tasks.between(NINE, NINE + timedelta(hours=12)) if t.earliest >= NINE and t.kind.on_site]
    tasks = sorted(found, key=lambda task: (task.earliest, task.task_id))[: EACH * len(NURSES)]
    visits = [visit for n, nurse in enumerate(NURSES) for visit in _route(nurse, tasks[n :: len(NURSES)])]
    return DayPlan(
        PlanId("plan-1"), ctx.today(), PlanState.PUBLISHED, NINE - timedelta(hours=3), "U-dispatcher1", tuple(visits),
        (), (), 0, "test", 0.1, number=1, published_at=NINE - timedelta(hours=2), published_by="U-dispatcher1",
    )  # fmt: skip


def _route(nurse: StaffId, tasks: list[Task]) -> list[PlannedVisit]:
    visits, free = [], NINE
    for order, task in enumerate(tasks, 1):
        arrival = free + timedelta(minutes=30)
        start = max(arrival, task.earliest)
        free = start + timedelta(minutes=task.duration_minutes)
        visit_id, task_id = VisitId(task.task_id), TaskId(task.task_id)
        legs = (1_800, 9_000, LegSource.ESTIMATE)
        visits.append(PlannedVisit(visit_id, task_id, task.patient_id, nurse, order, arrival, start, free, *legs))
    return visits

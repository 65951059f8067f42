"""Rows of the routes screen: one day with its published plan, its newest draft, and what waits to be planned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId, VisitId
from hah_console.domain.place import Place
from hah_console.domain.staff import Profession, Vehicle
from hah_console.domain.task import TaskKind, TaskState, Withdrawal
from hah_console.domain.visit import HaltKind, LegSource, PlanState, VisitPin
from hah_console.services.road_closures import ClosureRow


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task to be planned or left out (masked name). ``hard`` windows may not be missed."""

    task_id: TaskId
    patient_id: PatientId
    patient: str
    kind: TaskKind
    earliest: datetime
    latest: datetime
    hard: bool
    priority: int
    optional: bool
    home: Place


@dataclass(frozen=True, slots=True)
class StopRow:
    """One visit of a route. ``task`` is None when it was taken back since. The leg leads from the place before.

    ``withdrawn_for`` says why the work is no longer needed; ``state`` is that of the task as it is now.
    """

    visit_id: VisitId
    task_id: TaskId
    order: int
    patient_id: PatientId
    patient: str
    home: Place
    task: TaskRow | None
    arrival: datetime
    start: datetime
    departure: datetime
    travel_seconds: int
    travel_metres: int
    leg_source: LegSource
    late_seconds: int
    together_with: tuple[str, ...] = ()
    """Names of the colleagues who come for the same task."""
    state: TaskState | None = None
    withdrawn_for: Withdrawal | None = None

    @property
    def needless(self) -> bool:
        """Whether nobody has to go there any more."""
        return self.task is None or self.state is TaskState.CANCELLED

    @property
    def to_report(self) -> bool:
        """Whether it had begun when it was withdrawn, and nobody has said how it ended."""
        return self.state is TaskState.IN_PROGRESS and self.withdrawn_for is not None

    @property
    def late(self) -> bool:
        """Whether it begins after its window, as far as it is still needed."""
        return self.late_seconds > 0 and not self.needless


@dataclass(frozen=True, slots=True)
class HaltRow:
    """A stop of a route at the store or a laboratory; several of one kind after another are one. ``patients`` are the
    masked names of those for whom something is loaded or brought back."""

    kind: HaltKind
    place: Place
    start: datetime
    departure: datetime
    late_seconds: int
    patients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One worker's way through the day. ``series`` (from 0) gives the colour, the same in every plan of the site.

    ``route_id`` is the worker's id, with ``#2`` for a second shift on the same day.
    """

    route_id: str
    staff_id: StaffId
    series: int
    name: str
    profession: Profession
    vehicle: Vehicle
    base: Place
    starts_at: datetime
    ends_at: datetime
    break_start: datetime | None
    break_minutes: int
    travel_seconds: int
    travel_metres: int
    overtime_seconds: int
    stops: tuple[StopRow, ...]
    halts: tuple[HaltRow, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the way leads, from base to base."""
        way = [(stop.start, stop.home) for stop in self.stops] + [(halt.start, halt.place) for halt in self.halts]
        return (self.base, *(place for _, place in sorted(way, key=lambda one: one[0])), self.base)

    @property
    def late_stops(self) -> int:
        """How many visits begin after their window."""
        return sum(stop.late for stop in self.stops)

    @property
    def needless_stops(self) -> int:
        """How many visits nobody has to make any more."""
        return sum(stop.needless for stop in self.stops)


@dataclass(frozen=True, slots=True)
class UnplannedRow:
    """A task the plan leaves out; ``facts`` are as the planner gave them, clock times already local."""

    task: TaskRow
    reason: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """Sums over all routes of a plan; seconds and metres."""

    visits: int = 0
    unplanned: int = 0
    metres: int = 0
    travel_seconds: int = 0
    late_visits: int = 0
    late_seconds: int = 0
    overtime_seconds: int = 0


@dataclass(frozen=True, slots=True)
class PlanRows:
    """One plan ready to be shown. ``broken`` names the rules a draft no longer keeps (see plan_review)."""

    plan_id: PlanId
    version: int
    state: PlanState
    number: int
    created_at: datetime
    created_by: str
    published_at: datetime | None
    published_by: str
    solve_time: timedelta
    totals: PlanTotals
    routes: tuple[RouteRow, ...]
    unplanned: tuple[UnplannedRow, ...]
    broken: tuple[str, ...] = ()
    by_hand: bool = False
    pins: tuple[VisitPin, ...] = ()


@dataclass(frozen=True, slots=True)
class DayPlanView:
    """A day of routes. ``draft`` is the newest one made after the published plan, if any."""

    day: date
    at: datetime
    published: PlanRows | None
    draft: PlanRows | None
    waiting: tuple[TaskRow, ...]
    people: int
    """Workers with a shift that touches the day."""
    closed: tuple[ClosureRow, ...] = ()

    @property
    def newest(self) -> PlanRows | None:
        """The draft, or else the published plan."""
        return self.draft or self.published

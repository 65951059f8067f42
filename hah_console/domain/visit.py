"""Planned visits, routes and the day's plan with its life cycle."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId, VisitId
from hah_console.domain.place import Place


class LegSource(StrEnum):
    """Where a travel time comes from: road network, remote engine, or estimate."""

    ROAD_NETWORK = "road_network"
    REMOTE = "remote"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One stop of a route; times are the plan's, not what happened. ``travel_*`` is the leg that leads here."""

    visit_id: VisitId
    task_id: TaskId
    patient_id: PatientId
    staff_id: StaffId
    order: int
    arrival: datetime
    start: datetime
    departure: datetime
    travel_seconds: int
    travel_metres: int
    leg_source: LegSource
    late_seconds: int = 0


class HaltKind(StrEnum):
    """What somebody does at a stop that is at no patient's: take things from the store, bring them back, hand in
    specimens at a laboratory."""

    LOAD = "load"
    BRING_BACK = "bring_back"
    HAND_IN = "hand_in"


@dataclass(frozen=True, slots=True)
class PlannedHalt:
    """A stop of a route at the store or a laboratory, for the run ``task_id`` (None: handing in). Times
    are the plan's; ``travel_*`` is the leg that leads here, ``late_seconds`` how much too late specimens are."""

    staff_id: StaffId
    kind: HaltKind
    task_id: TaskId | None
    place: Place
    arrival: datetime
    start: datetime
    departure: datetime
    travel_seconds: int
    travel_metres: int
    late_seconds: int = 0


@dataclass(frozen=True, slots=True)
class UnplannedTask:
    """A task the plan leaves out: reason code (see scheduling.explain) with its facts."""

    task_id: TaskId
    patient_id: PatientId
    reason: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VisitPin:
    """A decision of a person that planning may not touch: who goes, or when it starts, or both."""

    visit_id: VisitId
    staff_id: StaffId | None = None
    start: datetime | None = None


BY_HAND = "hand"
"""The backend of a plan that a person has changed."""


class PlanState(StrEnum):
    """A draft is nobody's order; a published plan is; a newer publication supersedes it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """Totals of one worker's route."""

    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime
    travel_seconds: int
    travel_metres: int
    overtime_seconds: int
    break_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A checked plan of one day; ``number`` is the publication number (0 while a draft).

    ``based_on`` is the plan that was in force when it was made, ``profile`` the name and version of the parameters.
    ``broken`` are rules (``code: subject``) that a draft made by hand does not keep yet; none but a draft has any.
    ``halts`` are the stops between the visits that are at no patient's.
    """

    plan_id: PlanId
    day: date
    state: PlanState
    created_at: datetime
    created_by: str
    visits: tuple[PlannedVisit, ...]
    routes: tuple[RouteSummary, ...]
    unplanned: tuple[UnplannedTask, ...]
    cost: int
    backend: str
    solve_seconds: float
    first_feasible_seconds: float | None = None
    number: int = 0
    published_at: datetime | None = None
    published_by: str | None = None
    version: int = 0
    based_on: PlanId | None = None
    pins: tuple[VisitPin, ...] = ()
    broken: tuple[str, ...] = ()
    profile: str = ""
    halts: tuple[PlannedHalt, ...] = ()

    def published(self, number: int, by: str, at: datetime) -> "DayPlan":
        """The plan as the order of the day; raises IllegalTransition unless it is a draft."""
        if self.state is not PlanState.DRAFT:
            raise IllegalTransition(entity="plan", state=self.state.value, move="publish")
        return replace(self, state=PlanState.PUBLISHED, number=number, published_by=by, published_at=at)

    def superseded(self) -> "DayPlan":
        """The plan after a newer one was published."""
        if self.state is not PlanState.PUBLISHED:
            raise IllegalTransition(entity="plan", state=self.state.value, move="supersede")
        return replace(self, state=PlanState.SUPERSEDED)

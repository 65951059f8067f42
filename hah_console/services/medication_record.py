"""The medication record of one patient: her orders with their doses, who gave them and when, as frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.dose import OPEN, Dose, DoseStanding, DoseState
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import DoseId, EpisodeId, PatientId, TaskId
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.prescription import Prescription
from hah_console.services.context import Context
from hah_console.services.patient_facts import Identity, identity_of, shown_episode
from hah_console.services.ports import UnitOfWork

_KINDS = tuple(OrderKind)


@dataclass(frozen=True, slots=True)
class DoseRow:
    """``by`` is the name of who says what became of it; ``corrected``: something recorded of it was taken back.

    ``visitor`` comes with it ``planned_at``, by the plan in force.
    """

    dose: Dose
    by: str = ""
    corrected: bool = False
    planned_at: datetime | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with its doses in order of time; ``drug`` is the name of its medication, empty without one."""

    order: Order
    drug: str
    prepared_by: str
    ordered_by: str
    ended_by: str
    doses: tuple[DoseRow, ...]

    @property
    def left(self) -> int:
        """Doses nobody has said anything of."""
        return sum(row.dose.state is DoseState.DUE for row in self.doses)


@dataclass(frozen=True, slots=True)
class MedicationRecord:
    """Of the admission shown, as read at ``at``; no admission: no orders. ``urgency``: how heavy late doses weigh."""

    identity: Identity
    episode_id: EpisodeId | None
    in_care: bool
    orders: tuple[OrderRow, ...]
    prescriptions: tuple[Prescription, ...]
    names: Mapping[str, str]
    urgency: WorkUrgency
    at: datetime

    def dose_rows(self) -> tuple[tuple[OrderRow, DoseRow], ...]:
        """All doses in order of time, each with its order."""
        rows = [(order, row) for order in self.orders for row in order.doses]
        return tuple(sorted(rows, key=lambda pair: (pair[1].dose.due_at, pair[1].dose.dose_id)))

    def next_dose(self, now: datetime) -> tuple[OrderRow, DoseRow] | None:
        """The first dose that is open and not given up for lost; what is overdue for long comes after those."""
        still = [pair for pair in self.dose_rows() if pair[1].dose.standing(now) in OPEN - {DoseStanding.OVERDUE}]
        return still[0] if still else None

    def find(self, dose_id: str) -> tuple[OrderRow, DoseRow] | None:
        """A dose by its id."""
        return next((pair for pair in self.dose_rows() if pair[1].dose.dose_id == dose_id), None)

    def order(self, order_id: str) -> OrderRow | None:
        """An order by its id."""
        return next((row for row in self.orders if row.order.order_id == order_id), None)


@dataclass(frozen=True, slots=True)
class _Names:
    users: Mapping[str, str]
    visits: Mapping[TaskId, tuple[datetime, str]]
    corrected: frozenset[str]

    def user(self, user_id: str | None) -> str:
        return self.users.get(user_id or "", user_id or "")


def read_medication_record(
    ctx: Context, actor: Actor, rules: CareRules, patient_id: PatientId, urgency: WorkUrgency
) -> MedicationRecord:
    """As of now. Raises NotPermitted, NotFound for an unknown patient."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        names = _names(ctx, uow, episode)
        orders = _orders(uow, rules, episode, names) if episode else ()
        prescriptions = uow.prescriptions.of_episode(episode.episode_id) if episode else ()
    return MedicationRecord(
        identity=identity_of(patient, ctx.today()),
        episode_id=episode.episode_id if episode else None,
        in_care=episode is not None and episode.state is not EpisodeState.CLOSED,
        orders=orders,
        prescriptions=prescriptions,
        names=names.users,
        urgency=urgency,
        at=ctx.clock.now(),
    )


def _orders(uow: UnitOfWork, rules: CareRules, episode: Episode, names: _Names) -> tuple[OrderRow, ...]:
    by_order: dict[str, list[DoseRow]] = {}
    for dose in uow.doses.of_episode(episode.episode_id):
        by_order.setdefault(dose.order_id, []).append(_dose_row(dose, names))
    orders = sorted(uow.orders.of_episode(episode.episode_id), key=_place)
    return tuple(_order_row(order, rules, tuple(by_order.get(order.order_id, ())), names) for order in orders)


def _place(order: Order) -> tuple[int, int, datetime, str]:
    """What runs, then what waits for a signature, then what has ended; of each what goes into a vein first."""
    rank = {OrderState.ACTIVE: 0, OrderState.DRAFT: 1}.get(order.state, 2)
    return (rank, _KINDS.index(order.kind), order.timing.first, order.order_id)


def _order_row(order: Order, rules: CareRules, doses: tuple[DoseRow, ...], names: _Names) -> OrderRow:
    given = order.medication
    drug = rules.drugs.drugs.get(given.drug_id) if given else None
    name = "" if given is None else drug.name if drug else given.drug_id
    by = (names.user(order.prepared_by), names.user(order.ordered_by), names.user(order.ended_by))
    return OrderRow(order, name, *by, doses)


def _dose_row(dose: Dose, names: _Names) -> DoseRow:
    planned_at, visitor = names.visits.get(dose.task_id, (None, "")) if dose.task_id else (None, "")
    return DoseRow(dose, names.user(dose.by), DoseId(dose.dose_id) in names.corrected, planned_at, visitor)


def _names(ctx: Context, uow: UnitOfWork, episode: Episode | None) -> _Names:
    users = {str(user.user_id): user.name for user in uow.users.all()}
    staff = {member.staff_id: member.name for member in uow.staff.all()}
    plans = (uow.plans.published(day) for day in (ctx.today(), ctx.today() + timedelta(days=1)))
    visits = {
        stop.task_id: (stop.start, staff.get(stop.staff_id, "")) for plan in plans if plan for stop in plan.visits
    }
    return _Names(users, visits, _corrected(uow, episode) if episode else frozenset())


def _corrected(uow: UnitOfWork, episode: Episode) -> frozenset[str]:
    """Doses of which something was recorded that was wrong."""
    events = uow.case_events.of_episode(episode.episode_id)
    return frozenset(event.entity_id for event in events if event.kind is CaseEventKind.DOSE_DUE and event.fact("was"))

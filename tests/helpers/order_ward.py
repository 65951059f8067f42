"""Orders at a small ward: short ways to place them, and to see what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.domain.actor import Actor, Role
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.dose import Dose
from hah_console.domain.drug import Route
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, UserId
from hah_console.domain.medication_check import FirstDose, Medication, PromptAnswer, PromptState
from hah_console.domain.order import Order, OrderKind, WorkWish
from hah_console.domain.specimen import Specimen
from hah_console.domain.task import Task
from hah_console.domain.timing import Timing
from hah_console.services.changes import Changes
from hah_console.services.order_check import NobodyAsked, OrderDesk
from hah_console.services.orders import OrderRequest, place_order
from helpers.bedside import LIN_STAY, PHYSICIAN, Bedside
from helpers.order_bench import amount, care

PHARMACIST = Actor(UserId("U-pharmacist"), "李藥師", Role.PHARMACIST, "WS-5")
DESK = OrderDesk(care(), NobodyAsked())
HOUR = timedelta(hours=1)


@dataclass
class Answering:
    """A national prompt service that answers what it is told to, and remembers what it was asked."""

    answer: PromptAnswer = field(default_factory=lambda: PromptAnswer(PromptState.ASKED))
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def ask(self, patient_id: PatientId, drug_ids: Sequence[str]) -> PromptAnswer:
        self.asked.append((patient_id, *drug_ids))
        return self.answer


def request(
    ward: Bedside,
    drug_id: str = "ceftriaxone",
    each: str = "2 g",
    every: int = 24,
    days: int = 3,
    *,
    first: datetime | None = None,
    stay: EpisodeId = LIN_STAY,
    route: Route = Route.IV,
    first_dose: FirstDose = FirstDose.ELSEWHERE,
    replaces: OrderId | None = None,
    wish: WorkWish | None = None,
) -> OrderRequest:
    begin = first or ward.clock.now() + HOUR
    kind = OrderKind.IV_DOSE if route is Route.IV else OrderKind.ORAL_DOSE
    given = Medication(drug_id, amount(each), route, 30, first_dose=first_dose)
    timing = Timing(begin, every, begin + timedelta(days=days))
    return OrderRequest(
        stay, kind, timing, given, words=f"{drug_id} {each}", replaces=replaces, wish=wish or WorkWish()
    )


def order_id_of(changes: Changes) -> OrderId:
    """The order placed last."""
    return OrderId([change.entity_id for change in changes.items if change.kind == "place_order"][-1])


def place(ward: Bedside, wanted: OrderRequest | None = None, because: str = "", actor: Actor = PHYSICIAN) -> OrderId:
    return order_id_of(place_order(ward.ctx, actor, DESK, wanted or request(ward), because))


def order(ward: Bedside, order_id: OrderId) -> Order:
    with ward.store.unit_of_work() as uow:
        return uow.orders.get(order_id)


def doses(ward: Bedside, order_id: OrderId) -> tuple[Dose, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.doses.of_order(order_id)


def tasks(ward: Bedside, order_id: OrderId) -> tuple[Task, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.tasks.of_order(order_id)


def specimens(ward: Bedside, order_id: OrderId) -> tuple[Specimen, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.specimens.of_order(order_id)


def events(ward: Bedside, stay: EpisodeId = LIN_STAY) -> tuple[CaseEvent, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.case_events.of_episode(stay)


def audit(ward: Bedside) -> list[tuple[str, dict[str, str]]]:
    """Every entry of the trail as action and facts."""
    with ward.store.unit_of_work() as uow:
        return [(chained.entry.action, dict(chained.entry.facts)) for chained in uow.audit.entries()]

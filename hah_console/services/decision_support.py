"""Decision services of the site: asking them counts and is audited, what a person made of a card is kept until told."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.decision_support import (
    Card,
    CardAnswer,
    CardReason,
    Hook,
    ServiceAnswer,
    ServiceTally,
    accepted,
    overridden,
)
from hah_console.domain.errors import HahError
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.context import Context, note_audit, record
from hah_console.services.decision_ports import DecisionServices
from hah_console.services.order_check import OrderDesk
from hah_console.services.orders import OrderRequest, draft_of

TOLD_AT_ONCE = 50
ENTITY = "decision_service"


def cards_of_patient(
    ctx: Context, actor: Actor, services: DecisionServices, patient_id: PatientId
) -> tuple[ServiceAnswer, ...]:
    """What the services say when a patient's page is opened. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    names = services.names(Hook.PATIENT_VIEW)
    return _counted(ctx, actor, patient_id, names, lambda: services.of_patient(actor, patient_id))


def cards_of_order(
    ctx: Context, actor: Actor, services: DecisionServices, desk: OrderDesk, request: OrderRequest
) -> tuple[ServiceAnswer, ...]:
    """What the services say of an order as it is written now. Raises NotPermitted, NotFound, InvalidInput,
    IllegalTransition as ordering it would."""
    require(actor, Action.PREPARE_ORDER)
    with ctx.store() as uow:
        order = draft_of(ctx, uow, actor, desk, request, ctx.clock.now())
    names = services.names(Hook.ORDER_SELECT)
    return _counted(ctx, actor, order.patient_id, names, lambda: services.of_order(actor, order))


def follow_suggestion(ctx: Context, actor: Actor, card: Card, suggestion_id: str, patient_id: PatientId) -> Changes:
    """A person will do herself what a card suggests; nothing is done here. Raises NotPermitted, InvalidInput."""
    return _keep(ctx, actor, accepted(card, suggestion_id, patient_id, actor.user_id, ctx.clock.now()))


def override_card(
    ctx: Context, actor: Actor, card: Card, reason: CardReason | None, comment: str, patient_id: PatientId
) -> Changes:
    """A person does not follow a card, and says why. Raises NotPermitted, InvalidInput."""
    return _keep(ctx, actor, overridden(card, reason, comment, patient_id, actor.user_id, ctx.clock.now()))


def tell_services(ctx: Context, services: DecisionServices, names: tuple[str, ...]) -> int:
    """Tell services what they have not been told yet; how many answers got through."""
    return sum(_tell(ctx, services, each) for each in names)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service with how many answers wait to be told, and how many were given up."""

    tally: ServiceTally
    waiting: int
    given_up: int

    @property
    def fails_now(self) -> bool:
        """Whether it said nothing usable when it was asked last."""
        good, failed = self.tally.last_good_at, self.tally.last_failed_at
        return failed is not None and (good is None or good < failed)


def read_services(ctx: Context) -> tuple[ServiceRow, ...]:
    """Every service that was ever asked, by name."""
    with ctx.store() as uow:
        counts = {name: (waiting, given_up) for name, waiting, given_up in uow.decisions.untold()}
        tallies = uow.decisions.tallies()
    return tuple(ServiceRow(each, *counts.get(each.service, (0, 0))) for each in tallies)


def read_lists(services: DecisionServices) -> tuple[tuple[ServiceCatalogue, ...], HahError | None]:
    """What the services offer by their lists, and why the site's file cannot be used, where it cannot."""
    try:
        return services.catalogues(), None
    except HahError as error:
        return (), error


def _counted(
    ctx: Context,
    actor: Actor,
    patient_id: PatientId,
    names: tuple[str, ...],
    ask: Callable[[], tuple[ServiceAnswer, ...]],
) -> tuple[ServiceAnswer, ...]:
    """SAFETY(told outside): whom a service was told of stands in the audit trail before it is asked; of an exercise
    nobody outside is told."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        if uow.patients.get(patient_id).exercise or not names:
            return ()
        note_audit(uow, actor, now, "ask", ENTITY, patient_id, patient_id, services=" ".join(names))
        uow.commit()
    answers = ask()
    if answers:
        with ctx.store() as uow:
            uow.decisions.note(answers, ctx.clock.now())
            uow.commit()
    return answers


def _keep(ctx: Context, actor: Actor, answer: CardAnswer) -> Changes:
    require(actor, Action.PREPARE_ORDER)
    with ctx.store() as uow:
        kept = uow.decisions.add(answer)
        facts = {"service": answer.service, "outcome": answer.outcome.value}
        record(uow, actor, answer.at, "answer", "decision_card", str(kept.number), answer.patient_id, **facts)
        return uow.commit()


def _tell(ctx: Context, services: DecisionServices, name: str) -> int:
    with ctx.store() as uow:
        waiting = uow.decisions.waiting(name, TOLD_AT_ONCE)
    if not waiting:
        return 0
    fault = services.tell(name, waiting)
    with ctx.store() as uow:
        uow.decisions.save([each.tried(fault) if fault else each.told() for each in waiting])
        uow.commit()
    return 0 if fault else len(waiting)

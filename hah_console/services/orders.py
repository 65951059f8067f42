"""Commands of orders: prepare, order, sign, change, stop. Doses, tasks and specimens come and go with them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, OrderId
from hah_console.domain.medication_check import (
    CheckRecord,
    Finding,
    Medication,
    Override,
    PromptAnswer,
    Proposed,
    Severity,
)
from hah_console.domain.order import Order, OrderKind, OrderState, StopReason, WorkWish
from hah_console.domain.timing import Timing, due_times
from hah_console.services.case_line import note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.order_check import OrderDesk, checked
from hah_console.services.order_end import about_dose, about_order, void_prescriptions, withdraw_ahead, words_of
from hah_console.services.order_work import work_of
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

ENTITY = "order"
_CARED_FOR = frozenset({EpisodeState.PLANNED, EpisodeState.ACTIVE, EpisodeState.ON_HOLD})


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why something is ordered in spite of what was ``seen`` of the check."""

    because: str
    seen: Collection[Finding] | None

    def covers(self, check: CheckRecord) -> bool:
        """SAFETY(seen before signed): a reason counts only for findings that stood in sight when it was written."""
        asking = [finding for finding in check.findings if finding.severity is Severity.NEEDS_REASON]
        return self.seen is None or all(finding in self.seen for finding in asking)


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What is wanted; ``words`` say it in one line for whoever does it. ``replaces``: the order it changes."""

    episode_id: EpisodeId
    kind: OrderKind
    timing: Timing
    medication: Medication | None = None
    subject: str = ""
    note: str = ""
    words: str = ""
    wish: WorkWish = field(default_factory=WorkWish)
    replaces: OrderId | None = None


def prepare_order(ctx: Context, actor: Actor, desk: OrderDesk, request: OrderRequest) -> OrderId:
    """Keep an order as a draft for a physician to sign; nothing is due of it. Raises NotPermitted, NotFound,
    InvalidInput, IllegalTransition."""
    require(actor, Action.PREPARE_ORDER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        order = draft_of(ctx, uow, actor, desk, request, now)
        uow.orders.save(order)
        _record(uow, actor, now, "prepare_order", order)
        uow.commit()
    return order.order_id


def place_order(
    ctx: Context,
    actor: Actor,
    desk: OrderDesk,
    request: OrderRequest,
    because: str = "",
    seen: Collection[Finding] | None = None,
) -> Changes:
    """Order it: checked, then active with everything it asks for; what it replaces is stopped in the same step.

    ``because`` is why it is ordered in spite of what the check found: of the findings ``seen``, or of any when they are
    not told. The new id is in the changes. Raises
    NotPermitted, NotFound, InvalidInput, IllegalTransition (closed admission, an order that is not active),
    OrderBlocked, ReasonNeeded.
    """
    require(actor, Action.ORDER)
    answer = _ask(ctx, desk, request.episode_id, request.medication)
    now = ctx.clock.now()
    with ctx.store() as uow:
        # SAFETY(two prescribers): the check and what it rests on are one step; nobody orders in between.
        uow.take_turn()
        order = draft_of(ctx, uow, actor, desk, request, now)
        return _activate(ctx, uow, actor, desk, order, answer, _Reason(because, seen), now, request.words)


def sign_order(
    ctx: Context,
    actor: Actor,
    desk: OrderDesk,
    order_id: OrderId,
    expected_version: int,
    words: str = "",
    because: str = "",
    seen: Collection[Finding] | None = None,
) -> Changes:
    """A physician makes a draft active; it is checked as it stands now. Raises as ``place_order``, VersionConflict."""
    require(actor, Action.ORDER)
    with ctx.store() as uow:
        before = as_seen(uow, order_id, expected_version)
    answer = _ask(ctx, desk, before.episode_id, before.medication)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        order = as_seen(uow, order_id, expected_version)
        _require_cared_for(uow.episodes.get(order.episode_id))
        _require_sensible(ctx, desk, order, now)
        return _activate(ctx, uow, actor, desk, order, answer, _Reason(because, seen), now, words)


def stop_order(
    ctx: Context, actor: Actor, order_id: OrderId, expected_version: int, reason: StopReason, note: str = ""
) -> Changes:
    """Nothing is due of it from now on; doses due before stay until somebody says what became of them.

    A draft is thrown away. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        order = as_seen(uow, order_id, expected_version)
        require(actor, Action.PREPARE_ORDER if order.state is OrderState.DRAFT else Action.ORDER)
        _stop(uow, actor, order, now, reason, words_of(note, "note"))
        return uow.commit()


def as_seen(uow: UnitOfWork, order_id: OrderId, expected_version: int) -> Order:
    """The order, if it is still the version the person saw; raises NotFound, VersionConflict."""
    order = uow.orders.get(order_id)
    require_seen(ENTITY, order_id, expected_version, order.version)
    return order


def _ask(ctx: Context, desk: OrderDesk, episode_id: EpisodeId, medication: Medication | None) -> PromptAnswer | None:
    """Outside of any transaction: the service may take its time."""
    if medication is None:
        return None
    with ctx.store() as uow:
        patient_id = uow.episodes.get(episode_id).patient_id
    return desk.prompts.ask(patient_id, (medication.drug_id,))


def draft_of(
    ctx: Context, uow: UnitOfWork, actor: Actor, desk: OrderDesk, request: OrderRequest, now: datetime
) -> Order:
    """The order a request asks for, not stored. Raises NotFound, IllegalTransition (no care, or what it replaces is
    another admission's), InvalidInput."""
    episode = uow.episodes.get(request.episode_id)
    _require_cared_for(episode)
    _require_own(uow, request)
    order = Order(
        order_id=OrderId(f"OR-{uuid.uuid4().hex[:12]}"),
        episode_id=episode.episode_id,
        patient_id=episode.patient_id,
        kind=request.kind,
        timing=request.timing,
        prepared_by=actor.user_id,
        prepared_at=now,
        medication=request.medication,
        subject=request.subject,
        note=words_of(request.note, "note"),
        wish=request.wish,
        replaces=request.replaces,
    )
    _require_sensible(ctx, desk, order, now)
    return order


def _require_cared_for(episode: Episode) -> None:
    if episode.state not in _CARED_FOR:
        raise IllegalTransition(entity="episode", state=episode.state.value, move=ENTITY)


def _require_own(uow: UnitOfWork, request: OrderRequest) -> None:
    """SAFETY(own order): an order takes the place of one of the same admission, and never stops another patient's."""
    before = uow.orders.get(request.replaces) if request.replaces is not None else None
    if before is not None and before.episode_id != request.episode_id:
        raise IllegalTransition(entity=ENTITY, state=before.state.value, move="replace")


def _require_sensible(ctx: Context, desk: OrderDesk, order: Order, now: datetime) -> None:
    """A first moment that is not over, an end within reach, a window that does not meet the next one."""
    rules, timing = desk.rules.orders, order.timing
    if order.kind is OrderKind.SPECIMEN:
        desk.rules.specimens.kind(order.subject)
    if timing.first + rules.dose_rule(timing.every_hours).window < now:
        raise InvalidInput(field="first", value=timing.first, reason="in_the_past")
    if timing.until is not None and not timing.first < timing.until <= timing.first + rules.longest:
        raise InvalidInput(field="until", value=timing.until, reason="out_of_range")
    if len(due_times(timing, ctx.zone)) > rules.most_doses:
        raise InvalidInput(field="every_hours", value=timing.every_hours, reason="too_many")
    wished = timedelta(minutes=order.wish.window_minutes or 0)
    reach = timedelta(hours=timing.every_hours) / 2 if timing.every_hours else rules.widest_window
    if not timedelta(0) <= wished <= min(rules.widest_window, reach):
        raise InvalidInput(field="window", value=order.wish.window_minutes, reason="out_of_range")


def _activate(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    desk: OrderDesk,
    order: Order,
    answer: PromptAnswer | None,
    reason: _Reason,
    now: datetime,
    words: str,
) -> Changes:
    check = None if answer is None else _checked(uow, actor, desk, order, answer, reason, now)
    active = order.activated(actor.user_id, now, check)
    if order.replaces is not None:
        _stop(uow, actor, uow.orders.get(order.replaces), active.timing.first, StopReason.CHANGED, "", now)
    uow.orders.save(active)
    _add_work(ctx, uow, actor, desk, active, words, now)
    drug = active.medication.drug_id if active.medication else ""
    note_event(uow, actor, now, CaseEventKind.ORDERED, about_order(active), kind=active.kind.value, drug=drug)
    _record(uow, actor, now, "place_order", active)
    return uow.commit()


def _checked(
    uow: UnitOfWork, actor: Actor, desk: OrderDesk, order: Order, answer: PromptAnswer, reason: _Reason, now: datetime
) -> CheckRecord | None:
    if order.medication is None:
        return None
    proposed = Proposed(order.medication, order.timing.every_hours, order.replaces)
    found = checked(uow, desk.rules, order.patient_id, proposed, answer, now)
    why = words_of(reason.because, "reason")
    return replace(found, override=Override(why, actor.user_id, now)) if why and reason.covers(found) else found


def _add_work(
    ctx: Context, uow: UnitOfWork, actor: Actor, desk: OrderDesk, order: Order, words: str, now: datetime
) -> None:
    """Everything the order asks for, from its first moment to its end, and a clock for every dose."""
    work = work_of(order, desk.rules, ctx.zone, words)
    uow.doses.add_many(work.doses)
    uow.tasks.add_many(work.tasks)
    for specimen in work.specimens:
        uow.specimens.save(specimen)
    for dose in work.doses:
        until = dose.window.latest.isoformat()
        note_event(
            uow, actor, now, CaseEventKind.DOSE_DUE, about_dose(dose), dose.due_at, order=order.order_id, until=until
        )
    if work.tasks:
        uow.changed("add_tasks", "task", order.order_id, actor, now)


def _stop(
    uow: UnitOfWork,
    actor: Actor,
    order: Order,
    moment: datetime,
    reason: StopReason,
    note: str,
    now: datetime | None = None,
) -> None:
    """Stop from ``moment`` on (the change takes effect then); what was not due by then is withdrawn."""
    at = now or moment
    stopped = order.stopped(actor.user_id, moment, reason, note)
    uow.orders.save(stopped)
    if order.state is OrderState.ACTIVE:
        withdraw_ahead(uow, actor, stopped, moment, at)
        void_prescriptions(uow, actor, stopped, at, reason.value)
        note_event(uow, actor, at, CaseEventKind.ORDER_STOPPED, about_order(order), reason=reason.value)
    _record(uow, actor, at, "stop_order", stopped)


def _record(uow: UnitOfWork, actor: Actor, now: datetime, action: str, order: Order) -> None:
    facts = {"kind": order.kind.value, "drug": order.medication.drug_id if order.medication else ""}
    if order.check is not None:
        facts |= {"rules": order.check.rules_version, "asked": order.check.prompts.state.value}
        facts |= {"findings": ",".join(sorted({finding.kind.value for finding in order.check.findings}))}
        facts |= {"because": order.check.override.reason if order.check.override else ""}
    if order.stop_reason is not None:
        facts |= {"reason": order.stop_reason.value}
    record(uow, actor, now, action, ENTITY, order.order_id, order.patient_id, **facts)

"""Commands of the green channel from the arrival on: both signatures, closing; and the other ends of a transfer."""

from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import TransferId
from hah_console.domain.rulepack import TransferRules
from hah_console.domain.transfer import ED_LEFT, Means, Milestone, Side, Transfer, TransferSignature, TransferStage
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.transfer_steps import as_seen, end_care, moment, move, note_text, reason_text, tell

LONGEST_NAME = 60


def sign(
    ctx: Context,
    actor: Actor,
    transfer_id: TransferId,
    expected_version: int,
    side: Side,
    name: str,
    means: Means = Means.CONSOLE,
) -> Changes:
    """One side signs the hand-over; with the second signature the patient is handed over and her care here ends.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition before the arrival or when that side has signed,
    InvalidInput without a name, with a long one or with that of the other side.
    """
    require(actor, Action.ANSWER_TRANSFER if side is Side.RECEIVER else Action.MOVE_TRANSFER)
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        signed = _signed(ctx, uow, actor, transfer, side, name, means)
        uow.transfers.save(signed)
        _end_when_handed_over(ctx, uow, actor, signed)
        return uow.commit()


def hand_over(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, receiver: str) -> Changes:
    """Both signatures at a console: the actor's own, and that of ``receiver`` on paper unless it is there already.

    Raises as ``sign`` does.
    """
    require(actor, Action.MOVE_TRANSFER)
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        if transfer.signature(Side.GIVER) is None:
            transfer = _signed(ctx, uow, actor, transfer, Side.GIVER, actor.name, Means.CONSOLE)
        if transfer.under_way:
            transfer = _signed(ctx, uow, actor, transfer, Side.RECEIVER, receiver, Means.PAPER)
        uow.transfers.save(transfer)
        _end_when_handed_over(ctx, uow, actor, transfer)
        return uow.commit()


def close_transfer(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = ""
) -> Changes:
    """What there was to do after the hand-over is done; ``note`` may say what became of the patient there."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.CLOSED, note=note)


def cancel(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str) -> Changes:
    """Give the transfer up before departure; a reason is required."""
    stage, why = TransferStage.CANCELLED, reason_text(reason)
    return move(ctx, actor, transfer_id, expected_version, stage, needs=Action.DECIDE_TRANSFER, note=why)


def patient_died(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str) -> Changes:
    """The patient died before she was handed over: the transfer and the admission end with that outcome.

    Raises as ``transfer_steps.move`` does, InvalidInput without words on where and how.
    """
    require(actor, Action.DECIDE_TRANSFER)
    words = reason_text(reason)
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        at = moment(ctx, transfer)
        died = transfer.moved(TransferStage.DIED, at=at, by=actor.user_id, note=words)
        uow.transfers.save(died)
        tell(ctx, uow, actor, died, transfer.stage)
        end_care(ctx, uow, actor, died, Outcome.DEATH)
        return uow.commit()


def note_milestone(
    ctx: Context,
    actor: Actor,
    rules: TransferRules,
    transfer_id: TransferId,
    expected_version: int,
    name: str,
    at: datetime,
) -> Changes:
    """A moment of the pathway, or that she left the emergency department, as told; a second one of the same name
    corrects the first.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition when given up, InvalidInput for a name that its
    pathway does not have, a time to come, or a departure from an emergency department before the arrival there.
    """
    require(actor, Action.ANSWER_TRANSFER)
    now = ctx.clock.now()
    not_to_come(at, now, "happened_at")
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        _require_milestone(rules, transfer, name, at)
        uow.transfers.save(transfer.told(Milestone(name, at, actor.user_id, now)))
        facts = {"milestone": name, "happened_at": at.isoformat()}
        record(uow, actor, now, "transfer_milestone", "transfer", transfer_id, transfer.patient_id, **facts)
        return uow.commit()


def _require_milestone(rules: TransferRules, transfer: Transfer, name: str, at: datetime) -> None:
    if transfer.stage in {TransferStage.CANCELLED, TransferStage.DIED}:
        raise IllegalTransition(entity="transfer", state=transfer.stage.value, move="milestone")
    if name == ED_LEFT:
        _require_been_there(transfer, at)
        return
    pathway = rules.pathways.get(transfer.pathway)
    if pathway is None or name not in pathway.milestones():
        raise InvalidInput(field="milestone", value=name, reason="unknown")


def _require_been_there(transfer: Transfer, at: datetime) -> None:
    arrived = transfer.reached_at(TransferStage.ARRIVED)
    if arrived is None:
        raise IllegalTransition(entity="transfer", state=transfer.stage.value, move=ED_LEFT)
    if at < arrived.replace(second=0, microsecond=0):
        raise InvalidInput(field="happened_at", value=at.isoformat(timespec="minutes"), reason="before_hospital")


def _signed(
    ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer, side: Side, name: str, means: Means
) -> Transfer:
    written = note_text(name)
    if len(written) > LONGEST_NAME:
        raise InvalidInput(field="signature", value=f"{written[:20]}…", reason="too_long")
    signed = transfer.signed(TransferSignature(side, written, moment(ctx, transfer), actor.user_id, means))
    facts = {"side": side.value, "name": written, "means": means.value}
    now, about = ctx.clock.now(), transfer.transfer_id
    record(uow, actor, now, "sign_transfer", "transfer", about, transfer.patient_id, **facts)
    return signed


def _end_when_handed_over(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer) -> None:
    if transfer.stage is TransferStage.HANDED_OVER:
        tell(ctx, uow, actor, transfer, TransferStage.ARRIVED)
        end_care(ctx, uow, actor, transfer, Outcome.HOSPITAL_TRANSFER)

"""Commands of the green channel up to the arrival: decide, ask a hospital, its answer, ambulance, departure, arrival.

A step with a version sends back the one a person saw; all raise as ``transfer_steps.move`` does.
"""

import uuid
from dataclasses import replace

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, HospitalId, TransferId
from hah_console.domain.pathway import Pathway
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.transfer_packs import freeze_pack
from hah_console.services.transfer_steps import as_seen, move, reason_text, tell

_IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})
_ANSWER = Action.ANSWER_TRANSFER


def decide_transfer(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    reason: str,
    hospital_id: HospitalId | None = None,
    pathway: Pathway | None = None,
) -> Changes:
    """Begin the transfer of a patient in care, and ask ``hospital_id`` at once when given.

    The new id is in the changes. One admission has at most one running transfer. Raises NotPermitted, NotFound,
    InvalidInput without a reason, IllegalTransition when the patient is not in care or is being transferred,
    VersionConflict when two decide at once.
    """
    with ctx.store() as uow:
        begin_transfer(ctx, uow, actor, episode_id, reason, hospital_id, pathway)
        return uow.commit()


def begin_transfer(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    episode_id: EpisodeId,
    reason: str,
    hospital_id: HospitalId | None = None,
    pathway: Pathway | None = None,
) -> Transfer:
    """As ``decide_transfer``, within a transaction that decides more."""
    require(actor, Action.DECIDE_TRANSFER)
    why, now = reason_text(reason), ctx.clock.now()
    episode = uow.episodes.get(episode_id)
    _require_transferable(uow, episode)
    uow.episodes.save(episode)  # SAFETY(one running transfer): a second decision meets the raised version
    exercise = uow.patients.get(episode.patient_id).exercise
    entry = StageEntry(TransferStage.DECIDED, now, actor.user_id)
    transfer = replace(_new(episode, why, entry, pathway), exercise=exercise)
    facts = {"reason": why, **({"pathway": transfer.pathway} if pathway else {})}
    record(uow, actor, now, "decide_transfer", "transfer", transfer.transfer_id, episode.patient_id, **facts)
    if hospital_id is not None:
        transfer = _asked(ctx, uow, actor, transfer, hospital_id)
    uow.transfers.save(transfer)
    if hospital_id is not None:
        freeze_pack(ctx, uow, actor, transfer)
    return transfer


def ask_hospital(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, hospital_id: HospitalId
) -> Changes:
    """Ask a hospital to take the patient; after a refusal another one may be asked. NotFound for an unknown one."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.ASKED, hospital_id=hospital_id)


def accept(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The hospital takes the patient; ``note`` may name who answered."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.ACCEPTED, needs=_ANSWER, note=note)


def refuse(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str) -> Changes:
    """The hospital cannot take the patient, also after it had accepted; a reason is required."""
    why = reason_text(reason)
    return move(ctx, actor, transfer_id, expected_version, TransferStage.REFUSED, needs=_ANSWER, note=why)


def call_ambulance(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = ""
) -> Changes:
    """An ambulance is on its way to the home; ``note`` may name which."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.AMBULANCE_CALLED, note=note)


def ambulance_cancelled(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str
) -> Changes:
    """The ambulance does not come, or cannot go on; another one is called next. A reason is required."""
    why = reason_text(reason)
    return move(ctx, actor, transfer_id, expected_version, TransferStage.AMBULANCE_CANCELLED, note=why)


def depart(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The patient has left home."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.DEPARTED, note=note)


def arrive(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The patient has reached the hospital."""
    return move(ctx, actor, transfer_id, expected_version, TransferStage.ARRIVED, needs=_ANSWER, note=note)


def choose_pathway(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, pathway: Pathway | None
) -> Changes:
    """Put the transfer on a time-critical pathway, or take it off; its clocks count from what has happened already.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition after the end.
    """
    require(actor, Action.DECIDE_TRANSFER)
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        if transfer.ended:
            raise IllegalTransition(entity="transfer", state=transfer.stage.value, move="pathway")
        chosen = replace(transfer, pathway=pathway.pathway_id if pathway else "")
        uow.transfers.save(chosen)
        facts = {"pathway": chosen.pathway, "was": transfer.pathway}
        now, about = ctx.clock.now(), transfer.transfer_id
        record(uow, actor, now, "choose_pathway", "transfer", about, transfer.patient_id, **facts)
        return uow.commit()


def _new(episode: Episode, why: str, entry: StageEntry, pathway: Pathway | None) -> Transfer:
    new_id = TransferId(f"TR-{uuid.uuid4().hex[:12]}")
    chosen = pathway.pathway_id if pathway else ""
    return Transfer(new_id, episode.episode_id, episode.patient_id, why, (entry,), pathway=chosen)


def _asked(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer, hospital_id: HospitalId) -> Transfer:
    """The transfer just decided, asked of a hospital in the same step."""
    hospital, at = uow.hospitals.get(hospital_id).hospital_id, transfer.history[-1].at
    asked = transfer.moved(TransferStage.ASKED, at=at, by=actor.user_id, hospital_id=hospital)
    tell(ctx, uow, actor, asked, transfer.stage)
    return asked


def _require_transferable(uow: UnitOfWork, episode: Episode) -> None:
    if episode.state not in _IN_CARE:
        raise IllegalTransition(entity="episode", state=episode.state.value, move=TransferStage.DECIDED.value)
    running = next((t for t in uow.transfers.open() if t.episode_id == episode.episode_id), None)
    if running is not None:
        raise IllegalTransition(entity="transfer", state=running.stage.value, move=TransferStage.DECIDED.value)

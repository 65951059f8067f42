"""Commands of the green channel: decide, ask a hospital, answer, depart, arrive, hand over, cancel."""

import uuid
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, HospitalId, TransferId
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.leaving import end_alarms, withdraw_work
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

_IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})
LONGEST_TEXT = 500


def decide_transfer(
    ctx: Context, actor: Actor, episode_id: EpisodeId, reason: str, hospital_id: HospitalId | None = None
) -> Changes:
    """Begin the transfer of a patient in care, and ask ``hospital_id`` at once when given.

    The new id is in the changes. One admission has at most one running transfer. Raises NotPermitted, NotFound,
    InvalidInput without a reason, IllegalTransition when the patient is not in care or is being transferred,
    VersionConflict when two decide at once.
    """
    require(actor, Action.DECIDE_TRANSFER)
    why = _text(reason)
    now = ctx.clock.now()
    with ctx.store() as uow:
        episode = uow.episodes.get(episode_id)
        _require_transferable(uow, episode)
        uow.episodes.save(episode)  # SAFETY(one running transfer): a second decision meets the raised version
        entry = StageEntry(TransferStage.DECIDED, now, actor.user_id)
        transfer = Transfer(TransferId(f"TR-{uuid.uuid4().hex[:12]}"), episode_id, episode.patient_id, why, (entry,))
        record(uow, actor, now, "decide_transfer", "transfer", transfer.transfer_id, episode.patient_id, reason=why)
        if hospital_id is not None:
            transfer = _asked(uow, actor, transfer, hospital_id, now)
        uow.transfers.save(transfer)
        return uow.commit()


def ask_hospital(
    ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, hospital_id: HospitalId
) -> Changes:
    """Ask a hospital to take the patient; after a refusal another one may be asked. Raises as ``_move`` does, and
    NotFound for an unknown hospital."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.ASKED, hospital_id=hospital_id)


def accept(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The hospital takes the patient; ``note`` may name who answered."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.ACCEPTED, note=note)


def refuse(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str) -> Changes:
    """The hospital cannot take the patient; a reason is required."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.REFUSED, note=_text(reason))


def depart(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The patient has left home."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.DEPARTED, note=note)


def arrive(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The patient has reached the hospital."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.ARRIVED, note=note)


def hand_over(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, note: str = "") -> Changes:
    """The hospital has taken over: the transfer ends, the admission is closed with outcome hospital-transfer, and the
    patient's alarms and open work end with it."""
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.HANDED_OVER, note=note)


def cancel(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int, reason: str) -> Changes:
    """Give the transfer up before departure; a reason is required."""
    require(actor, Action.DECIDE_TRANSFER)
    return _move(ctx, actor, transfer_id, expected_version, TransferStage.CANCELLED, note=_text(reason))


def _move(
    ctx: Context,
    actor: Actor,
    transfer_id: TransferId,
    expected_version: int,
    to: TransferStage,
    *,
    hospital_id: HospitalId | None = None,
    note: str = "",
) -> Changes:
    """One step. Raises NotPermitted, NotFound, VersionConflict (not the version the person saw), IllegalTransition."""
    require(actor, Action.MOVE_TRANSFER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        transfer = _as_seen(uow, transfer_id, expected_version)
        if hospital_id is not None:
            uow.hospitals.get(hospital_id)
        moved = transfer.moved(to, at=now, by=actor.user_id, hospital_id=hospital_id, note=note.strip())
        uow.transfers.save(moved)
        if to is TransferStage.HANDED_OVER:
            _close_episode(uow, actor, moved, now)
            end_alarms(uow, actor, moved.patient_id, now)
            withdraw_work(ctx, uow, actor, moved.patient_id, moved.episode_id)
        facts = {"from_stage": transfer.stage.value, "hospital": moved.hospital_id or "", "note": note.strip()}
        record(uow, actor, now, f"transfer_{to.value}", "transfer", transfer_id, moved.patient_id, **facts)
        return uow.commit()


def _asked(uow: UnitOfWork, actor: Actor, transfer: Transfer, hospital_id: HospitalId, now: datetime) -> Transfer:
    """The transfer just decided, asked of a hospital in the same step."""
    hospital = uow.hospitals.get(hospital_id).hospital_id
    facts = {"from_stage": transfer.stage.value, "hospital": hospital, "note": ""}
    patient_id = transfer.patient_id
    record(uow, actor, now, "transfer_asked", "transfer", transfer.transfer_id, patient_id, **facts)
    return transfer.moved(TransferStage.ASKED, at=now, by=actor.user_id, hospital_id=hospital)


def _as_seen(uow: UnitOfWork, transfer_id: TransferId, expected_version: int) -> Transfer:
    transfer = uow.transfers.get(transfer_id)
    require_seen("transfer", transfer_id, expected_version, transfer.version)
    return transfer


def _require_transferable(uow: UnitOfWork, episode: Episode) -> None:
    if episode.state not in _IN_CARE:
        raise IllegalTransition(entity="episode", state=episode.state.value, move=TransferStage.DECIDED.value)
    running = next((t for t in uow.transfers.open() if t.episode_id == episode.episode_id), None)
    if running is not None:
        raise IllegalTransition(entity="transfer", state=running.stage.value, move=TransferStage.DECIDED.value)


def _close_episode(uow: UnitOfWork, actor: Actor, transfer: Transfer, now: datetime) -> None:
    """Close the admission; one that somebody has closed meanwhile stays as it is."""
    episode = uow.episodes.get(transfer.episode_id)
    if episode.state is EpisodeState.CLOSED:
        return
    closed = replace(episode.moved(EpisodeState.CLOSED), outcome=Outcome.HOSPITAL_TRANSFER, closed_at=now)
    uow.episodes.save(closed)
    outcome = Outcome.HOSPITAL_TRANSFER.value
    about = About(episode.patient_id, episode.episode_id, "episode", episode.episode_id)
    note_event(uow, actor, now, CaseEventKind.CLOSED, about, None, outcome=outcome)
    record(uow, actor, now, "close_episode", "episode", episode.episode_id, episode.patient_id, outcome=outcome)


def _text(reason: str) -> str:
    written = reason.strip()
    if not written:
        raise InvalidInput(field="reason", value="", reason="empty")
    if len(written) > LONGEST_TEXT:
        raise InvalidInput(field="reason", value=f"{written[:20]}…", reason="too_long")
    return written

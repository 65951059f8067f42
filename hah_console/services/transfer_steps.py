"""What every command of the green channel does: look at what was seen, take one step, tell it; and the end of care."""

from dataclasses import replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.task import Withdrawal
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.leaving import end_alarms, withdraw_work
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen
from hah_console.services.transfer_packs import freeze_pack

LONGEST_TEXT = 500


def move(
    ctx: Context,
    actor: Actor,
    transfer_id: TransferId,
    expected_version: int,
    to: TransferStage,
    *,
    needs: Action = Action.MOVE_TRANSFER,
    hospital_id: HospitalId | None = None,
    note: str = "",
) -> Changes:
    """One step. Raises NotPermitted, NotFound, VersionConflict (not the version the person saw), IllegalTransition,
    InvalidInput for a note that is too long."""
    require(actor, needs)
    words = note_text(note)
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        if hospital_id is not None:
            uow.hospitals.get(hospital_id)
        at = moment(ctx, transfer)
        moved = transfer.moved(to, at=at, by=actor.user_id, hospital_id=hospital_id, note=words)
        uow.transfers.save(moved)
        tell(ctx, uow, actor, moved, transfer.stage)
        if to is TransferStage.ASKED:
            freeze_pack(ctx, uow, actor, moved)
        return uow.commit()


def tell(ctx: Context, uow: UnitOfWork, actor: Actor, moved: Transfer, before: TransferStage) -> None:
    """Into the audit trail; the time this workstation lags behind the last stage is told with it."""
    now, entry = ctx.clock.now(), moved.history[-1]
    facts = {"from_stage": before.value, "hospital": moved.hospital_id or "", "note": entry.note}
    if entry.at > now:
        facts["clock_behind_s"] = f"{(entry.at - now) / timedelta(seconds=1):.0f}"
    if moved.exercise:
        facts["exercise"] = "yes"
    name = f"transfer_{entry.stage.value}"
    record(uow, actor, now, name, "transfer", moved.transfer_id, moved.patient_id, **facts)


def moment(ctx: Context, transfer: Transfer) -> datetime:
    """SAFETY(wrong clock): a workstation whose clock is behind keeps nobody from the next step, and the order stays."""
    return max(ctx.clock.now(), transfer.history[-1].at)


def as_seen(uow: UnitOfWork, transfer_id: TransferId, expected_version: int) -> Transfer:
    """The transfer as the person saw it. Raises NotFound, VersionConflict."""
    transfer = uow.transfers.get(transfer_id)
    require_seen("transfer", transfer_id, expected_version, transfer.version)
    return transfer


def end_care(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer, outcome: Outcome) -> None:
    """Close the admission; one that somebody has closed meanwhile stays as it is. Alarms and open work end with it."""
    now, episode = ctx.clock.now(), uow.episodes.get(transfer.episode_id)
    if episode.state is not EpisodeState.CLOSED:
        uow.episodes.save(replace(episode.moved(EpisodeState.CLOSED), outcome=outcome, closed_at=now))
        about = About(episode.patient_id, episode.episode_id, "episode", episode.episode_id)
        note_event(uow, actor, now, CaseEventKind.CLOSED, about, None, outcome=outcome.value)
        record(uow, actor, now, "close_episode", "episode", about.entity_id, episode.patient_id, outcome=outcome.value)
    end_alarms(uow, actor, transfer.patient_id, now)
    moved = outcome is Outcome.HOSPITAL_TRANSFER
    why = Withdrawal.PATIENT_TRANSFERRED if moved else Withdrawal.EPISODE_CLOSED
    withdraw_work(ctx, uow, actor, transfer.patient_id, transfer.episode_id, why)


def reason_text(reason: str) -> str:
    """A reason as it is kept. Raises InvalidInput without one, or for one that is too long."""
    written = note_text(reason)
    if not written:
        raise InvalidInput(field="reason", value="", reason="empty")
    return written


def note_text(note: str) -> str:
    """A note as it is kept. Raises InvalidInput for one that is too long."""
    written = note.strip()
    if len(written) > LONGEST_TEXT:
        raise InvalidInput(field="reason", value=f"{written[:20]}…", reason="too_long")
    return written

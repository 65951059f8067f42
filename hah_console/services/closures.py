"""Commands at the end of an admission: close it whole, hear of the patient afterwards, end the watch."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import Closure, ClosureForm, OpenWork, TransferOpen, WatchEvent, watch_end
from hah_console.domain.closing.dose_end import DoseEnd
from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import ClosureId, EpisodeId, TaskId
from hah_console.domain.task import Task, Withdrawal
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.closing_doses import settle_doses
from hah_console.services.context import Context, record
from hah_console.services.leaving import end_alarms, withdraw_work, work_that_ends
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


def open_work(ctx: Context, episode_id: EpisodeId) -> tuple[Task, ...]:
    """The tasks a closure ends now: whoever closes names each of them."""
    with ctx.store() as uow:
        return work_that_ends(ctx, uow, uow.episodes.get(episode_id))


def close_episode(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    version: int,
    form: ClosureForm,
    rules: ReferralFormRules,
    *,
    named_tasks: frozenset[TaskId] = frozenset(),
    task_reason: str = "",
    dose_ends: Sequence[DoseEnd] = (),
    first_dose_skill: str = "",
) -> Changes:
    """Close an admission; one that a transfer has closed gets its summary, and its outcome must be the transfer's.

    Raises NotPermitted, NotFound, NotReady with what is missing, InvalidInput, TransferOpen, OpenDoses with the doses
    of which nothing is said, OpenWork with the tasks that are not named, VersionConflict, IllegalTransition when it is
    closed already, and as ``give_dose`` for a dose.
    """
    require(actor, Action.CLOSE_EPISODE)
    now = ctx.clock.now()
    outcome = form.require_whole()
    with ctx.store() as uow:
        uow.take_turn()
        episode = _closable(uow, episode_id, version)
        settle_doses(uow, actor, episode_id, dose_ends, first_dose_skill, now)
        ends = work_that_ends(ctx, uow, episode)
        _require_named(ends, named_tasks, task_reason)
        closed = _closed(episode, outcome, now)
        _close_transfer(uow, actor, episode_id, now)
        closure = _closure(actor, closed, form, rules, now, ends, task_reason)
        if episode.state is EpisodeState.PLANNED:
            closure = replace(closure, watch_until=None)  # nobody was cared for
        uow.closures.save(closure)
        if episode.state is not EpisodeState.CLOSED:
            _end_care(ctx, uow, actor, closed, now)
        facts = {
            "outcome": outcome.value,
            "tasks": str(len(ends)),
            "doses": str(len(dose_ends)),
            "rules": rules.info.version,
        }
        record(uow, actor, now, "close_episode", "episode", episode_id, episode.patient_id, **facts)
        return uow.commit()


def note_watch_event(
    ctx: Context, actor: Actor, closure_id: ClosureId, kind: CaseEventKind, happened_at: datetime
) -> Changes:
    """Somebody who was cared for was seen in an emergency department, or admitted, within the watch.

    Raises NotPermitted, NotFound, InvalidInput for a time to come, IllegalTransition outside the watch.
    """
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    not_to_come(happened_at, now, "happened_at")
    with ctx.store() as uow:
        closure = uow.closures.get(closure_id).noted(WatchEvent(kind, happened_at, actor.user_id))
        uow.closures.save(closure)
        note_event(uow, actor, now, kind, _about(closure), happened_at)
        record(uow, actor, now, f"note_{kind.value}", "closure", closure_id, closure.patient_id)
        return uow.commit()


def end_watch(ctx: Context, actor: Actor, closure_id: ClosureId) -> Changes:
    """What became of the patient is written down and the watch is over. Raises NotPermitted, NotFound,
    IllegalTransition before its time."""
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        closure = uow.closures.save(uow.closures.get(closure_id).watch_ended(now))
        note_event(uow, actor, now, CaseEventKind.WATCH_ENDED, _about(closure))
        record(uow, actor, now, "end_watch", "closure", closure_id, closure.patient_id, heard=str(len(closure.heard)))
        return uow.commit()


def _closable(uow: UnitOfWork, episode_id: EpisodeId, version: int) -> Episode:
    """SAFETY(open transfer): nobody is closed on her way into a hospital; one handed over there is."""
    episode = uow.episodes.get(episode_id)
    require_seen("episode", episode_id, version, episode.version)
    running = _transfer_of(uow, episode_id)
    if running is not None and running.under_way:
        raise TransferOpen(name=uow.patients.get(episode.patient_id).name, stage=running.stage.value)
    if uow.closures.of_episode(episode_id) is not None:
        raise IllegalTransition(entity="episode", state=episode.state.value, move="close")
    return episode


def _transfer_of(uow: UnitOfWork, episode_id: EpisodeId) -> Transfer | None:
    return next((t for t in uow.transfers.open() if t.episode_id == episode_id), None)


def _close_transfer(uow: UnitOfWork, actor: Actor, episode_id: EpisodeId, now: datetime) -> None:
    """What was handed over is closed with the admission."""
    handed_over = _transfer_of(uow, episode_id)
    if handed_over is not None:
        at = max(now, handed_over.history[-1].at)
        closed = handed_over.moved(TransferStage.CLOSED, at=at, by=actor.user_id)
        uow.transfers.save(closed)
        about = closed.transfer_id
        record(uow, actor, now, "transfer_closed", "transfer", about, closed.patient_id, with_closure="yes")


def _closed(episode: Episode, outcome: Outcome, now: datetime) -> Episode:
    if episode.state is not EpisodeState.CLOSED:
        return replace(episode.moved(EpisodeState.CLOSED), outcome=outcome, closed_at=now)
    if episode.outcome is not outcome:
        raise InvalidInput(field="outcome", value=outcome.value, reason="contradiction")
    return episode


def _require_named(ends: tuple[Task, ...], named: frozenset[TaskId], reason: str) -> None:
    unnamed = tuple(task.task_id for task in ends if task.task_id not in named)
    if unnamed:
        raise OpenWork(unnamed)
    if ends and not reason.strip():
        raise InvalidInput(field="reason", value="", reason="empty")


def _closure(
    actor: Actor,
    closed: Episode,
    form: ClosureForm,
    rules: ReferralFormRules,
    now: datetime,
    ends: tuple[Task, ...],
    task_reason: str,
) -> Closure:
    closed_at, outcome = closed.closed_at or now, form.require_whole()
    return Closure(
        ClosureId(f"CL-{uuid.uuid4().hex[:16]}"),
        closed.episode_id,
        closed.patient_id,
        form,
        closed_at,
        actor.user_id,
        now,
        watch_end(outcome, closed_at, rules.watch),
        tuple(task.task_id for task in ends),
        task_reason.strip() if ends else "",
    )


def _end_care(ctx: Context, uow: UnitOfWork, actor: Actor, closed: Episode, now: datetime) -> None:
    uow.episodes.save(closed)
    end_alarms(uow, actor, closed.patient_id, now)
    withdraw_work(ctx, uow, actor, closed.patient_id, closed.episode_id, Withdrawal.EPISODE_CLOSED)
    outcome = closed.outcome.value if closed.outcome else ""
    about = About(closed.patient_id, closed.episode_id, "episode", closed.episode_id)
    note_event(uow, actor, now, CaseEventKind.CLOSED, about, None, outcome=outcome)


def _about(closure: Closure) -> About:
    return About(closure.patient_id, closure.episode_id, "closure", closure.closure_id)

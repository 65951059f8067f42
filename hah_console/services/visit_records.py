"""Visits as they are reported: arrival and leaving to the minute, put right by name, and the card data they leave."""

import uuid
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.case_line import CORRECTS
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.rules import ClaimRules
from hah_console.domain.claims.visit_record import Emergency, VisitMode, VisitRecord
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, StaffId, TaskId, VisitRecordId
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

IN_VAIN = "in-vain"
"""In place of a mode of a visit, in an event that puts an arrival right."""


def arrive(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    staff_id: StaffId,
    *,
    mode: VisitMode = VisitMode.IN_PERSON,
    at: datetime | None = None,
    task_id: TaskId | None = None,
    emergency: Emergency | None = None,
) -> Changes:
    """Somebody is with the patient since ``at`` (now when left out).

    Raises NotPermitted, NotFound, InvalidInput for a time to come, IllegalTransition when the admission is not open.
    """
    require(actor, Action.RECORD_VISIT)
    now = ctx.clock.now()
    at = not_to_come(at or now, now, "arrived_at")
    with ctx.store() as uow:
        arrived(uow, actor, episode_id, staff_id, mode, at, now, task_id=task_id, emergency=emergency)
        return uow.commit()


def arrived(
    uow: UnitOfWork,
    actor: Actor,
    episode_id: EpisodeId,
    staff_id: StaffId,
    mode: VisitMode,
    at: datetime,
    now: datetime,
    *,
    task_id: TaskId | None = None,
    emergency: Emergency | None = None,
) -> VisitRecord:
    """The visit that has begun, within a transaction. Raises NotFound, IllegalTransition."""
    episode, person = uow.episodes.get(episode_id), uow.staff.get(staff_id)
    if episode.state is EpisodeState.CLOSED:
        raise IllegalTransition(entity="episode", state=episode.state.value, move="visit")
    episode.require_within(at, "arrived_at")
    visit = VisitRecord(
        VisitRecordId(f"VR-{uuid.uuid4().hex[:16]}"),
        episode_id,
        episode.patient_id,
        staff_id,
        person.profession,
        now,
        mode,
        emergency=emergency,
        task_id=task_id,
    ).arrived(at)
    stored = uow.visit_records.save(visit)
    _note(uow, actor, CaseEventKind.ARRIVED, visit, at, now)
    record(uow, actor, now, "arrive", "visit_record", visit.visit_record_id, visit.patient_id, mode=mode.value)
    return stored


def leave(
    ctx: Context,
    actor: Actor,
    visit_record_id: VisitRecordId,
    rules: ClaimRules,
    *,
    at: datetime | None = None,
    card_read: bool = False,
) -> Changes:
    """The visit is over since ``at``; the card data of a visit on site go into the queue, due within the rules' time.

    Raises NotPermitted, NotFound, InvalidInput, IllegalTransition.
    """
    require(actor, Action.RECORD_VISIT)
    now = ctx.clock.now()
    at = not_to_come(at or now, now, "left_at")
    with ctx.store() as uow:
        left(uow, actor, uow.visit_records.get(visit_record_id), rules, at, now, card_read=card_read)
        return uow.commit()


def left(
    uow: UnitOfWork,
    actor: Actor,
    begun: VisitRecord,
    rules: ClaimRules,
    at: datetime,
    now: datetime,
    *,
    card_read: bool,
) -> None:
    """The visit is over, within a transaction. Raises InvalidInput, IllegalTransition."""
    visit = replace(begun.left(at), card_read=card_read)
    uow.visit_records.save(visit)
    _queue_card(uow, visit, rules)
    _note(uow, actor, CaseEventKind.LEFT, visit, at, now)
    record(uow, actor, now, "leave", "visit_record", visit.visit_record_id, visit.patient_id)


def in_vain(uow: UnitOfWork, actor: Actor, begun: VisitRecord, reason: str, at: datetime, now: datetime) -> None:
    """Nobody could be seen, within a transaction. Raises IllegalTransition.

    SAFETY(visit in vain): the arrival is put right, so that no clock is met and nothing is claimed by it.
    """
    uow.visit_records.save(begun.was_in_vain(reason))
    about = About(begun.patient_id, begun.episode_id, "visit_record", begun.visit_record_id)
    facts = {"mode": IN_VAIN, "profession": begun.profession.value, "staff_id": begun.staff_id, CORRECTS: "yes"}
    note_event(uow, actor, now, CaseEventKind.ARRIVED, about, begun.arrived_at or at, **facts)
    record(uow, actor, now, "in_vain", "visit_record", begun.visit_record_id, begun.patient_id, reason=reason)


def correct_times(
    ctx: Context,
    actor: Actor,
    visit: VisitRecord,
    arrived_at: datetime,
    left_at: datetime,
    rules: ClaimRules,
    reason: str,
) -> Changes:
    """Put the times of a visit right; what stood there before stays in the audit trail with the reason.

    Raises NotPermitted, NotFound, InvalidInput, VersionConflict when the visit changed since it was read.
    """
    require(actor, Action.RECORD_VISIT)
    if not reason.strip():
        raise InvalidInput(field="reason", value="", reason="missing_value")
    now = ctx.clock.now()
    not_to_come(left_at, now, "left_at")
    with ctx.store() as uow:
        stored = uow.visit_records.get(visit.visit_record_id)
        require_seen("visit_record", visit.visit_record_id, visit.version, stored.version)
        uow.episodes.get(stored.episode_id).require_within(arrived_at, "arrived_at")
        corrected = uow.visit_records.save(stored.with_times(arrived_at, left_at))
        _queue_card(uow, corrected, rules)
        before = {"arrived_before": _written(stored.arrived_at), "left_before": _written(stored.left_at)}
        facts = {**before, "reason": reason.strip()}
        _tell_corrected(uow, actor, stored, corrected, now)
        record(uow, actor, now, "correct_times", "visit_record", stored.visit_record_id, stored.patient_id, **facts)
        return uow.commit()


def _tell_corrected(uow: UnitOfWork, actor: Actor, before: VisitRecord, after: VisitRecord, now: datetime) -> None:
    """SAFETY(lost clock): the clocks go by the times as they were put right, also when one had never been told."""
    for kind, was, at in (
        (CaseEventKind.ARRIVED, before.arrived_at, after.arrived_at),
        (CaseEventKind.LEFT, before.left_at, after.left_at),
    ):
        if at is not None and at != was:
            _note(uow, actor, kind, after, at, now, **{CORRECTS: "yes"})


def _queue_card(uow: UnitOfWork, visit: VisitRecord, rules: ClaimRules) -> None:
    if visit.mode is not VisitMode.IN_PERSON or visit.left_at is None:
        return
    due_at = visit.left_at + rules.card_upload
    known = uow.card_uploads.find(visit.visit_record_id)
    if known is None:
        uow.card_uploads.save(CardUpload(visit.visit_record_id, visit.episode_id, visit.patient_id, due_at))
    elif known.due_at != due_at:
        uow.card_uploads.save(replace(known, due_at=due_at))


def _note(
    uow: UnitOfWork, actor: Actor, kind: CaseEventKind, visit: VisitRecord, at: datetime, now: datetime, **more: str
) -> None:
    facts = {"mode": visit.mode.value, "profession": visit.profession.value, "staff_id": visit.staff_id, **more}
    about = About(visit.patient_id, visit.episode_id, "visit_record", visit.visit_record_id)
    note_event(uow, actor, now, kind, about, at, **facts)


def _written(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else ""

"""Commands of doses: given, not given because, taken back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import MARKS_NEEDED, IdentityMark
from hah_console.domain.dose import Dose, DoseState, Giver, NotGivenReason
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError, InvalidInput
from hah_console.domain.ids import DoseId, TaskId
from hah_console.domain.order import OrderState
from hah_console.services.case_line import note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.order_end import STOPPED, about_dose, settle_order, words_of
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

ENTITY = "dose"
A_DAY = timedelta(days=1)


class FirstDoseUnwatched(HahError):
    """The first dose at home needs somebody able to treat anaphylaxis. Facts: skill."""

    code = "first_dose_unwatched"


def give_dose(
    ctx: Context,
    actor: Actor,
    rules: CareRules,
    dose_id: DoseId,
    expected_version: int,
    *,
    at: datetime | None = None,
    giver: Giver = Giver.STAFF,
    marks: Collection[IdentityMark] = (),
    note: str = "",
) -> Changes:
    """Record a dose as given ``at`` (now unless told); the visit it was planned for is done with it.

    ``marks`` are what the person was known by. ``note`` says where it went in, and why it was early or late.

    SAFETY(dose once): the version a person saw goes with it; whoever comes second is told and nothing is recorded
    twice. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput, FirstDoseUnwatched.
    """
    require(actor, Action.GIVE_DOSE)
    now, words = ctx.clock.now(), words_of(note, "note")
    _require_known(giver, marks)
    with ctx.store() as uow:
        dose = dose_as_seen(uow, dose_id, expected_version)
        given = dose.given(actor.user_id, at or now, now, giver, words)
        known = ",".join(sorted(mark.value for mark in marks))
        record_given(uow, actor, rules.checks.first_dose_skill, dose, given, now, marks=known)
        return uow.commit()


def not_give_dose(
    ctx: Context, actor: Actor, dose_id: DoseId, expected_version: int, reason: NotGivenReason, note: str = ""
) -> Changes:
    """Record that a dose was refused or missed, and why. The visit stays open: whether anybody was there is another
    question. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput."""
    require(actor, Action.GIVE_DOSE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        was = dose_as_seen(uow, dose_id, expected_version)
        record_not_given(uow, actor, was.not_given(actor.user_id, now, reason, words_of(note, "note")), now)
        return uow.commit()


def record_given(
    uow: UnitOfWork, actor: Actor, first_dose_skill: str, dose: Dose, given: Dose, now: datetime, **facts: str
) -> None:
    """Store a dose that was ``given``; its visit is done and its order settled. Raises as ``give_dose``."""
    giver = given.giver or Giver.STAFF
    if _is_first(uow, dose):
        _require_able(uow, actor, first_dose_skill, giver)
    _require_near(uow, dose, given.at or now)
    require_reason(given)
    uow.doses.save(given)
    complete_task_of(uow, actor, given.task_id, now)
    _note(uow, actor, given, CaseEventKind.DOSE_GIVEN, now, standing=given.standing(now).value, giver=giver.value)
    facts |= {"given_at": given.at.isoformat() if given.at else "", "giver": giver.value, "note": given.note}
    record(uow, actor, now, "give_dose", ENTITY, given.dose_id, given.patient_id, **facts)
    settle_order(uow, actor, given.order_id, now)


def record_not_given(uow: UnitOfWork, actor: Actor, dose: Dose, now: datetime, action: str = "not_give_dose") -> None:
    """Store a dose that was not given, or handed on; the next one is the first then, and its order is settled."""
    uow.doses.save(dose)
    _note(uow, actor, dose, CaseEventKind.DOSE_NOT_GIVEN, now, reason=dose.reason, state=dose.state.value)
    facts = {"reason": dose.reason, "state": dose.state.value, "note": dose.note}
    record(uow, actor, now, action, ENTITY, dose.dose_id, dose.patient_id, **facts)
    if dose.first:
        _pass_on(uow, actor, dose, now)
    settle_order(uow, actor, dose.order_id, now)


def take_back_dose(ctx: Context, actor: Actor, dose_id: DoseId, expected_version: int, why: str) -> Changes:
    """What was recorded was wrong: the dose is due again, or withdrawn when its order was stopped before it was due;
    the trail keeps what it was and why it was taken back.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput without a reason.
    """
    require(actor, Action.GIVE_DOSE)
    written, now = words_of(why, "reason", needed=True), ctx.clock.now()
    with ctx.store() as uow:
        was = dose_as_seen(uow, dose_id, expected_version)
        dose = uow.doses.save(was.taken_back())
        _note(uow, actor, dose, CaseEventKind.DOSE_DUE, now, until=dose.window.latest.isoformat(), was=was.state.value)
        facts = {"was": was.state.value, "was_at": was.at.isoformat() if was.at else "", "was_by": was.by or ""}
        record(uow, actor, now, "take_back_dose", ENTITY, dose_id, dose.patient_id, **facts, reason=written)
        _settle_again(uow, actor, dose, now)
        return uow.commit()


def dose_as_seen(uow: UnitOfWork, dose_id: DoseId, expected_version: int) -> Dose:
    """The dose in the version a person saw. Raises NotFound, VersionConflict."""
    dose = uow.doses.get(dose_id)
    require_seen(ENTITY, dose_id, expected_version, dose.version)
    return dose


def _require_known(giver: Giver, marks: Collection[IdentityMark]) -> None:
    """SAFETY(identity at the dose): whoever gives a dose has known the person by two marks; what caregiver or patient
    gave is told by those who live together."""
    if giver is Giver.STAFF and len(set(marks)) < MARKS_NEEDED:
        raise InvalidInput(field="marks", value=", ".join(marks), reason="two_needed")


def require_reason(dose: Dose) -> None:
    """A dose after its window says why."""
    if dose.at is not None and dose.at > dose.window.latest and not dose.note:
        raise InvalidInput(field="note", value="", reason="too_late_needs_reason")


def _require_near(uow: UnitOfWork, dose: Dose, at: datetime) -> None:
    """SAFETY(dose once): a moment a whole interval before it is due is that of another dose, or a slip of the pen."""
    every = timedelta(hours=uow.orders.get(dose.order_id).timing.every_hours) or A_DAY
    if at <= dose.due_at - every:
        raise InvalidInput(field="given_at", value=at.isoformat(timespec="minutes"), reason="time_of_another_dose")


def _is_first(uow: UnitOfWork, dose: Dose) -> bool:
    """SAFETY(first dose): the first is the one that is really given, also when the one meant as the first was not."""
    if dose.first:
        return True
    all_of_it = uow.doses.of_order(dose.order_id)
    return any(one.first for one in all_of_it) and all(one.state is not DoseState.GIVEN for one in all_of_it)


def _pass_on(uow: UnitOfWork, actor: Actor, dose: Dose, now: datetime) -> None:
    """The next dose is the first then, and its visit asks for who was to come for this one."""
    ahead = (one for one in uow.doses.of_order(dose.order_id) if one.state is DoseState.DUE)
    following = next(ahead, None)
    if following is None:
        return
    uow.doses.save(replace(following, first=True))
    planned = uow.tasks.find(dose.task_id) if dose.task_id else None
    task = uow.tasks.find(following.task_id) if following.task_id else None
    if planned is not None and task is not None and task.is_open:
        uow.tasks.save(replace(task, required_skills=task.required_skills | planned.required_skills))
        uow.changed("pass_on_first_dose", "task", task.task_id, actor, now)


def _settle_again(uow: UnitOfWork, actor: Actor, dose: Dose, now: datetime) -> None:
    """SAFETY(stopped order): a dose that was due after its order was stopped is never due again; one of an order that
    had come to its end makes it run again, so that it is checked against and can be stopped."""
    order = uow.orders.get(dose.order_id)
    if order.state is OrderState.STOPPED and order.ended_at is not None and dose.due_at >= order.ended_at:
        withdrawn = uow.doses.save(dose.withdrawn(actor.user_id, now))
        _note(uow, actor, withdrawn, CaseEventKind.DOSE_NOT_GIVEN, now, reason=STOPPED)
    if order.state is OrderState.COMPLETED and uow.episodes.get(order.episode_id).state is not EpisodeState.CLOSED:
        uow.orders.save(order.reopened())
        record(uow, actor, now, "reopen_order", "order", order.order_id, order.patient_id)


def _require_able(uow: UnitOfWork, actor: Actor, skill: str, giver: Giver) -> None:
    """SAFETY(first dose): the first dose at home is given by a member of staff who can treat anaphylaxis."""
    user = uow.users.find(actor.user_id)
    person = uow.staff.find(user.staff_id) if user is not None and user.staff_id is not None else None
    if giver is not Giver.STAFF or person is None or skill not in person.skills:
        raise FirstDoseUnwatched(skill=skill)


def complete_task_of(uow: UnitOfWork, actor: Actor, task_id: TaskId | None, now: datetime) -> None:
    """The visit that was planned for it is done; one that has ended already stays as it is."""
    task = None if task_id is None else uow.tasks.find(task_id)
    if task is not None and task.is_open:
        uow.tasks.save(task.completed())
        record(uow, actor, now, "complete_task", "task", task.task_id, task.patient_id, kind=task.kind.value)


def _note(uow: UnitOfWork, actor: Actor, dose: Dose, kind: CaseEventKind, now: datetime, **facts: str) -> None:
    at = dose.due_at if kind is CaseEventKind.DOSE_DUE else dose.at
    note_event(uow, actor, now, kind, about_dose(dose), at, order=dose.order_id, **facts)

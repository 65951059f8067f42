"""A contact as it is typed into its form: who is spoken with, what was typed checked field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.chart.contact import Advice, ContactReason, IdentityMark, Outcome
from hah_console.domain.chart.note import Section
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import IllegalTransition, NotFound
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import EpisodeId, PatientId, StaffId
from hah_console.services.changes import Changes
from hah_console.services.contacts import Contacted, record_contact
from hah_console.services.context import Context
from hah_console.services.patient_facts import Identity, identity_of, shown_episode

FROM_AFAR = (VisitMode.VIDEO, VisitMode.TELEPHONE)


@dataclass(frozen=True, slots=True)
class ContactSubject:
    """With whom, in which admission, and who speaks: the member of staff and her name."""

    identity: Identity
    episode_id: EpisodeId
    staff_id: StaffId
    staff_name: str
    at: datetime


def mark_field(mark: IdentityMark) -> str:
    """The field in which a mark of identity is ticked."""
    return f"mark_{mark.value}"


def read_contact_subject(ctx: Context, actor: Actor, patient_id: PatientId) -> ContactSubject:
    """Raises NotPermitted, NotFound (patient, admission, or the person is not in the team), IllegalTransition when she
    is not in care."""
    require(actor, Action.RECORD_CONTACT)
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        if episode is None:
            raise NotFound(entity="episode", entity_id=patient_id)
        if episode.state in {EpisodeState.PLANNED, EpisodeState.CLOSED}:
            raise IllegalTransition(entity="episode", state=episode.state.value, move="contact")
        user = uow.users.get(actor.user_id)
        if user.staff_id is None:
            raise NotFound(entity="staff", entity_id=actor.name)
        person = uow.staff.get(user.staff_id)
    identity = identity_of(patient, ctx.today())
    return ContactSubject(identity, episode.episode_id, person.staff_id, person.name, ctx.clock.now())


@dataclass(frozen=True, slots=True)
class TypedContact:
    """What was typed, once every field can be read. ``ended_at`` is now when nothing was typed."""

    mode: VisitMode
    started_at: datetime
    ended_at: datetime
    contacted: Contacted


def typed_contact(ctx: Context, fields: Mapping[str, str]) -> TypedContact:
    """Raises InvalidFields with everything that cannot be read."""
    check, now = FieldCheck(fields), ctx.clock.now()
    for name in ("mode", "reason", "outcome"):
        if not check.text(name):
            check.add(name, "empty")
    near = partial(_moment, ctx)
    started = check.read("started_at", near, now)
    ended = check.read_if_written("ended_at", near, now)
    mode = check.choice("mode", VisitMode, VisitMode.VIDEO)
    contacted = Contacted(
        outcome=check.choice("outcome", Outcome, Outcome.DONE),
        marks=tuple(mark for mark in IdentityMark if check.text(mark_field(mark))),
        consented=bool(check.text("consented")),
        spoke_with=check.text("spoke_with"),
        unfit_advice=check.text("unfit_advice"),
        reason=check.choice("reason", ContactReason, ContactReason.ROUTINE),
        advice=check.choice("advice", Advice, Advice.STAY) if check.text("advice") else None,
    )
    check.require_none()
    return TypedContact(mode, started, ended, contacted)


def record_typed_contact(
    ctx: Context,
    actor: Actor,
    subject: ContactSubject,
    fields: Mapping[str, str],
    statement: str = "",
    advice: str = "",
) -> Changes:
    """Store the contact with its note: what was typed, ``statement`` (that and how it was by telecommunication) and
    ``advice`` in words. Nobody reached and nothing typed: no note. Raises as ``typed_contact`` and ``record_contact``.
    """
    typed, words = typed_contact(ctx, fields), fields.get("note", "")
    note = {Section.SUBJECTIVE: words, Section.OBJECTIVE: statement, Section.PLAN: advice}
    reached = typed.contacted.outcome is not Outcome.NOT_REACHED
    return record_contact(
        ctx, actor, subject.episode_id, subject.staff_id, typed.mode, typed.started_at, typed.contacted, typed.ended_at,
        note if reached or words.strip() else None,
    )  # fmt: skip


def _moment(ctx: Context, text: str, field: str) -> datetime:
    return parse_near_moment(text, ctx.today(), ctx.zone, field)

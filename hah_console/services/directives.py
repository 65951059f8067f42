"""DNR and advance care plans: recorded with who, when and where it was seen; kept all, the last counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.calendar import parse_day
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.directive import Directive, DirectiveKind, DirectiveSource, DirectiveState
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import CodeStatus
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.escalation_steps import episode_in_care
from hah_console.services.ports import UnitOfWork

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person enters; ``signed_on`` is the day on the document."""

    kind: DirectiveKind
    state: DirectiveState
    source: DirectiveSource
    signed_on: date | None = None


def typed_directive(fields: Mapping[str, str]) -> Stated:
    """Of ``kind``, ``state``, ``source`` (codes) and ``signed_on`` as typed. Raises InvalidFields for what is left out
    or cannot be read: no state is taken for granted."""
    check = FieldCheck(fields)
    for name in ("kind", "state", "source"):
        if not check.text(name):
            check.add(name, "empty")
    kind = check.choice("kind", DirectiveKind, DirectiveKind.DNR)
    state = check.choice("state", DirectiveState, DirectiveState.NOT_MADE)
    source = check.choice("source", DirectiveSource, DirectiveSource.CHART)
    day: date | None = check.read_if_written("signed_on", _day, None)
    check.require_none()
    return Stated(kind, state, source, day)


def record_directive(ctx: Context, actor: Actor, patient_id: PatientId, stated: Stated) -> Changes:
    """Keep what was seen or told. SAFETY(code status): the banner, the handover and the pack change with it at once.

    Raises NotPermitted, NotFound, InvalidInput for a day to come, or for a document without its day.
    """
    require(actor, Action.EDIT_PATIENT)
    now = ctx.clock.now()
    _checked(ctx, stated)
    facts = {"directive": stated.kind.value, "wish": stated.state.value, "seen": stated.source.value}
    if stated.signed_on is not None:
        facts["signed_on"] = stated.signed_on.isoformat()
    with ctx.store() as uow:
        uow.take_turn()
        patient = uow.patients.get(patient_id)
        if stated.kind is DirectiveKind.DNR:
            wanted = CodeStatus.DNR if stated.state is DirectiveState.IN_FORCE else CodeStatus.FULL
            uow.patients.save(replace(patient, code_status=wanted))
        about = About(patient_id, episode_in_care(uow, patient_id), "patient", patient_id)
        note_event(uow, actor, now, CaseEventKind.DIRECTIVE, about, None, **facts)
        record(uow, actor, now, "record_directive", "patient", patient_id, patient_id, **facts)
        return uow.commit()


def directives_of(uow: UnitOfWork, patient_id: PatientId) -> Mapping[DirectiveKind, Directive]:
    """The last that was recorded of each kind; none of a kind nobody has recorded."""
    events = uow.case_events.of_patient(patient_id, _FIRST, _LAST)
    told = [one for one in events if one.kind is CaseEventKind.DIRECTIVE]
    found = (_directive(event) for event in sorted(told, key=lambda one: one.recorded_at))
    return {one.kind: one for one in found}


def read_directives(ctx: Context, actor: Actor, patient_id: PatientId) -> tuple[tuple[Directive, str], ...]:
    """Each with the name of who recorded it. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        names = {str(user.user_id): user.name for user in uow.users.all()}
        found = directives_of(uow, patient_id)
    return tuple((one, names.get(one.by, one.by)) for one in found.values())


def _day(text: str, field: str) -> date | None:
    return parse_day(text, field)


def _checked(ctx: Context, stated: Stated) -> None:
    day = stated.signed_on
    if day is not None and day > ctx.today():
        raise InvalidInput(field="signed_on", value=day.isoformat(), reason="in_the_future")
    seen = stated.source in {DirectiveSource.DOCUMENT, DirectiveSource.CARD}
    if day is None and seen and stated.state is DirectiveState.IN_FORCE:
        raise InvalidInput(field="signed_on", value="", reason="empty")


def _directive(event: CaseEvent) -> Directive:
    signed = event.fact("signed_on")
    return Directive(
        DirectiveKind(event.fact("directive")),
        DirectiveState(event.fact("wish")),
        DirectiveSource(event.fact("seen")),
        date.fromisoformat(signed) if signed else None,
        event.recorded_at,
        event.by,
    )

"""What of hospitals could not be used: looked through, taken again, set aside with a reason."""

from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.identity_match import MatchState
from hah_console.domain.ids import InboundRefusalId, PatientId
from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context, note_audit, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A refusal with whom it is about: ``patient_id`` and ``name`` are empty for what is of nobody linked."""

    refusal: InboundRefusal
    patient_id: PatientId | None
    name: str


def waiting_refusals(ctx: Context, feed: str = "") -> tuple[RefusalRow, ...]:
    """Those that wait for a person or for the service's next turn, the oldest first."""
    with ctx.store() as uow:
        return _rows(uow, uow.inbound_refusals.open(feed))


def refusals_set_aside(ctx: Context) -> tuple[RefusalRow, ...]:
    """Those a person has set aside."""
    with ctx.store() as uow:
        return _rows(uow, uow.inbound_refusals.set_aside())


def take_again(ctx: Context, actor: Actor, refusal_id: InboundRefusalId, version: int) -> Changes:
    """Have the service try again with its next turn, after a code was mapped or the rules changed.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition.
    """
    require(actor, Action.RUN_EXCHANGE)
    with ctx.store() as uow:
        refusal, now = uow.inbound_refusals.get(refusal_id), ctx.clock.now()
        require_seen("inbound_refusal", refusal_id, version, refusal.version)
        uow.inbound_refusals.save(refusal.asked_again(actor.user_id, now))
        record(uow, actor, now, "take_again", "inbound_refusal", refusal_id, feed=refusal.feed)
        return uow.commit()


def set_refusal_aside(ctx: Context, actor: Actor, refusal_id: InboundRefusalId, version: int, note: str) -> Changes:
    """A person says why it is not needed. Raises as ``take_again``, and InvalidInput without words."""
    require(actor, Action.RUN_EXCHANGE)
    words = written_note(note, "note", needed=True)
    with ctx.store() as uow:
        refusal, now = uow.inbound_refusals.get(refusal_id), ctx.clock.now()
        require_seen("inbound_refusal", refusal_id, version, refusal.version)
        uow.inbound_refusals.save(refusal.set_aside(actor.user_id, now, words))
        record(uow, actor, now, "set_aside", "inbound_refusal", refusal_id, feed=refusal.feed)
        return uow.commit()


def raw_text(ctx: Context, actor: Actor, raw_id: str) -> str:
    """A resource as it came, for a person to read; the look is in the audit trail. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        raw = uow.hospital_raw.get(raw_id)
        case = uow.match_cases.of_reference(raw.feed, raw.subject) if raw.subject else None
        patient_id = case.patient_id if case is not None else None
        note_audit(uow, actor, ctx.clock.now(), "read_raw", "hospital_raw", raw_id, patient_id)
        uow.commit()
    return raw.content.decode("utf-8", "replace")


def _rows(uow: UnitOfWork, refusals: tuple[InboundRefusal, ...]) -> tuple[RefusalRow, ...]:
    owners = _owners(uow, {(each.feed, each.subject) for each in refusals if each.subject})
    people = {each.patient_id: each.name for each in uow.patients.some(set(owners.values()))}
    found = ((each, owners.get((each.feed, each.subject))) for each in refusals)
    return tuple(RefusalRow(each, owner, people.get(owner, "") if owner else "") for each, owner in found)


def _owners(uow: UnitOfWork, subjects: set[tuple[str, str]]) -> dict[tuple[str, str], PatientId]:
    cases = ((key, uow.match_cases.of_reference(*key)) for key in subjects)
    return {
        key: case.patient_id
        for key, case in cases
        if case is not None and case.patient_id and case.state is MatchState.LINKED
    }

"""Commands of specimens and results: taken, received, rejected, what grew, what was measured."""

import uuid
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId, LabResultId, PatientId, SpecimenId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, ReferenceRange, check_times, doubt_of
from hah_console.domain.quantity import Doubt, Quantity, UnitRules
from hah_console.domain.specimen import Culture, Specimen, Transport
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.doses import complete_task_of
from hah_console.services.order_end import settle_order, words_of
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

ENTITY = "specimen"


def take_specimen(
    ctx: Context,
    actor: Actor,
    rules: CareRules,
    specimen_id: SpecimenId,
    expected_version: int,
    transport: Transport,
    at: datetime | None = None,
) -> Changes:
    """Taken ``at`` (now unless told): its clock to the laboratory runs. Raises NotPermitted, NotFound,
    VersionConflict, IllegalTransition, InvalidInput (a transport that spoils it)."""
    require(actor, Action.GIVE_DOSE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        seen = _as_seen(uow, specimen_id, expected_version)
        taken = uow.specimens.save(seen.taken(actor.user_id, at or now, transport, rules.specimens, now))
        complete_task_of(uow, actor, taken.task_id, now)
        until = taken.valid_until.isoformat() if taken.valid_until else ""
        _note(uow, actor, taken, CaseEventKind.SPECIMEN_TAKEN, now, taken.taken_at, until=until)
        _record(uow, actor, now, "take_specimen", taken, transport=transport.value)
        return uow.commit()


def receive_specimen(
    ctx: Context, actor: Actor, specimen_id: SpecimenId, expected_version: int, at: datetime | None = None
) -> Changes:
    """In the laboratory ``at`` (now unless told). Raises NotPermitted, NotFound, VersionConflict, IllegalTransition,
    InvalidInput."""
    require(actor, Action.ENTER_RESULT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        take_in(uow, actor, _as_seen(uow, specimen_id, expected_version), at or now, now)
        return uow.commit()


def take_in(uow: UnitOfWork, actor: Actor, specimen: Specimen, at: datetime, now: datetime) -> None:
    """The same within a transaction, for the desk and for who hands it in. Raises IllegalTransition, InvalidInput."""
    received = uow.specimens.save(specimen.received(at, now))
    in_time = "yes" if received.in_time else "no"
    _note(uow, actor, received, CaseEventKind.SPECIMEN_RECEIVED, now, received.received_at, in_time=in_time)
    _record(uow, actor, now, "receive_specimen", received, in_time=in_time)
    settle_order(uow, actor, received.order_id, now)


def reject_specimen(ctx: Context, actor: Actor, specimen_id: SpecimenId, expected_version: int, reason: str) -> Changes:
    """The laboratory cannot use it. Raises as ``receive_specimen``."""
    require(actor, Action.ENTER_RESULT)
    return _end(ctx, actor, specimen_id, expected_version, reason, taken=True)


def not_take_specimen(
    ctx: Context, actor: Actor, specimen_id: SpecimenId, expected_version: int, reason: str
) -> Changes:
    """It was not taken, because. Raises as ``take_specimen``."""
    require(actor, Action.GIVE_DOSE)
    return _end(ctx, actor, specimen_id, expected_version, reason, taken=False)


def report_culture(
    ctx: Context, actor: Actor, specimen_id: SpecimenId, expected_version: int, culture: Culture
) -> Changes:
    """What grew, preliminary or final. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition."""
    require(actor, Action.ENTER_RESULT)
    now = ctx.clock.now()
    culture = replace(culture, organism=written_line(culture.organism, "organism"))
    with ctx.store() as uow:
        reported = uow.specimens.save(_as_seen(uow, specimen_id, expected_version).reported(culture))
        facts = {"growth": culture.growth.value, "final": "yes" if culture.final else "no"}
        _note(uow, actor, reported, CaseEventKind.RESULT_REPORTED, now, culture.reported_at, **facts)
        _record(uow, actor, now, "report_culture", reported, **facts, organism=culture.organism)
        return uow.commit()


class UnitInDoubt(InvalidInput):
    """A value of an unusual size for its unit: somebody has to say that it is so. Facts: field, value, reason."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(field="value", value=doubt.measured, reason="unusual_value")
        self.doubt = doubt


def enter_result(
    ctx: Context,
    actor: Actor,
    units: UnitRules,
    patient_id: PatientId,
    episode_id: EpisodeId | None,
    analyte: Analyte,
    measured: Quantity,
    specimen_at: datetime,
    source: LabSource,
    *,
    comparator: Comparator = Comparator.EXACT,
    specimen_id: SpecimenId | None = None,
    confirmed: bool = False,
    reference: ReferenceRange | None = None,
) -> Changes:
    """Enter a result. Raises NotPermitted, NotFound, InvalidInput (unit, times), UnitInDoubt unless ``confirmed``."""
    require(actor, Action.ENTER_RESULT)
    now = ctx.clock.now()
    result = LabResult(
        LabResultId(f"LR-{uuid.uuid4().hex[:12]}"), patient_id, analyte, measured, specimen_at, now, source, comparator,
        actor.user_id if confirmed else "", specimen_id, reference,
    )  # fmt: skip
    check_times(result, now)
    doubt = doubt_of(result, units)
    if doubt is not None:
        raise UnitInDoubt(doubt)
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        uow.lab_results.save(result)
        facts = {"analyte": analyte.value, "source": source.value}
        about = About(patient_id, episode_id, "lab_result", result.result_id)
        note_event(uow, actor, now, CaseEventKind.RESULT_REPORTED, about, **facts)
        written = f"{comparator.value if comparator is not Comparator.EXACT else ''}{measured}"
        record(uow, actor, now, "enter_result", "lab_result", result.result_id, patient_id, **facts, value=written)
        return uow.commit()


def _end(
    ctx: Context, actor: Actor, specimen_id: SpecimenId, expected_version: int, reason: str, *, taken: bool
) -> Changes:
    now, why = ctx.clock.now(), words_of(reason, "reason", needed=True)
    with ctx.store() as uow:
        seen = _as_seen(uow, specimen_id, expected_version)
        ended = uow.specimens.save(seen.rejected(why) if taken else seen.not_taken(why))
        if taken:
            _note(uow, actor, ended, CaseEventKind.SPECIMEN_RECEIVED, now, None, in_time="rejected")
        _record(uow, actor, now, "reject_specimen" if taken else "not_take_specimen", ended, reason=ended.reason)
        settle_order(uow, actor, ended.order_id, now)
        return uow.commit()


def _as_seen(uow: UnitOfWork, specimen_id: SpecimenId, expected_version: int) -> Specimen:
    specimen = uow.specimens.get(specimen_id)
    require_seen(ENTITY, specimen_id, expected_version, specimen.version)
    return specimen


def _note(
    uow: UnitOfWork,
    actor: Actor,
    specimen: Specimen,
    kind: CaseEventKind,
    now: datetime,
    at: datetime | None,
    **facts: str,
) -> None:
    about = About(specimen.patient_id, specimen.episode_id, ENTITY, specimen.specimen_id)
    note_event(uow, actor, now, kind, about, at, specimen=specimen.kind, **facts)


def _record(uow: UnitOfWork, actor: Actor, now: datetime, action: str, specimen: Specimen, **facts: str) -> None:
    record(uow, actor, now, action, ENTITY, specimen.specimen_id, specimen.patient_id, kind=specimen.kind, **facts)

"""Takes in what patients measured with their own things; shown apart, unverified, beside alarms and scores."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId
from hah_console.domain.own_reading import (
    LONGEST_SOURCE,
    OwnFile,
    OwnFileOfAnother,
    OwnFileUnusable,
    OwnReading,
    OwnRefusal,
    OwnValue,
)
from hah_console.domain.patient import Patient
from hah_console.domain.reading import PLAUSIBLE
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork

PORTION = 2_000
"""Values of one transaction, so that the readings of monitors do not wait."""
MOST_VALUES, MOST_REFUSALS = 200_000, 100
EARLY = timedelta(minutes=5)
"""A clock may differ by this much; what is later is no measurement."""


@dataclass(slots=True)
class OwnImport:
    """What one file brought: new values, those known before, those older than asked for; why others were not taken
    (the first hundred of ``refused``)."""

    new: int = 0
    known: int = 0
    older: int = 0
    refused: int = 0
    reasons: list[OwnRefusal] = field(default_factory=list)

    def refuse(self, place: str, reason: str) -> None:
        """One value is not taken."""
        self.refused += 1
        if len(self.reasons) < MOST_REFUSALS:
            self.reasons.append(OwnRefusal(place, reason))


def import_own(ctx: Context, actor: Actor, patient_id: PatientId, file: OwnFile, since: datetime) -> OwnImport:
    """Store the values of a file measured at or after ``since``, once however often it is brought.

    Raises NotPermitted, NotFound, OwnFileOfAnother, OwnFileUnusable (what was read before it stays).
    """
    require(actor, Action.IMPORT_OWN_READINGS)
    with ctx.store() as uow:
        _require_hers(uow, uow.patients.get(patient_id), file)
    done = OwnImport()
    readings = _readings(ctx, actor, patient_id, file, since, done)
    _store(ctx, actor, patient_id, file, list(islice(readings, PORTION)), done, begins=True)
    while portion := list(islice(readings, PORTION)):
        _store(ctx, actor, patient_id, file, portion, done, begins=False)
    return done


def read_own(
    ctx: Context, actor: Actor, patient_id: PatientId, start: datetime, end: datetime
) -> tuple[OwnReading, ...]:
    """What she measured herself in [start, end], oldest first. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        return uow.own_readings.of(patient_id, start, end)


def _require_hers(uow: UnitOfWork, patient: Patient, file: OwnFile) -> None:
    """SAFETY(file of another): a file that tells another birth date, or a number of somebody else here, is refused."""
    if file.birth_date not in (None, patient.birth_date):
        raise OwnFileOfAnother(file=file.name, field="birth_date", name=patient.name)
    hers = {patient.patient_id, patient.medical_record_number, patient.national_id}
    for number in set(file.numbers) - hers - {""}:
        if uow.patients.alike(national_id=number, record_number=number, name="", birth_date=None):
            raise OwnFileOfAnother(file=file.name, field="number", name=patient.name)


def _readings(
    ctx: Context, actor: Actor, patient_id: PatientId, file: OwnFile, since: datetime, done: OwnImport
) -> Iterator[OwnReading]:
    now = ctx.clock.now()
    for value in _wanted(file.values, since, now, done):
        source = value.source.strip()[:LONGEST_SOURCE] or file.name[:LONGEST_SOURCE]
        yield OwnReading(
            patient_id, value.measured_at, value.vital, value.value, source, file.kind, now, actor.user_id
        )  # fmt: skip
        if done.new + done.known >= MOST_VALUES:
            raise OwnFileUnusable(file=file.name, reason="too_many_values")


def _wanted(
    values: Iterable[OwnValue | OwnRefusal], since: datetime, now: datetime, done: OwnImport
) -> Iterator[OwnValue]:
    for value in values:
        if isinstance(value, OwnRefusal):
            done.refuse(value.place, value.reason)
        elif value.measured_at > now + EARLY:
            done.refuse(value.place, "time: in the future")
        elif not PLAUSIBLE[value.vital][0] <= value.value <= PLAUSIBLE[value.vital][1]:
            done.refuse(value.place, f"{value.vital.value}: {value.value:g} is not possible")
        elif value.measured_at < since:
            done.older += 1
        else:
            yield value


def _store(
    ctx: Context, actor: Actor, patient_id: PatientId, file: OwnFile, portion: list[OwnReading], done: OwnImport,
    *, begins: bool,
) -> None:  # fmt: skip
    with ctx.store() as uow:
        new = uow.own_readings.add_many(portion)
        if begins:
            now = ctx.clock.now()
            record(uow, actor, now, "import_own", "own_reading", patient_id, patient_id, kind=file.kind, file=file.name)
        uow.commit()
    done.new += new
    done.known += len(portion) - new

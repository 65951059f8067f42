"""What the record says of a patient, drafted as ISBAR; what it does not say stays missing and is for the giver."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hah_console.domain.alarm import OPEN_STATES
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.handover import Carried, CarriedKind
from hah_console.domain.closing.isbar import Isbar, IsbarEntry, IsbarField
from hah_console.domain.dose import DoseState
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState, CodeStatus, Patient
from hah_console.domain.score.result import StoredScore
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.task import Task, TaskKind
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

NO_CLOCKS = ClockBook()
_F = IsbarField
_TREND, _RESULTS = timedelta(hours=24), timedelta(hours=48)
_PENDING = frozenset({SpecimenState.TAKEN, SpecimenState.RECEIVED})
_VISITS = frozenset({TaskKind.NURSE_VISIT, TaskKind.PHYSICIAN_VISIT, TaskKind.IV_DOSE, TaskKind.WOUND_CARE})


def isbar_of(ctx: Context, uow: UnitOfWork, episode: Episode, now: datetime) -> Isbar:
    """The draft for one admission; values are codes, numbers with their unit's code, ISO moments and recorded words."""
    patient = uow.patients.get(episode.patient_id)
    entries = [
        *_identity(patient),
        *_scores(uow, episode.patient_id, now),
        *_situation(ctx, uow, episode),
        *_background(uow, episode, patient),
        *_assessment(uow, episode.patient_id, now),
        *_next_steps(uow, episode, now),
    ]
    return Isbar(tuple(entries))


def carried_of(ctx: Context, uow: UnitOfWork, episode: Episode, book: ClockBook = NO_CLOCKS) -> tuple[Carried, ...]:
    """Open work, alarms, a running transfer and the open clocks of one admission, by reference."""
    mine = episode.patient_id
    clocks = clocks_of_episode(ctx, uow, book, episode.episode_id)
    alarms = (alarm.alarm_id for alarm in uow.alarms.open() if alarm.patient_id == mine)
    transfers = (t.transfer_id for t in uow.transfers.open() if t.episode_id == episode.episode_id)
    return (
        *(Carried(CarriedKind.TASK, task.task_id) for task in _open_tasks(uow, episode)),
        *(Carried(CarriedKind.ALARM, alarm_id) for alarm_id in alarms),
        *(Carried(CarriedKind.TRANSFER, transfer_id) for transfer_id in transfers),
        *(Carried(CarriedKind.CLOCK, clock.key) for clock in clocks if clock.is_open),
    )


def _identity(patient: Patient) -> Iterator[IsbarEntry]:
    caregiver = (patient.caregiver_name, patient.caregiver_relationship, patient.caregiver_phone)
    said = {
        _F.NAME: (patient.name,),
        _F.RECORD_NUMBER: (patient.medical_record_number,),
        _F.BIRTH_DATE: (patient.birth_date.isoformat(),),
        _F.ADDRESS: (patient.home.address,),
        _F.ACCESS: (patient.home.access_note,),
        _F.CAREGIVER: caregiver if patient.caregiver_name else ("",),
        _F.CALL_BACK: (patient.caregiver_phone,),
    }
    yield from (IsbarEntry(field, values) for field, values in said.items() if any(values))


def _scores(uow: UnitOfWork, patient_id: PatientId, now: datetime) -> Iterator[IsbarEntry]:
    scores = uow.scores.history(patient_id, "news2", now - _TREND, now + timedelta(milliseconds=1))
    if scores:
        last = scores[-1]
        yield IsbarEntry(_F.NEWS2, (_points(last),), last.scored_at)
    if len(scores) > 1:
        yield IsbarEntry(_F.NEWS2_TREND, tuple(_points(s) for s in _turns(scores)), scores[0].scored_at)


def _points(score: StoredScore) -> str:
    """``7``, or ``>=5`` when an input is missing: the least it can be is never shown as the score."""
    result = score.result
    return str(result.lower) if result.complete else f">={result.lower}"


def _turns(scores: tuple[StoredScore, ...]) -> tuple[StoredScore, ...]:
    """The first, the highest and the last of a day, in order of time."""
    highest = max(scores, key=lambda score: score.result.lower)
    return tuple(score for score in scores if score in {scores[0], highest, scores[-1]})


def _situation(ctx: Context, uow: UnitOfWork, episode: Episode) -> Iterator[IsbarEntry]:
    mine = [a for a in uow.alarms.open() if a.patient_id == episode.patient_id and a.state in OPEN_STATES]
    yield IsbarEntry(_F.ALARMS, tuple(f"{alarm.priority.name.lower()}:{alarm.subject}" for alarm in mine))
    day = episode.day_number(ctx.today(), ctx.local(episode.admitted_at).date())
    yield IsbarEntry(_F.STAY, (str(day), episode.condition.value, episode.state.value), episode.admitted_at)


def _background(uow: UnitOfWork, episode: Episode, patient: Patient) -> Iterator[IsbarEntry]:
    if episode.principal_diagnosis:
        yield IsbarEntry(_F.DIAGNOSIS, (episode.principal_diagnosis,))
    yield IsbarEntry(_F.MODE, (episode.mode.value,))
    if patient.allergy_state in {AllergyState.KNOWN, AllergyState.NONE_KNOWN}:
        yield IsbarEntry(_F.ALLERGIES, patient.allergies)
    if patient.code_status is not CodeStatus.NOT_RECORDED:
        yield IsbarEntry(_F.CODE_STATUS, (patient.code_status.value,))
    taken = [s for s in uow.specimens.of_episode(episode.episode_id) if s.state in _PENDING]
    pending = [specimen for specimen in taken if specimen.culture is None]
    yield IsbarEntry(_F.CULTURES, tuple(specimen.kind for specimen in pending))
    if patient.precautions:
        yield IsbarEntry(_F.PRECAUTIONS, tuple(precaution.value for precaution in patient.precautions))
    observed = uow.readings.last_observation(episode.patient_id)
    if observed is not None and observed.on_oxygen is not None:
        flow = f"{observed.oxygen_l_min:g} L/min" if observed.oxygen_l_min else "oxygen"
        yield IsbarEntry(_F.OXYGEN, (flow if observed.on_oxygen else "air",), observed.observed_at)


def _assessment(uow: UnitOfWork, patient_id: PatientId, now: datetime) -> Iterator[IsbarEntry]:
    latest = uow.readings.latest_of(patient_id)
    if latest is not None and latest.values:
        known = {vital: value for vital, value in latest.values.items() if value.value is not None}
        values = tuple(f"{vital.value}:{value.value:g}" for vital, value in known.items())
        if values:
            yield IsbarEntry(_F.VITALS, values, min(value.measured_at for value in known.values()))
    results = uow.lab_results.of_patient(patient_id, now - _RESULTS, now + timedelta(milliseconds=1))
    if results:
        shown = tuple(f"{r.analyte.value}:{r.quantity.value} {r.quantity.unit.value}" for r in results)
        yield IsbarEntry(_F.RESULTS, shown, results[0].specimen_at)


def _next_steps(uow: UnitOfWork, episode: Episode, now: datetime) -> Iterator[IsbarEntry]:
    doses = [d for d in uow.doses.of_episode(episode.episode_id) if d.state is DoseState.DUE]
    yield IsbarEntry(_F.NEXT_DOSE, tuple(dose.due_at.isoformat() for dose in doses[:1]), None)
    visits = [task for task in _open_tasks(uow, episode) if task.kind in _VISITS and task.latest >= now]
    yield IsbarEntry(_F.NEXT_VISIT, tuple(f"{t.kind.value}:{t.earliest.isoformat()}" for t in visits[:1]), None)


def _open_tasks(uow: UnitOfWork, episode: Episode) -> list[Task]:
    mine = uow.tasks.of_patient(episode.patient_id)
    return [task for task in mine if task.episode_id == episode.episode_id and task.is_open]

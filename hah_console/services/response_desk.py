"""The response desk of one patient: who she is, how she got here, what was tried, and what can be done about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import Lane
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.consult import Consult
from hah_console.domain.dose import DoseState
from hah_console.domain.escalation import Escalation, StepKind
from hah_console.domain.escalation_rules import EscalationRules
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.reading import Vital
from hah_console.domain.roster import BACKUP, CHARGE_NURSE, PHYSICIAN, department_of, holder_of, owner_of, specialists
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.staff import Duty, Staff
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.domain.trend import Trend
from hah_console.services.context import Context
from hah_console.services.live_numbers import LiveNumber
from hah_console.services.medication_record import MedicationRecord, read_medication_record
from hah_console.services.patient_page import PatientPage, read_patient_page
from hah_console.services.patient_rules import patient_rules
from hah_console.services.ports import UnitOfWork

TREND_BACK, COMPARED = timedelta(hours=24), timedelta(hours=3)
POINTS = 96
NEAR_S = 1800.0
NOTES_BACK, NOTES = timedelta(days=3), 3
DOSES = 2
RIDES_BACK, RIDES_NEEDED = timedelta(days=90), 5
SHOWN = (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE, Vital.SYSTOLIC, Vital.TEMPERATURE)


@dataclass(frozen=True, slots=True)
class VitalTrend:
    """One vital: what it is now, by how much it has changed since three hours ago, and its curve of 24 hours."""

    number: LiveNumber
    change: float | None
    curve: Trend | None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """The beginning of a note: who wrote what when; ``signed`` is whether it is final."""

    at: datetime
    by: str
    text: str
    signed: bool


@dataclass(frozen=True, slots=True)
class DoseLine:
    """A dose of the record: what, when it was due, when it was given (None: not yet), by whom."""

    drug: str
    due_at: datetime
    given_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung: whose it is or was. ``gap``: a stand-in; ``current`` is where it stands, ``done`` what lies behind."""

    name: str
    role: str
    owner: str
    phone: str
    gap: bool
    current: bool
    done: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Physician:
    """Who could be on video now. ``busy`` says with what (a code), empty for free; ``department`` of a specialist.

    ``on_call`` are all departments she answers for now, also beside another duty.
    """

    staff_id: StaffId
    name: str
    phone: str
    role: str
    department: str
    busy: str
    on_call: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambulance:
    """How long until it is at the door: the median of the site's own rides, or the pack's figure with none known."""

    wait: timedelta
    rides: int


@dataclass(frozen=True, slots=True)
class ResponseDesk:
    """Everything but the prices that need the planner and the roads. ``case`` is the open escalation, if any."""

    page: PatientPage
    case: Escalation | None
    rungs: tuple[RungLine, ...]
    owner: str
    trends: tuple[VitalTrend, ...]
    notes: tuple[NoteLine, ...]
    doses: tuple[DoseLine, ...]
    next_dose: DoseLine | None
    tried: tuple[Escalation, ...]
    names: Mapping[str, str]
    physicians: tuple[Physician, ...]
    ambulance: Ambulance
    transfer: Transfer | None
    consult: Consult | None
    rules_version: str
    at: datetime


def read_response_desk(ctx: Context, actor: Actor, packs: RulePacks, patient_id: PatientId, lang: str) -> ResponseDesk:
    """As of now. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    page = read_patient_page(ctx, patient_id, patient_rules(packs))
    now, rules = ctx.clock.now(), packs.escalation
    edition = packs.clocks.on(ctx.local(now).date())
    urgency = edition.urgency if edition else WorkUrgency()
    record = read_medication_record(ctx, actor, packs.care, patient_id, urgency)
    with ctx.store() as uow:
        people = _People.of(uow, rules, lang, now)
        case = uow.escalations.open_of(patient_id, Lane.PHYSIOLOGICAL)
        past = uow.escalations.of_patient(patient_id)
        transfers, consults = uow.transfers.open(), uow.consults.open()
        return ResponseDesk(
            page=page,
            case=case,
            rungs=tuple(_rungs(case, rules, people)),
            owner=people.name(case.owner.staff_id, case.owner.user_id) if case else "",
            trends=tuple(_trends(uow, page, now)),
            notes=tuple(_notes(uow, patient_id, people, now)),
            doses=tuple(_given(record)),
            next_dose=_next(record, now),
            tried=tuple(one for one in past if one.opened_at >= now - TREND_BACK),
            names=people.names,
            physicians=tuple(_physicians(uow, people, now)),
            ambulance=_ambulance(uow, rules, now),
            transfer=next((t for t in transfers if t.patient_id == patient_id), None),
            consult=next((c for c in consults if c.patient_id == patient_id), None),
            rules_version=rules.info.version,
            at=now,
        )


@dataclass(frozen=True, slots=True)
class _People:
    """Names of accounts and staff, who is on duty, and the line of the site."""

    names: Mapping[str, str]
    staff: Mapping[StaffId, Staff]
    duties: Sequence[Duty]
    site_line: str
    now: datetime

    @classmethod
    def of(cls, uow: UnitOfWork, rules: EscalationRules, lang: str, now: datetime) -> "_People":
        staff = {person.staff_id: person for person in uow.staff.all()}
        accounts = {str(user.user_id): user.name for user in uow.users.all()}
        names = {**{str(s.staff_id): s.name for s in staff.values()}, **accounts}
        return cls(names, staff, uow.staff.duties(now), rules.site_line.get(lang, ""), now)

    def name(self, staff_id: StaffId | None, user_id: str | None) -> str:
        return self.names.get(str(user_id or staff_id or ""), "") or self.site_line

    def phone(self, staff_id: StaffId | None) -> str:
        person = self.staff.get(staff_id) if staff_id is not None else None
        return person.phone if person is not None else ""


def _rungs(case: Escalation | None, rules: EscalationRules, people: _People) -> Iterable[RungLine]:
    ladder = rules.ladders[Lane.PHYSIOLOGICAL]
    for number, rung in enumerate(ladder.rungs):
        asked = owner_of(people.duties, rung.role, rung.stand_ins, people.now)
        current = case is not None and case.rung == number
        owner = case.owner if case is not None and current else asked
        answered = _answered(case, number)
        yield RungLine(
            name=rung.name.value,
            role=rung.role,
            owner=people.name(owner.staff_id, owner.user_id),
            phone=people.phone(owner.staff_id),
            gap=owner.gap,
            current=current,
            done=case is not None and number < case.rung,
            at=answered,
        )


def _answered(case: Escalation | None, rung: int) -> datetime | None:
    kinds = {StepKind.ANSWERED, StepKind.DECIDED}
    steps = case.steps if case is not None else ()
    return next((step.at for step in steps if step.rung == rung and step.kind in kinds), None)


def _trends(uow: UnitOfWork, page: PatientPage, now: datetime) -> Iterable[VitalTrend]:
    patient_id = page.identity.patient_id
    curves = {t.vital: t for t in uow.readings.trends(patient_id, SHOWN, now - TREND_BACK, now, POINTS)}
    numbers = {number.vital: number for number in page.numbers}
    for vital in SHOWN:
        curve = curves.get(vital)
        yield VitalTrend(numbers[vital], _change(numbers[vital], curve, now), curve)


def _change(number: LiveNumber, curve: Trend | None, now: datetime) -> float | None:
    """Against the bin that lies three hours back, when there is one within half an hour of it."""
    if curve is None or number.value is None or number.stale:
        return None
    wanted = (now - COMPARED).timestamp()
    away = ((abs(t - wanted), float(v)) for t, v in zip(curve.times_s, curve.mean, strict=True))
    near = min((pair for pair in away if pair[0] <= NEAR_S), default=None)
    return number.value - near[1] if near is not None else None


def _notes(uow: UnitOfWork, patient_id: PatientId, people: _People, now: datetime) -> Iterable[NoteLine]:
    notes = [n for n in uow.notes.of_patient(patient_id, now - NOTES_BACK, now) if n.withdrawn_at is None]
    for note in sorted(notes, key=lambda n: n.text.at, reverse=True)[:NOTES]:
        words = " ".join(text for _, text in note.text.sections if text.strip())
        yield NoteLine(note.text.at, people.names.get(note.author, note.author), words, note.unsigned_since is None)


def _given(record: MedicationRecord) -> Iterable[DoseLine]:
    rows = [(o, d) for o, d in record.dose_rows() if d.dose.state is DoseState.GIVEN]
    for order, row in sorted(rows, key=lambda pair: pair[1].dose.at or record.at, reverse=True)[:DOSES]:
        yield DoseLine(order.drug, row.dose.due_at, row.dose.at, row.by)


def _next(record: MedicationRecord, now: datetime) -> DoseLine | None:
    found = record.next_dose(now)
    return DoseLine(found[0].drug, found[1].dose.due_at, None, "") if found is not None else None


def _physicians(uow: UnitOfWork, people: _People, now: datetime) -> Iterable[Physician]:
    busy, called = _busy(uow), specialists(people.duties, now)
    seen: set[StaffId] = set()
    asked = [holder_of(people.duties, role, now) for role in (PHYSICIAN, BACKUP)]
    for duty in (*asked, *called):
        if duty is None or duty.staff_id in seen or duty.staff_id not in people.staff:
            continue
        seen.add(duty.staff_id)
        person = people.staff[duty.staff_id]
        yield Physician(
            person.staff_id, person.name, person.phone, duty.role, department_of(duty.role),
            busy.get(person.staff_id, ""), tuple(department_of(d.role) for d in called if d.staff_id == duty.staff_id),
        )  # fmt: skip


def _busy(uow: UnitOfWork) -> Mapping[StaffId, str]:
    """In a home, in a consultation, or with another escalation."""
    found: dict[StaffId, str] = {}
    for visit in uow.visit_records.open():
        if visit.arrived_at is not None:
            found[visit.staff_id] = "visit"
    for consult in uow.consults.open():
        if consult.meeting is not None and consult.advice is None:
            found[consult.meeting.parties.physician_id] = "consult"
    for case in uow.escalations.open():
        if not case.waiting and case.owner.staff_id is not None and case.owner.role != CHARGE_NURSE:
            found[case.owner.staff_id] = "escalation"
    return found


def _ambulance(uow: UnitOfWork, rules: EscalationRules, now: datetime) -> Ambulance:
    """From the call to the departure, of the site's own transfers; with too few of them what the pack says."""
    waits = [wait for t in uow.transfers.all() if (wait := _waited(t, now)) is not None]
    if len(waits) < RIDES_NEEDED:
        return Ambulance(rules.dispatch, 0)
    return Ambulance(timedelta(seconds=median(wait.total_seconds() for wait in waits)), len(waits))


def _waited(transfer: Transfer, now: datetime) -> timedelta | None:
    called = transfer.reached_at(TransferStage.AMBULANCE_CALLED)
    left = transfer.reached_at(TransferStage.DEPARTED)
    if called is None or left is None or left < called or called < now - RIDES_BACK:
        return None
    return left - called

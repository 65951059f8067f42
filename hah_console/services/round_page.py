"""One patient's page of the round: who she is, what changed since the last round, and what is due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm
from hah_console.domain.care_clock import CareClock
from hah_console.domain.chart.contact import Contact
from hah_console.domain.chart.note import Note
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import OrderId, PatientId
from hah_console.domain.lab import Analyte, LabResult
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderState
from hah_console.domain.reading import Vital
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.trend import Trend
from hah_console.services.context import Context
from hah_console.services.live_numbers import LiveNumber, live_numbers
from hah_console.services.patient_facts import Identity, Stay, identity_of, shown_episode, stay_of
from hah_console.services.patient_rules import PatientRules
from hah_console.services.ports import UnitOfWork
from hah_console.services.round import RoundRow, RoundRules
from hah_console.services.round_counts import antibiotics
from hah_console.services.round_reading import own_staff_id, read_facts, row_of

BINS = 96
RESULTS_BACK, SOON = timedelta(days=30), timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class VitalRange:
    """One vital now, and the lowest and highest value since the last round with the quarter in which they were.

    ``low`` and ``high`` are None when nothing was measured in the time; ``share`` is the part of it with a value.
    """

    now: LiveNumber
    low: tuple[float, datetime] | None
    high: tuple[float, datetime] | None
    share: float
    course: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class NewResult:
    """A result and the one before of the same analyte, None when there is none."""

    result: LabResult
    before: LabResult | None


@dataclass(frozen=True, slots=True)
class RoundDose:
    """A dose with what is given; ``drug`` is the name, the id of a drug the pack does not know, or empty."""

    dose: Dose
    drug: str
    medication: Medication | None


@dataclass(frozen=True, slots=True)
class AntibioticCourse:
    """An antibiotic that runs: day n of this drug from its first dose given (None: none given yet), and its end."""

    order: Order
    drug: str
    day: int | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """Something that was written or done, and the name of who did it (its id when nobody of that id is known)."""

    what: Note | VisitRecord | Contact
    who: str

    @property
    def at(self) -> datetime:
        """When it was."""
        if isinstance(self.what, Note):
            return self.what.texts[0].at
        return self.what.started_at if isinstance(self.what, Contact) else self.what.when


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything the physician sees of one patient; ``row`` holds what the list holds of her.

    ``alarms`` are the open ones and those raised since the last round, the newest first; ``next_dose`` is the next that
    is due; ``clocks`` are all of the stay, ended ones too; ``people`` are names by the ids of users and staff.
    """

    row: RoundRow
    identity: Identity
    stay: Stay
    vitals: tuple[VitalRange, ...]
    results: tuple[NewResult, ...]
    specimens: tuple[Specimen, ...]
    doses: tuple[RoundDose, ...]
    next_dose: RoundDose | None
    antibiotics: tuple[AntibioticCourse, ...]
    alarms: tuple[Alarm, ...]
    notes: tuple[Named, ...]
    visits: tuple[Named, ...]
    contacts: tuple[Named, ...]
    clocks: tuple[CareClock, ...]
    people: Mapping[str, str]
    at: datetime


def read_round_page(
    ctx: Context, actor: Actor, rules: RoundRules, numbers: PatientRules, patient_id: PatientId
) -> RoundPage:
    """The page as of now; raises NotFound for an unknown patient and for one who was never admitted.

    Opening it is audited by ``patient_page.open_patient``, reading it again is not.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        patient, episode = uow.patients.get(patient_id), shown_episode(uow.episodes.of_patient(patient_id))
        if episode is None:
            raise NotFound(entity="episode", entity_id=patient_id)
        facts = read_facts(ctx, uow, rules, [episode], now)
        row = row_of(ctx, rules, facts, episode, own_staff_id(uow, actor), now)
        orders, people = facts.orders.get(row.episode_id, ()), _people(uow)
        drugs = {order.order_id: order for order in orders if order.medication is not None}
        doses = tuple(_dose(rules, drugs, dose) for dose in facts.doses.get(row.episode_id, ()))
        limits = tuple(limit for limit in uow.limits.current(now) if limit.patient_id == patient_id)
        visits = uow.visit_records.of_episode(row.episode_id)
        latest = live_numbers(facts.latest.get(patient_id), limits, numbers, now)
        return RoundPage(
            row=row,
            identity=identity_of(patient, ctx.today()),
            stay=stay_of(ctx, episode, numbers),
            vitals=_ranges(uow, patient_id, latest, row.since, now),
            results=_results(uow, patient_id, row.since, now),
            specimens=_specimens(rules, facts.specimens.get(row.episode_id, ()), row.since),
            doses=tuple(d for d in doses if d.dose.due_at > row.since or d.dose.state is DoseState.DUE),
            next_dose=_next(rules, drugs, uow.doses.of_episodes([row.episode_id], now, now + RESULTS_BACK)),
            antibiotics=tuple(_courses(ctx, rules, orders, facts.first_given, now)),
            alarms=_alarms([*facts.open_alarms.get(patient_id, ()), *facts.alarms.get(patient_id, ())], row.since),
            notes=tuple(_named(uow.notes.of_patient(patient_id, row.since + SOON, now + SOON), people)),
            visits=tuple(_named([visit for visit in visits if visit.when > row.since], people)),
            contacts=tuple(_named(uow.contacts.of_patient(patient_id, row.since + SOON, now + SOON), people)),
            clocks=clocks_of(facts.events.get(row.episode_id, ()), rules.clocks, now, ctx.zone),
            people=people,
            at=now,
        )


def _people(uow: UnitOfWork) -> dict[str, str]:
    names = {str(member.staff_id): member.name for member in uow.staff.all()}
    return names | {str(user.user_id): user.name for user in uow.users.all()}


def _named(rows: Sequence[Note | VisitRecord | Contact], people: Mapping[str, str]) -> Iterator[Named]:
    for row in sorted((Named(row, "") for row in rows), key=lambda named: named.at, reverse=True):
        who = str(row.what.author if isinstance(row.what, Note) else row.what.staff_id)
        yield replace(row, who=people.get(who, who))


def _ranges(
    uow: UnitOfWork, patient_id: PatientId, latest: Sequence[LiveNumber], since: datetime, now: datetime
) -> tuple[VitalRange, ...]:
    trends = uow.readings.trends(patient_id, tuple(Vital), since, now, BINS)
    known = {trend.vital: trend for trend in trends}
    return tuple(_range(number, known.get(number.vital), since, now) for number in latest)


def _range(number: LiveNumber, trend: Trend | None, since: datetime, now: datetime) -> VitalRange:
    """SAFETY(range of a vital): the value of now counts among the lowest and highest, however it came."""
    points = (
        [] if number.value is None or number.as_of is None or number.as_of < since else [(number.value, number.as_of)]
    )
    lows, highs, share = list(points), list(points), 0.0
    course: tuple[tuple[float, float], ...] = ()
    if trend is not None and len(trend.times_s):
        times = [_moment(at, now) for at in trend.times_s]
        lows += zip(map(float, trend.low), times, strict=True)
        highs += zip(map(float, trend.high), times, strict=True)
        share = sum(trend.share) * trend.step.total_seconds() / (now - since).total_seconds()
        course = tuple((float(at), float(mean)) for at, mean in zip(trend.times_s, trend.mean, strict=True))
    low, high = min(lows, default=None, key=_value), max(highs, default=None, key=_value)
    return VitalRange(number, low, high, min(1.0, share), course)


def _value(point: tuple[float, datetime]) -> float:
    return point[0]


def _moment(seconds: float, now: datetime) -> datetime:
    return datetime.fromtimestamp(float(seconds), tz=now.tzinfo)


def _results(uow: UnitOfWork, patient_id: PatientId, since: datetime, now: datetime) -> tuple[NewResult, ...]:
    """What was reported after ``since``, the newest first."""
    last: dict[Analyte, LabResult] = {}
    found: list[NewResult] = []
    for result in uow.lab_results.of_patient(patient_id, now - RESULTS_BACK, now + SOON):
        if result.reported_at > since:
            found.append(NewResult(result, last.get(result.analyte)))
        last[result.analyte] = result
    return tuple(reversed(found))


def _specimens(rules: RoundRules, specimens: Sequence[Specimen], since: datetime) -> tuple[Specimen, ...]:
    """Cultures of the stay, and other specimens of which something is still to come; the newest first."""
    ways = frozenset({SpecimenState.WANTED, SpecimenState.TAKEN})
    shown = [
        s
        for s in specimens
        if s.state in ways
        or (s.kind in rules.culture_kinds and s.state is SpecimenState.RECEIVED)
        or (s.state is SpecimenState.REJECTED and s.taken_at is not None and s.taken_at > since)
    ]
    return tuple(sorted(shown, key=lambda s: s.taken_at or s.wanted_at, reverse=True))


def _dose(rules: RoundRules, drugs: Mapping[OrderId, Order], dose: Dose) -> RoundDose:
    order = drugs.get(dose.order_id)
    if order is None or order.medication is None:
        return RoundDose(dose, "", None)
    return RoundDose(dose, rules.drug_name(order.medication.drug_id), order.medication)


def _next(rules: RoundRules, drugs: Mapping[OrderId, Order], ahead: Sequence[Dose]) -> RoundDose | None:
    first = next((dose for dose in ahead if dose.state is DoseState.DUE), None)
    return _dose(rules, drugs, first) if first is not None else None


def _courses(
    ctx: Context, rules: RoundRules, orders: Sequence[Order], first_given: Mapping[OrderId, datetime], now: datetime
) -> Iterator[AntibioticCourse]:
    for order in antibiotics(rules, orders):
        if order.state is OrderState.ACTIVE and order.medication is not None:
            first = first_given.get(order.order_id)
            day = (ctx.local(now).date() - ctx.local(first).date()).days + 1 if first else None
            yield AntibioticCourse(order, rules.drug_name(order.medication.drug_id), day, order.timing.until)


def _alarms(alarms: Sequence[Alarm], since: datetime) -> tuple[Alarm, ...]:
    """Each once; those that are open whatever their age."""
    once = {alarm.alarm_id: alarm for alarm in alarms if alarm.cleared_at is None or alarm.raised_at > since}
    return tuple(sorted(once.values(), key=lambda alarm: alarm.raised_at, reverse=True))

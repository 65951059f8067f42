"""What the record says of a patient who is sent to a hospital, gathered for one version of a pack."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hah_console.domain.closing.isbar import FIELDS, Isbar, IsbarEntry, IsbarField, IsbarPart
from hah_console.domain.directive import Directive, DirectiveKind
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.episode import Episode
from hah_console.domain.ids import HospitalId
from hah_console.domain.order import Order, OrderState
from hah_console.domain.patient import CodeStatus, Patient
from hah_console.domain.reading import Vital
from hah_console.domain.specimen import Specimen
from hah_console.domain.transfer import Transfer
from hah_console.domain.transfer_pack import PackContent, PackItem, PackPart, PackSeries
from hah_console.services.context import Context
from hah_console.services.directives import directives_of
from hah_console.services.isbar_draft import isbar_of
from hah_console.services.ports import UnitOfWork

TREND, BINS = timedelta(hours=24), 96
"""The last 24 h in bins of a quarter of an hour."""
_P, _F = PackPart, IsbarField
_OWN = frozenset({_F.ALLERGIES, _F.CODE_STATUS, _F.CULTURES, _F.WHY_NOW, _F.ASKED, _F.NEXT_DOSE})
"""Fields that have a line of their own, from where the whole record of them is."""


def pack_content(ctx: Context, uow: UnitOfWork, transfer: Transfer, hospital_id: HospitalId) -> PackContent:
    """Everything of one patient as of now."""
    now = ctx.clock.now()
    episode, patient = uow.episodes.get(transfer.episode_id), uow.patients.get(transfer.patient_id)
    items = (
        *_isbar(ctx, uow, transfer, episode, now),
        *_background(uow, patient),
        *_medication(uow, episode),
        *_cultures(uow, episode),
        *_contacts(uow, patient, episode, now),
        *_referral(ctx, uow, episode, transfer, hospital_id),
    )
    return PackContent(tuple(items), _series(uow, patient, now))


def _isbar(ctx: Context, uow: UnitOfWork, transfer: Transfer, episode: Episode, now: datetime) -> Iterator[PackItem]:
    drafted, told = isbar_of(ctx, uow, episode, now), _told_at_handovers(uow, episode)
    asked = (transfer.pathway,) if transfer.pathway else ()
    yield PackItem(_P.SITUATION, _F.WHY_NOW.value, (transfer.reason,), transfer.history[0].at)
    yield PackItem(_P.RECOMMENDATION, _F.ASKED.value, ("emergency_care", *asked))
    for part, fields in FIELDS.items():
        for field in (one for one in fields if one not in _OWN):
            entry = drafted.entry(field) or told.entry(field)
            yield _item(part, field, entry)
    patient = uow.patients.get(episode.patient_id)
    yield PackItem(_P.IDENTIFY, "sex", (patient.sex.value,))
    yield PackItem(_P.IDENTIFY, "national_id", _some(patient.national_id), said=bool(patient.national_id))


def _item(part: IsbarPart, field: IsbarField, entry: IsbarEntry | None) -> PackItem:
    if entry is None:
        return PackItem(PackPart(part.value), field.value, said=False)
    return PackItem(PackPart(part.value), field.value, tuple(v for v in entry.values if v), entry.at)


def _told_at_handovers(uow: UnitOfWork, episode: Episode) -> Isbar:
    """What nurses have written of her at handovers of shifts, the last word of each field with its time."""
    said = Isbar()
    for handover in uow.handovers.of_episode(episode.episode_id):
        item = handover.item(episode.episode_id)
        at = handover.given.at if handover.given else None
        if item is None or at is None:
            continue
        for entry in item.isbar.entries:
            said = said.said(IsbarEntry(entry.field, entry.values, entry.at or at))
    return said


def _background(uow: UnitOfWork, patient: Patient) -> Iterator[PackItem]:
    """SAFETY(allergies): one of four states, so that no empty list is read as none."""
    yield PackItem(_P.BACKGROUND, "allergies", (patient.allergy_state.value, *patient.allergies))
    found = directives_of(uow, patient.patient_id)
    known, wish = patient.code_status is not CodeStatus.NOT_RECORDED, found.get(DirectiveKind.DNR)
    told = (patient.code_status.value, *_evidence(wish)) if known else ()
    yield PackItem(_P.BACKGROUND, "code_status", told, wish.at if known and wish else None, said=known)
    plan = found.get(DirectiveKind.ADVANCE_CARE_PLAN)
    values = (plan.state.value, *_evidence(plan)) if plan is not None else ()
    yield PackItem(_P.BACKGROUND, "advance_care_plan", values, plan.at if plan else None, said=plan is not None)


def _evidence(directive: Directive | None) -> tuple[str, ...]:
    """Where it was seen, and the day on it."""
    if directive is None:
        return ()
    return (directive.source.value, *((directive.signed_on.isoformat(),) if directive.signed_on else ()))


def _medication(uow: UnitOfWork, episode: Episode) -> Iterator[PackItem]:
    doses: dict[str, list[Dose]] = {}
    for dose in uow.doses.of_episode(episode.episode_id):
        doses.setdefault(dose.order_id, []).append(dose)
    orders = [o for o in uow.orders.of_episode(episode.episode_id) if o.medication and o.state is OrderState.ACTIVE]
    for order in sorted(orders, key=lambda one: one.order_id):
        yield _drug(order, doses.get(order.order_id, ()))
    if not orders:
        yield PackItem(_P.MEDICATION, "drugs", said=True)


def _drug(order: Order, doses: Sequence[Dose]) -> PackItem:
    """SAFETY(last dose): the last time it was given, or that it never was, stands beside every drug."""
    given = order.medication
    assert given is not None
    moments = [dose.at for dose in doses if dose.state is DoseState.GIVEN and dose.at is not None]
    last = max(moments, default=None)
    due = next((dose.due_at for dose in doses if dose.state is DoseState.DUE), None)
    values = (
        f"drug:{given.drug_id}",
        f"amount:{given.amount}",
        f"route:{given.route.value}",
        f"every_hours:{order.timing.every_hours}",
        f"last:{last.isoformat()}" if last else "last:never",
        f"next:{due.isoformat()}" if due else "next:none",
    )
    return PackItem(_P.MEDICATION, str(order.order_id), values, last)


def _cultures(uow: UnitOfWork, episode: Episode) -> Iterator[PackItem]:
    taken = [s for s in uow.specimens.of_episode(episode.episode_id) if s.taken_at is not None]
    yield from (_specimen(one) for one in taken)
    if not taken:
        yield PackItem(_P.CULTURE, "specimens")


def _specimen(specimen: Specimen) -> PackItem:
    grown = specimen.culture
    values = [f"kind:{specimen.kind}", f"state:{specimen.state.value}"]
    if specimen.taken_at is not None:
        values.append(f"taken:{specimen.taken_at.isoformat()}")
    if grown is not None:
        values += [f"growth:{grown.growth.value}", f"organism:{grown.organism}", f"final:{int(grown.final)}"]
    return PackItem(_P.CULTURE, str(specimen.specimen_id), tuple(values), grown.reported_at if grown else None)


def _contacts(uow: UnitOfWork, patient: Patient, episode: Episode, now: datetime) -> Iterator[PackItem]:
    family = (patient.caregiver_name, patient.caregiver_relationship, patient.caregiver_phone)
    yield PackItem(_P.CONTACT, "family", tuple(v for v in family if v), said=bool(patient.caregiver_name))
    staff = {member.staff_id: member for member in uow.staff.all()}
    physician = staff.get(episode.physician_id) if episode.physician_id else None
    told = _some(physician.name, physician.phone) if physician else ()
    yield PackItem(_P.CONTACT, "attending_physician", told, said=physician is not None)
    for duty in sorted(uow.staff.duties(now), key=lambda one: one.role):
        member = staff.get(duty.staff_id)
        if member is not None:
            yield PackItem(_P.CONTACT, duty.role, _some(member.name, member.phone))


def _referral(
    ctx: Context, uow: UnitOfWork, episode: Episode, transfer: Transfer, hospital_id: HospitalId
) -> Iterator[PackItem]:
    """What the referral form between hospitals asks for (轉診單): purpose, receiver, diagnosis, day of issue."""
    hospital = uow.hospitals.get(hospital_id)
    diagnosis = episode.principal_diagnosis
    yield PackItem(_P.REFERRAL, "purpose", ("emergency",))
    yield PackItem(_P.REFERRAL, "receiver", _some(hospital.name, hospital.place.address, hospital.phone))
    yield PackItem(_P.REFERRAL, "department", ("emergency",))
    yield PackItem(_P.REFERRAL, "diagnosis", _some(diagnosis, episode.condition.value), said=True)
    yield PackItem(_P.REFERRAL, "summary", (transfer.reason,))
    yield PackItem(_P.REFERRAL, "issued_on", (ctx.today().isoformat(),))


def _series(uow: UnitOfWork, patient: Patient, now: datetime) -> tuple[PackSeries, ...]:
    trends = uow.readings.trends(patient.patient_id, tuple(Vital), now - TREND, now, BINS)
    return tuple(
        PackSeries(
            trend.vital,
            tuple(
                (round(at * 1000), round(float(low), 1), round(float(high), 1))
                for at, low, high in zip(trend.times_s, trend.low, trend.high, strict=True)
            ),
        )
        for trend in trends
        if len(trend.times_s)
    )


def _some(*values: str) -> tuple[str, ...]:
    return tuple(value for value in values if value)

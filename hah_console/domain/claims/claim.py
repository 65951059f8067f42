"""The monthly claim: one line per order carried out, a case whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.rules import ClaimRules, Indication
from hah_console.domain.claims.surcharge import NO_SURCHARGE, Surcharge, surcharge_of
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.episode import Episode
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, VisitRecordId
from hah_console.domain.patient import Patient


class HolidaysUnknown(HahError):
    """The rule pack does not list the national holidays of a year, so no surcharge of it is right. Facts: year."""

    code = "holidays_unknown"


class Identity(StrEnum):
    """By which number a claim names a person."""

    NATIONAL_ID = "national_id"
    MEDICAL_RECORD_NUMBER = "medical_record_number"


@dataclass(frozen=True, slots=True)
class ClaimSite:
    """Who claims: the payer's code of the institution, the site's time zone, and what a person is claimed by.

    The medical record number stands in for the national number only where everybody is invented.
    """

    institution_code: str
    zone: ZoneInfo
    identity: Identity = Identity.NATIONAL_ID


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """One admission with its visits of the month and the state of their cards."""

    patient: Patient
    episode: Episode
    visits: tuple[VisitRecord, ...]
    uploads: tuple[CardUpload, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One order carried out: what the payer is asked for. Times are aware; ``percent`` is the surcharge."""

    institution_code: str
    month: str
    medical_record_number: str
    identity: str
    birth_date: date
    episode_id: EpisodeId
    mode: str
    condition: str
    diagnosis: str
    course_start: datetime
    course_end: datetime | None
    visit_record_id: VisitRecordId
    order_code: str
    department: str
    staff_id: str
    visit_mode: str
    arrived_at: datetime
    left_at: datetime
    minutes: int
    emergency: str
    percent: int
    band: str
    card_receipt: str
    rules_version: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a claim cannot do without: the field, and the visit it belongs to (None: the case itself)."""

    field: str
    visit: VisitRecord | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that is left out of the claim, with everything it lacks."""

    patient: Patient
    episode: Episode
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of a month: lines of the cases that are whole, and the cases that are not."""

    month: str
    rules_version: str
    lines: tuple[ClaimLine, ...]
    refused: tuple[Refused, ...]


def claim_of(month: str, site: ClaimSite, cases: Sequence[ClaimCase], rules: ClaimRules) -> Claim:
    """The claim of ``month`` (``2026-11``): a case that lacks anything is refused whole, by name.

    Raises HolidaysUnknown.
    """
    year = int(month[:4])
    if rules.surcharge.enabled and year not in rules.surcharge.known_years:
        raise HolidaysUnknown(year=year)
    lines: list[ClaimLine] = []
    refused: list[Refused] = []
    for case in cases:
        missing = missing_of(case, site, rules)
        if missing:
            refused.append(Refused(case.patient, case.episode, missing))
        else:
            lines.extend(_lines(month, site, case, rules))
    return Claim(month, rules.info.version, tuple(lines), tuple(refused))


def missing_of(case: ClaimCase, site: ClaimSite, rules: ClaimRules) -> tuple[Missing, ...]:
    """Everything that stands between a case and its claim."""
    of_case = {
        "institution_code": site.institution_code,
        site.identity.value: identity_of(case.patient, site),
        "diagnosis": case.episode.principal_diagnosis,
    }
    found = [Missing(name) for name, value in of_case.items() if not value]
    receipts = {upload.visit_record_id for upload in case.uploads if upload.state is UploadState.UPLOADED}
    for visit in case.visits:
        found.extend(Missing(name, visit) for name in _missing_of_visit(visit, rules))
        if visit.mode is VisitMode.IN_PERSON and visit.visit_record_id not in receipts:
            found.append(Missing("card_upload", visit))
    return (*found, *_doubled(case.visits, site.zone))


def identity_of(patient: Patient, site: ClaimSite) -> str:
    """The number a claim of this site names the person by; empty when there is none."""
    return patient.national_id if site.identity is Identity.NATIONAL_ID else patient.medical_record_number


def surcharge_for(visit: VisitRecord, rules: ClaimRules, zone: ZoneInfo) -> Surcharge:
    """The surcharge of a visit whose times are known; none unless it was an emergency of a profession it is paid to."""
    paid = rules.surcharge.enabled and visit.profession in rules.surcharge.professions
    if visit.emergency is None or visit.arrived_at is None or visit.left_at is None or not paid:
        return NO_SURCHARGE
    return surcharge_of(visit.arrived_at, visit.left_at, rules.surcharge, zone)


def _missing_of_visit(visit: VisitRecord, rules: ClaimRules) -> list[str]:
    found = []
    if visit.arrived_at is None:
        found.append("arrived_at")
    if visit.left_at is None:
        found.append("left_at")
    if (visit.profession, visit.mode) not in rules.codes:
        found.append("order_code")
    if visit.profession not in rules.departments:
        found.append("department")
    if visit.emergency is not None and not _assessed(visit, rules):
        found.append("assessment")
    return found


def _assessed(visit: VisitRecord, rules: ClaimRules) -> bool:
    """Whether a physician had seen to it before; not needed where a standing order covers the indication."""
    emergency = visit.emergency
    if emergency is None:
        return True
    if emergency.standing_order and Indication(emergency.indication) in rules.surcharge.without_assessment:
        return True
    before = visit.arrived_at is None or (
        emergency.assessed_at is not None and emergency.assessed_at <= visit.arrived_at
    )
    return emergency.assessed_by is not None and emergency.assessed_at is not None and before


def _doubled(visits: Sequence[VisitRecord], zone: ZoneInfo) -> list[Missing]:
    """A second emergency visit of the same person on the same day is not paid, so it must be put right first."""
    seen: set[tuple[str, date]] = set()
    found = []
    for visit in visits:
        if visit.emergency is None or visit.arrived_at is None:
            continue
        key = (visit.staff_id, visit.arrived_at.astimezone(zone).date())
        if key in seen:
            found.append(Missing("one_emergency_a_day", visit))
        seen.add(key)
    return found


def _lines(month: str, site: ClaimSite, case: ClaimCase, rules: ClaimRules) -> list[ClaimLine]:
    receipts = {upload.visit_record_id: upload.receipt for upload in case.uploads}
    return [_line(month, site, case, visit, receipts.get(visit.visit_record_id, ""), rules) for visit in case.visits]


def _line(
    month: str, site: ClaimSite, case: ClaimCase, visit: VisitRecord, receipt: str, rules: ClaimRules
) -> ClaimLine:
    if visit.arrived_at is None or visit.left_at is None:
        raise AssertionError(visit.visit_record_id)
    surcharge = surcharge_for(visit, rules, site.zone)
    return ClaimLine(
        institution_code=site.institution_code,
        month=month,
        medical_record_number=case.patient.medical_record_number,
        identity=identity_of(case.patient, site),
        birth_date=case.patient.birth_date,
        episode_id=case.episode.episode_id,
        mode=case.episode.mode.value,
        condition=case.episode.condition.value,
        diagnosis=case.episode.principal_diagnosis,
        course_start=case.episode.admitted_at,
        course_end=case.episode.closed_at,
        visit_record_id=visit.visit_record_id,
        order_code=rules.codes[visit.profession, visit.mode],
        department=rules.departments[visit.profession],
        staff_id=visit.staff_id,
        visit_mode=visit.mode.value,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        minutes=round((visit.left_at - visit.arrived_at).total_seconds() / 60),
        emergency=visit.emergency.indication if visit.emergency else "",
        percent=surcharge.percent,
        band=surcharge.band,
        card_receipt=receipt,
        rules_version=rules.info.version,
    )

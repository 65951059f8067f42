"""What a hospital has told of the bedside's patients: facts, records to be matched, refusals, codes, notices."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from hah_console.domain.code_mapping import CodeMapping
from hah_console.domain.exchange import FeedStatus, inbound_feed
from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Origin, Precision, ReadMark
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.identity_match import (
    Candidate,
    IncomingIdentity,
    MatchCase,
    MatchCause,
    NumberKind,
    RemoteNumber,
)
from hah_console.domain.ids import CodeMappingId, HospitalNoticeId, InboundRefusalId, MatchCaseId, UserId
from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.domain.patient import Sex
from hah_console.domain.quantity import Quantity, Unit
from hah_console.services.inbound_ports import RawResource
from hah_console.services.ports import UnitOfWork
from helpers.bedside import CHEN, LIN, NOW, WANG, Bedside

FEED = "示範醫院"
SUBJECT = "Patient/771"
LINKED, OPEN, OTHER_ID = MatchCaseId("MC-chen"), MatchCaseId("MC-open"), MatchCaseId("MC-other")
NO_UNIT, NO_CODE = InboundRefusalId("IR-unit"), InboundRefusalId("IR-code")
CRP_CODE, SHOWN_CODE = CodeMappingId("CM-crp"), CodeMappingId("CM-look")
DEATH = HospitalNoticeId("HN-death")
WRONG = (
    '{"resourceType":"Observation","id":"o7","status":"final","code":{"coding":[{"system":"urn:lab","code":"K01",'
    '"display":"CRP 定量"}]},"subject":{"reference":"Patient/771"},"valueQuantity":{"value":1.10,"unit":"furlong",'
    '"code":"furlong"}}'
)
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def tell(bedside: Bedside) -> None:
    """Everything, as the exchange writes it."""
    with bedside.ctx.store() as uow:
        _people(uow)
        _facts(uow)
        _waiting(uow)
        uow.commit()


def tell_death(bedside: Bedside) -> None:
    """The hospital says that the patient has died there."""
    with bedside.ctx.store() as uow:
        uow.hospital_notices.save(HospitalNotice(DEATH, CHEN, FEED, SUBJECT, NoticeKind.DECEASED, NOW - 5 * _MINUTE))
        uow.commit()


def _people(uow: UnitOfWork) -> None:
    patient = uow.patients.get(CHEN)
    known = IncomingIdentity(
        FEED, SUBJECT, "3", patient.name, patient.sex, patient.birth_date,
        (RemoteNumber(NumberKind.OWN, "hah", CHEN),),
    )  # fmt: skip
    mine = Candidate(CHEN, ("own", "name", "birth_date", "sex"))
    case = MatchCase(LINKED, known, (mine,), MatchCause.EXACT, NOW - 3 * _DAY)
    uow.match_cases.save(case.linked(CHEN, UserId("exchange"), NOW - 3 * _DAY))
    alike = IncomingIdentity(
        FEED, "Patient/902", "1", "陳麗美", Sex.FEMALE, date(1941, 3, 12),
        (RemoteNumber(NumberKind.NATIONAL_ID, "moi.gov.tw", "A223456781", "wrong_check_digit"),
         RemoteNumber(NumberKind.RECORD_NUMBER, "hospital.example.tw/mrn", "H-55120")),
        "新竹市東區光明里示意路 38 號", "0912345678",
    )  # fmt: skip
    both = (Candidate(CHEN, ("name", "sex"), ("birth_date",)), Candidate(LIN, (), ("name", "birth_date", "sex")))
    uow.match_cases.save(MatchCase(OPEN, alike, both, MatchCause.DOUBTFUL_NUMBER, NOW - 40 * _MINUTE))
    wang = uow.patients.save(replace(uow.patients.get(WANG), national_id="A123956789"))
    other = IncomingIdentity(
        FEED, "Patient/903", "2", wang.name, Sex.UNKNOWN, None,
        (RemoteNumber(NumberKind.NATIONAL_ID, "moi.gov.tw", "A123456789"),), deceased=True,
    )  # fmt: skip
    excluded = Candidate(WANG, ("name",), ("national_id",))
    uow.match_cases.save(MatchCase(OTHER_ID, other, (excluded,), MatchCause.DIFFERS, NOW - 20 * _MINUTE))


def _facts(uow: UnitOfWork) -> None:
    facts = [
        _fact(FactKind.ALLERGY, "a1", "AllergyIntolerance", Code("", "", "盤尼西林"), "", "active", 900 * _DAY),
        _fact(FactKind.ALLERGY, "a2", "AllergyIntolerance", Code("", "", "顯影劑"), "", "active", 40 * _DAY),
        _fact(FactKind.CONDITION, "c1", "Condition", Code("urn:icd", "J18.9", "肺炎"), "J18.9",
              "active", 4 * _DAY),
        _fact(FactKind.LAB, "l1", "Observation", Code("http://loinc.org", "1988-5", "CRP"), "8.6 mg/dL", "final",
              5 * _HOUR, Quantity(Decimal(86), Unit.MG_L)),
        _fact(FactKind.LAB, "l2", "Observation", Code("http://loinc.org", "2823-3", "K"), "3.10 mmol/L", "preliminary",
              5 * _HOUR),
        _fact(FactKind.ENCOUNTER, "e1", "Encounter", Code("", "IMP", "住院"), "", "finished", 4 * _DAY),
    ]  # fmt: skip
    uow.hospital_facts.replace(FEED, [each.origin.reference for each in facts], facts)
    uow.hospital_raw.add([_raw(each) for each in facts])
    for kind in ("AllergyIntolerance", "Condition", "Observation", "Encounter", "DocumentReference"):
        uow.read_marks.put(ReadMark(FEED, SUBJECT, kind, NOW, "", NOW - 4 * _MINUTE, NOW - 4 * _MINUTE))
    uow.read_marks.put(ReadMark(FEED, SUBJECT, "MedicationRequest", None, "", NOW - _MINUTE, None, "too_slow"))
    uow.exchange.put_feed(FeedStatus(inbound_feed(FEED), last_good_at=NOW - 4 * _MINUTE))


def _fact(
    kind: FactKind, key: str, resource: str, code: Code, value: str, status: str, ago: timedelta,
    quantity: Quantity | None = None,
) -> HospitalFact:  # fmt: skip
    origin = Origin(FEED, resource, key, "2", NOW - ago, NOW - 4 * _MINUTE, f"raw-{key}")
    precision = Precision.DAY if ago > 30 * _DAY else Precision.MOMENT
    return HospitalFact(
        f"{FEED}:{resource}/{key}", kind, SUBJECT, code, value, status, origin, quantity, "crp" if quantity else "",
        NOW - ago, precision,
    )  # fmt: skip


def _raw(fact: HospitalFact) -> RawResource:
    origin, content = fact.origin, f'{{"resourceType":"{fact.origin.resource_type}","id":"{fact.origin.resource_id}"}}'
    return RawResource(
        origin.raw_id, FEED, origin.resource_type, origin.resource_id, "2", SUBJECT, None, NOW, content.encode()
    )


def _waiting(uow: UnitOfWork) -> None:
    key = sha256(WRONG.encode()).hexdigest()
    uow.hospital_raw.add([RawResource(key, FEED, "Observation", "o7", "1", SUBJECT, None, NOW, WRONG.encode())])
    unit = InboundRefusal(
        NO_UNIT, FEED, SUBJECT, "Observation", "o7", "1", "unit_not_listed", NOW - 30 * _MINUTE,
        (("path", "Observation.valueQuantity.code"), ("unit", "furlong")), key, 3,
    )  # fmt: skip
    uow.inbound_refusals.save(unit)
    lost = InboundRefusal(
        NO_CODE, FEED, "", "Condition", "c9", "1", "over_64_mb", NOW - 10 * _MINUTE, (("rule", "min"),)
    )
    uow.inbound_refusals.save(lost)
    mine = (FEED, "urn:lab", "K01", "CRP 定量", FactKind.LAB, NOW - 9 * _DAY, NOW - _HOUR)
    uow.code_mappings.save(CodeMapping(CRP_CODE, *mine, count=12, unit="mg/dL"))
    look = (FEED, "urn:lab", "X77", "外觀", FactKind.FINDING, NOW - 9 * _DAY, NOW - _HOUR)
    uow.code_mappings.save(CodeMapping(SHOWN_CODE, *look, count=3))

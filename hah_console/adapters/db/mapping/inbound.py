"""Rows of what hospitals tell: raw resources, facts, refusals, codes, marks, notices."""

import zlib
from decimal import Decimal

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    fact_tuple,
    facts,
    ms,
    ms_or_none,
)
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Origin, Precision, ReadMark
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.ids import CodeMappingId, HospitalNoticeId, InboundRefusalId, PatientId
from hah_console.domain.inbound_refusal import InboundRefusal, RefusalState
from hah_console.domain.quantity import Quantity, Unit
from hah_console.services.inbound_ports import RawResource

LEVEL = 1
"""PERF(import): of zlib; higher levels take three times as long for a tenth less."""


def raw_values(raw: RawResource) -> Values:
    """The row of a resource as it came, its text compressed."""
    return {
        "raw_id": raw.raw_id,
        "feed": raw.feed,
        "resource_type": raw.resource_type,
        "resource_id": raw.resource_id,
        "version_id": raw.version_id,
        "subject": raw.subject,
        "last_updated": ms_or_none(raw.last_updated),
        "received_at": ms(raw.received_at),
        "content": zlib.compress(raw.content, LEVEL),
    }


def raw_of(row: Row) -> RawResource:
    """The resource of a row."""
    return RawResource(
        row["raw_id"],
        row["feed"],
        row["resource_type"],
        row["resource_id"],
        row["version_id"],
        row["subject"],
        at_or_none(row["last_updated"]),
        at(row["received_at"]),
        zlib.decompress(bytes(row["content"])),
    )


def fact_values(fact: HospitalFact) -> Values:
    """The row of a fact."""
    origin, code, measured = fact.origin, fact.code, fact.quantity
    return {
        "fact_id": fact.fact_id,
        "feed": origin.feed,
        "resource_type": origin.resource_type,
        "resource_id": origin.resource_id,
        "version_id": origin.version_id,
        "last_updated": ms_or_none(origin.last_updated),
        "received_at": ms(origin.received_at),
        "raw_id": origin.raw_id,
        "subject": fact.subject,
        "kind": fact.kind.value,
        "system": code.system,
        "code": code.code,
        "display": code.display,
        "value": fact.value,
        "quantity_value": str(measured.value) if measured else None,
        "quantity_unit": measured.unit.value if measured else None,
        "measured": fact.measured,
        "status": fact.status,
        "effective": ms_or_none(fact.effective),
        "precision": fact.precision.value,
        "says_none": int(fact.says_none),
        "note": fact.note,
        "gone_at": ms_or_none(fact.gone_at),
    }


def fact_of(row: Row) -> HospitalFact:
    """The fact of a row."""
    origin = Origin(
        row["feed"],
        row["resource_type"],
        row["resource_id"],
        row["version_id"],
        at_or_none(row["last_updated"]),
        at(row["received_at"]),
        row["raw_id"],
    )
    value = row["quantity_value"]
    return HospitalFact(
        fact_id=row["fact_id"],
        kind=FactKind(row["kind"]),
        subject=row["subject"],
        code=Code(row["system"], row["code"], row["display"]),
        value=row["value"],
        status=row["status"],
        origin=origin,
        quantity=Quantity(Decimal(value), Unit(row["quantity_unit"])) if value is not None else None,
        measured=row["measured"],
        effective=at_or_none(row["effective"]),
        precision=Precision(row["precision"]),
        says_none=bool(row["says_none"]),
        note=row["note"],
        gone_at=at_or_none(row["gone_at"]),
    )


def refusal_values(refusal: InboundRefusal) -> Values:
    """The row of a refusal."""
    return {
        "refusal_id": refusal.refusal_id,
        "feed": refusal.feed,
        "subject": refusal.subject,
        "resource_type": refusal.resource_type,
        "resource_id": refusal.resource_id,
        "version_id": refusal.version_id,
        "reason": refusal.reason,
        "received_at": ms(refusal.received_at),
        "facts": facts(refusal.facts),
        "raw_id": refusal.raw_id,
        "times": refusal.times,
        "state": refusal.state.value,
        "decided_by": refusal.decided_by,
        "decided_at": ms_or_none(refusal.decided_at),
        "note": refusal.note,
        "version": refusal.version,
    }


def refusal_of(row: Row) -> InboundRefusal:
    """The refusal of a row."""
    return InboundRefusal(
        refusal_id=InboundRefusalId(row["refusal_id"]),
        feed=row["feed"],
        subject=row["subject"],
        resource_type=row["resource_type"],
        resource_id=row["resource_id"],
        version_id=row["version_id"],
        reason=row["reason"],
        received_at=at(row["received_at"]),
        facts=fact_tuple(row["facts"]),
        raw_id=row["raw_id"],
        times=row["times"],
        state=RefusalState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=at_or_none(row["decided_at"]),
        note=row["note"],
        version=row["version"],
    )


def code_values(mapping: CodeMapping) -> Values:
    """The row of a code."""
    return {
        "mapping_id": mapping.mapping_id,
        "feed": mapping.feed,
        "system": mapping.system,
        "code": mapping.code,
        "display": mapping.display,
        "kind": mapping.kind.value,
        "first_seen": ms(mapping.first_seen),
        "last_seen": ms(mapping.last_seen),
        "count": mapping.count,
        "unit": mapping.unit,
        "state": mapping.state.value,
        "target": mapping.target,
        "author": mapping.author,
        "at": ms_or_none(mapping.at),
        "applied": int(mapping.applied),
        "version": mapping.version,
    }


def code_of(row: Row) -> CodeMapping:
    """The code of a row."""
    return CodeMapping(
        mapping_id=CodeMappingId(row["mapping_id"]),
        feed=row["feed"],
        system=row["system"],
        code=row["code"],
        display=row["display"],
        kind=FactKind(row["kind"]),
        first_seen=at(row["first_seen"]),
        last_seen=at(row["last_seen"]),
        count=row["count"],
        unit=row["unit"],
        state=MappingState(row["state"]),
        target=row["target"],
        author=row["author"],
        at=at_or_none(row["at"]),
        applied=bool(row["applied"]),
        version=row["version"],
    )


def mark_values(mark: ReadMark) -> Values:
    """The row of a mark."""
    return {
        "feed": mark.feed,
        "subject": mark.subject,
        "resource_type": mark.resource_type,
        "up_to": ms_or_none(mark.up_to),
        "etag": mark.etag,
        "asked_at": ms_or_none(mark.asked_at),
        "good_at": ms_or_none(mark.good_at),
        "reason": mark.reason,
        "whole_at": ms_or_none(mark.whole_at),
    }


def mark_of(row: Row) -> ReadMark:
    """The mark of a row."""
    return ReadMark(
        row["feed"],
        row["subject"],
        row["resource_type"],
        at_or_none(row["up_to"]),
        row["etag"],
        at_or_none(row["asked_at"]),
        at_or_none(row["good_at"]),
        row["reason"],
        at_or_none(row["whole_at"]),
    )


def notice_values(notice: HospitalNotice) -> Values:
    """The row of a notice."""
    return {
        "notice_id": notice.notice_id,
        "patient_id": notice.patient_id,
        "feed": notice.feed,
        "reference": notice.reference,
        "kind": notice.kind.value,
        "at": ms(notice.at),
        "facts": facts(notice.facts),
        "seen_by": notice.seen_by,
        "seen_at": ms_or_none(notice.seen_at),
        "version": notice.version,
    }


def notice_of(row: Row) -> HospitalNotice:
    """The notice of a row."""
    return HospitalNotice(
        notice_id=HospitalNoticeId(row["notice_id"]),
        patient_id=PatientId(row["patient_id"]),
        feed=row["feed"],
        reference=row["reference"],
        kind=NoticeKind(row["kind"]),
        at=at(row["at"]),
        facts=fact_tuple(row["facts"]),
        seen_by=row["seen_by"],
        seen_at=at_or_none(row["seen_at"]),
        version=row["version"],
    )

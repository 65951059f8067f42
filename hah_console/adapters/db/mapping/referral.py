"""Rows of referrals and of documents that could not be taken."""

import json

from hah_console.adapters.db.mapping.person import person_of, person_text
from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
    word_tuple,
    words,
)
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.ids import ReferralId, RefusedId, UserId
from hah_console.domain.referral import Channel, DeclineReason, Referral, ReferralEntry, ReferralState, Sender
from hah_console.domain.refused_document import Fault, RefusedDocument


def referral_values(referral: Referral) -> Values:
    """The row of a referral."""
    return {
        "referral_id": referral.referral_id,
        "mode": referral.mode.value,
        "channel": referral.channel.value,
        "state": referral.state.value,
        "received_at": ms(referral.received_at),
        "since": ms(referral.since),
        "condition": value_or_none(referral.condition),
        "problem": referral.problem,
        "sender_organisation": referral.sender.organisation,
        "sender_name": referral.sender.name,
        "sender_phone": referral.sender.phone,
        "external_id": referral.external_id,
        "documents": words(referral.documents),
        "received_key": received_key(referral.sender.organisation, referral.external_id),
        "person": person_text(referral.person),
        "national_id": referral.person.national_id,
        "patient_id": referral.patient_id,
        "history": dumps([_entry_values(entry) for entry in referral.history]),
        "version": referral.version,
    }


def referral_of(row: Row) -> Referral:
    """The referral of a row."""
    return Referral(
        referral_id=ReferralId(row["referral_id"]),
        mode=Mode(row["mode"]),
        channel=Channel(row["channel"]),
        person=person_of(row["person"]),
        sender=Sender(row["sender_organisation"], row["sender_name"], row["sender_phone"]),
        history=tuple(_entry_of(entry) for entry in json.loads(row["history"])),
        condition=member_or_none(Condition, row["condition"]),
        problem=row["problem"],
        patient_id=row["patient_id"],
        external_id=row["external_id"],
        documents=word_tuple(row["documents"]),
        version=row["version"],
    )


def received_key(organisation: str, external_id: str) -> str | None:
    """What tells a received referral from every other; None for one without a number of its sender."""
    return f"{organisation}\n{external_id}" if external_id else None


def refused_values(refused: RefusedDocument) -> Values:
    """The row of a document that could not be taken."""
    return {
        "refused_id": refused.refused_id,
        "received_at": ms(refused.received_at),
        "received_by": refused.received_by,
        "origin": refused.origin,
        "sha256": refused.sha256,
        "content": refused.content,
        "faults": json.dumps([[fault.field, fault.reason, fault.value] for fault in refused.faults]),
        "organisation": refused.organisation,
        "external_id": refused.external_id,
        "times": refused.times,
        "settled_at": ms_or_none(refused.settled_at),
        "settled_by": refused.settled_by,
        "settled_note": refused.settled_note,
        "referral_id": refused.referral_id,
        "version": refused.version,
    }


def refused_of(row: Row) -> RefusedDocument:
    """The document of a row."""
    return RefusedDocument(
        refused_id=RefusedId(row["refused_id"]),
        received_at=at(row["received_at"]),
        received_by=UserId(row["received_by"]),
        origin=row["origin"],
        sha256=row["sha256"],
        content=bytes(row["content"]),
        faults=tuple(Fault(field, reason, value) for field, reason, value in json.loads(row["faults"])),
        organisation=row["organisation"],
        external_id=row["external_id"],
        times=row["times"],
        settled_at=at_or_none(row["settled_at"]),
        settled_by=row["settled_by"],
        settled_note=row["settled_note"],
        referral_id=row["referral_id"],
        version=row["version"],
    )


def _entry_values(entry: ReferralEntry) -> list[object]:
    reason = value_or_none(entry.reason)
    return [entry.state.value, ms(entry.at), entry.by, reason, list(entry.missing), entry.note]


def _entry_of(stored: list[object]) -> ReferralEntry:
    state, moment, by, reason, missing, note = stored
    return ReferralEntry(
        state=ReferralState(str(state)),
        at=at(int(str(moment))),
        by=UserId(str(by)),
        reason=member_or_none(DeclineReason, None if reason is None else str(reason)),
        missing=tuple(missing) if isinstance(missing, list) else (),
        note=str(note),
    )

"""Rows of handovers and their patients."""

import json
from collections.abc import Iterable

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none
from hah_console.domain.closing.handover import (
    Answer,
    Carried,
    CarriedKind,
    Handover,
    HandoverItem,
    HandoverState,
    ItemState,
    Signature,
)
from hah_console.domain.closing.isbar import Isbar, IsbarEntry, IsbarField
from hah_console.domain.ids import EpisodeId, HandoverId, PatientId, UserId


def handover_values(handover: Handover) -> Values:
    """The head row of a handover, without its patients."""
    return {
        "handover_id": handover.handover_id,
        "giver_id": handover.giver_id,
        "receiver_id": handover.receiver_id,
        "drafted_at": ms(handover.drafted_at),
        "state": handover.state.value,
        **_signature_values("given", handover.given),
        **_signature_values("received", handover.received),
        "withdrawn_at": ms_or_none(handover.withdrawn_at),
        "withdrawn_for": handover.withdrawn_for,
        "version": handover.version,
    }


def handover_of(row: Row, items: Iterable[Row]) -> Handover:
    """The handover of its head row and its patients in order of position."""
    return Handover(
        handover_id=HandoverId(row["handover_id"]),
        giver_id=UserId(row["giver_id"]),
        receiver_id=UserId(row["receiver_id"]),
        drafted_at=at(row["drafted_at"]),
        items=tuple(item_of(item) for item in items),
        state=HandoverState(row["state"]),
        given=_signature("given", row),
        received=_signature("received", row),
        withdrawn_at=at_or_none(row["withdrawn_at"]),
        withdrawn_for=row["withdrawn_for"],
        version=row["version"],
    )


def item_values(handover_id: HandoverId, position: int, item: HandoverItem) -> Values:
    """The row of one patient."""
    answer = item.answer
    return {
        "handover_id": handover_id,
        "episode_id": item.episode_id,
        "position": position,
        "patient_id": item.patient_id,
        "owner_id": item.owner_id,
        "state": item.state.value,
        "isbar": dumps([[e.field.value, list(e.values), ms_or_none(e.at)] for e in item.isbar.entries]),
        "carried": dumps([[carried.kind.value, carried.reference] for carried in item.carried]),
        **_signature_values("answered", answer.signature if answer else None),
        "reason": answer.reason if answer else "",
        "read_back": int(answer.read_back) if answer else 0,
        **_signature_values("kept", item.kept),
    }


def item_of(row: Row) -> HandoverItem:
    """The patient of a row."""
    entries = (IsbarEntry(IsbarField(f), tuple(v), at_or_none(when)) for f, v, when in json.loads(row["isbar"]))
    return HandoverItem(
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        owner_id=UserId(row["owner_id"]),
        isbar=Isbar(tuple(entries)),
        carried=tuple(Carried(CarriedKind(kind), reference) for kind, reference in json.loads(row["carried"])),
        state=ItemState(row["state"]),
        answer=_answer(row),
        kept=_signature("kept", row),
    )


def _answer(row: Row) -> Answer | None:
    signature = _signature("answered", row)
    return None if signature is None else Answer(signature, row["reason"], bool(row["read_back"]))


def _signature_values(name: str, signature: Signature | None) -> Values:
    return {
        f"{name}_by": signature.by if signature else None,
        f"{name}_at": ms(signature.at) if signature else None,
    }


def _signature(name: str, row: Row) -> Signature | None:
    by = row[f"{name}_by"]
    return None if by is None else Signature(UserId(by), at(row[f"{name}_at"]))

"""Rows of sets of equipment."""

import json

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none, word_tuple, words
from hah_console.domain.equipment_set import DoneStep, EquipmentSet, SetState
from hah_console.domain.ids import EquipmentSetId, KitId, UserId
from hah_console.domain.prescription import Receipt


def set_values(one: EquipmentSet) -> Values:
    """The row of a set."""
    return {
        "set_id": one.set_id,
        "recipe": one.recipe,
        "needs": dumps([list(need) for need in one.needs]),
        "promised_at": ms(one.promised_at),
        "reserved_at": ms(one.reserved_at),
        "reserved_by": one.reserved_by,
        "state": one.state.value,
        "intake_id": one.intake_id,
        "episode_id": one.episode_id,
        "kit_ids": words(one.kit_ids),
        "packed_by": one.packed_by,
        "packed_at": ms_or_none(one.packed_at),
        **_receipt_values(one.receipt),
        "proof": one.proof,
        "steps": dumps([[step.step_id, step.by, ms(step.at)] for step in one.steps]),
        "done_at": ms_or_none(one.done_at),
        "reason": one.reason,
        "version": one.version,
    }


def set_of(row: Row) -> EquipmentSet:
    """The set of a row."""
    return EquipmentSet(
        set_id=EquipmentSetId(row["set_id"]),
        recipe=row["recipe"],
        needs=tuple((kind, count) for kind, count in json.loads(row["needs"])),
        promised_at=at(row["promised_at"]),
        reserved_at=at(row["reserved_at"]),
        reserved_by=UserId(row["reserved_by"]),
        state=SetState(row["state"]),
        intake_id=row["intake_id"],
        episode_id=row["episode_id"],
        kit_ids=tuple(KitId(kit_id) for kit_id in word_tuple(row["kit_ids"])),
        packed_by=row["packed_by"],
        packed_at=at_or_none(row["packed_at"]),
        receipt=None if row["received_by"] is None else _receipt_of(row),
        proof=row["proof"],
        steps=tuple(DoneStep(step_id, UserId(by), at(when)) for step_id, by, when in json.loads(row["steps"])),
        done_at=at_or_none(row["done_at"]),
        reason=row["reason"],
        version=row["version"],
    )


def _receipt_values(receipt: Receipt | None) -> Values:
    return {
        "received_by": receipt.received_by if receipt else None,
        "relationship": receipt.relationship if receipt else None,
        "delivered_at": ms(receipt.at) if receipt else None,
        "handed_by": receipt.handed_by if receipt else None,
    }


def _receipt_of(row: Row) -> Receipt:
    return Receipt(row["received_by"], row["relationship"], at(row["delivered_at"]), UserId(row["handed_by"]))

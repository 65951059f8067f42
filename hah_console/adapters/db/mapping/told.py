"""Rows of what was told last of the conditions of patients."""

from hah_console.adapters.db.values import Row, Values, at, ms, word_tuple, words
from hah_console.domain.alarm import Priority
from hah_console.domain.ids import PatientId
from hah_console.domain.told import Told


def told_values(patient_id: PatientId, key: str, told: Told) -> Values:
    """The row of what was told of one condition."""
    return {
        "patient_id": patient_id,
        "key": key,
        "at": ms(told.at),
        "priority": int(told.priority),
        "level": told.level,
        "rule_id": told.rule_id,
        "items": words(sorted(told.items)),
    }


def told_of(row: Row) -> Told:
    """What a row says was told."""
    items = frozenset(word_tuple(row["items"]))
    return Told(at(row["at"]), Priority(row["priority"]), row["level"], row["rule_id"], items)

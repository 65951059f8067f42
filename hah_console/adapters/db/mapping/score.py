"""Rows of stored scores; the items are JSON text."""

import json

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none
from hah_console.domain.ids import PatientId
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore


def score_values(score: StoredScore) -> Values:
    """The row of a score."""
    result = score.result
    return {
        "name": result.name,
        "patient_id": score.patient_id,
        "scored_at": ms(score.scored_at),
        "table_version": result.table_version,
        "lower": result.lower,
        "upper": result.upper,
        "items": dumps([[i.name, i.value, ms_or_none(i.measured_at), i.points] for i in result.items]),
    }


def score_of(row: Row) -> StoredScore:
    """The score of a row."""
    items = tuple(
        ScoreItem(name, value, at_or_none(measured), points)
        for name, value, measured, points in json.loads(row["items"])
    )
    result = ScoreResult(row["name"], row["table_version"], items, row["lower"], row["upper"])
    return StoredScore(PatientId(row["patient_id"]), at(row["scored_at"]), result)

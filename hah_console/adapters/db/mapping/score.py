"""Rows of stored scores; the items are JSON text, with classes and caveats where a score has them."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none
from hah_console.domain.ids import PatientId
from hah_console.domain.score.result import ItemInput, ScoreBrief, ScoreItem, ScoreResult, StoredScore

_LISTS = ("classes", "caveats", "excluded_by", "unchecked")


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
        "items": dumps(_items_json(result)),
    }


def score_of(row: Row) -> StoredScore:
    """The score of a row."""
    stored = json.loads(row["items"])
    rows, more = (stored, {}) if isinstance(stored, list) else (stored["items"], stored)
    items = tuple(_item_of(*item) for item in rows)
    lists = {key: tuple(more.get(key, ())) for key in _LISTS}
    result = ScoreResult(row["name"], row["table_version"], items, row["lower"], row["upper"], **lists)
    return StoredScore(PatientId(row["patient_id"]), at(row["scored_at"]), result)


def brief_of(patient_id: str, scored_at: int, lower: int, upper: int, stored: str) -> ScoreBrief:
    """The score of a row without its items."""
    decoded = msgspec.json.decode(stored)
    items = decoded if isinstance(decoded, list) else decoded["items"]
    points = [item[3] for item in items if item[3] is not None]
    counts = len(points), len(items), max(points, default=0)
    return ScoreBrief(PatientId(patient_id), at(scored_at), lower, upper, *counts)


def _items_json(result: ScoreResult) -> list[Any] | Mapping[str, Any]:
    """A list of items, or an object where the score has more to say than its points."""
    items = [_item_json(item) for item in result.items]
    lists = {key: list(getattr(result, key)) for key in _LISTS if getattr(result, key)}
    return {"items": items, **lists} if lists else items


def _item_json(item: ScoreItem) -> list[Any]:
    brief = [item.name, item.value, ms_or_none(item.measured_at), item.points]
    if item.bounds is None:
        return brief
    inputs = [[one.name, one.value, one.unit, ms_or_none(one.measured_at), one.absent] for one in item.inputs]
    return [*brief, item.unit, list(item.bounds), inputs]


def _item_of(
    name: str, value: str | None, measured: int | None, points: int | None, unit: str = "", *more: Any
) -> ScoreItem:
    if not more:
        return ScoreItem(name, value, at_or_none(measured), points)
    bounds, inputs = more
    used = tuple(ItemInput(one[0], one[1], one[2], at_or_none(one[3]), one[4]) for one in inputs)
    return ScoreItem(name, value, at_or_none(measured), points, unit, (bounds[0], bounds[1]), used)

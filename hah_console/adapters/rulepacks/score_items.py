"""Reads the items of a score; a hole or an overlap between two bands is refused with its line."""

from collections.abc import Sequence
from itertools import pairwise

from hah_console.adapters.rulepacks.fields import Edge, Fields
from hah_console.domain.quantity import Unit, UnitRules, UnitScale
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.table import (
    FindingRule,
    ItemRule,
    LevelRule,
    NumberBand,
    NumberRule,
    PerUnitRule,
    Rule,
)

_OF_ITEM = frozenset({"needs", "enough"})
_OF_BAND = frozenset({"from", "above", "up_to", "below", "points"})


def read_item(name: str, row: Fields, units: UnitRules) -> ItemRule:
    """One item with the rule of each of its inputs."""
    names = [key for key in row.keys() if key not in _OF_ITEM]  # noqa: SIM118  not a mapping
    rules = {row.word(key, Input): _rule(key, row.table(key), units) for key in names}
    if not rules:
        raise row.wrong("needs", "missing")
    row.choices("needs", rules)
    needs = row.some_of("needs", Input) or tuple(rules)
    return ItemRule(name, rules, needs, row.choice_or("enough", ("all", "any")) == "any")


def _rule(name: str, row: Fields, units: UnitRules) -> Rule:
    if row.has("bands"):
        return _number_rule(row, _scale(name, row, units))
    if row.has("each"):
        return PerUnitRule(row.whole("each"), row.one_of("unit", Unit), _scale(name, row, units))
    if row.has("levels"):
        levels = row.table("levels")
        return LevelRule({level: levels.integer(level) for level in levels.keys()})  # noqa: SIM118
    return FindingRule(row.integer("yes"))


def _scale(name: str, row: Fields, units: UnitRules) -> UnitScale:
    if name not in units.scales:
        raise row.wrong("bands", "unit_not_listed")
    return units.scale(name)


def _number_rule(row: Fields, scale: UnitScale) -> NumberRule:
    bands = row.table("bands")
    for key in bands.keys():  # noqa: SIM118
        if bands.word(key, Unit) not in scale.units:
            raise bands.wrong(key, "unit_not_listed")
    by_unit = {Unit(key): _bands(bands, key) for key in bands.keys()}  # noqa: SIM118
    return NumberRule(by_unit, scale, row.whole("decimals") if row.has("decimals") else None)


def _bands(bands: Fields, key: str) -> tuple[NumberBand, ...]:
    rows = bands.tables(key)
    for row in rows:
        row.only(_OF_BAND)
    edges = [(row.edge("from", "above"), row.edge("up_to", "below")) for row in rows]
    read_bounds(bands, key, edges)
    return tuple(_band(row, low, high) for row, (low, high) in zip(rows, edges, strict=True))


def _band(row: Fields, low: Edge | None, high: Edge | None) -> NumberBand:
    return NumberBand(
        low=low.value if low else None,
        low_inside=low.inside if low else False,
        high=high.value if high else None,
        high_inside=high.inside if high else False,
        points=row.integer("points"),
    )


def read_bounds(fields: Fields, key: str, edges: Sequence[tuple[Edge | None, Edge | None]], step: int = 0) -> None:
    """Refuses bands that do not rise, leave a hole or overlap; ``step`` is how far apart those of whole totals are."""
    if not edges or edges[0][0] is not None or edges[-1][1] is not None:
        raise fields.wrong(key, "band_hole", max(len(edges) - 1, 0) if edges and edges[0][0] is None else 0)
    for index, (low, high) in enumerate(edges):
        if low and high and not low.before(high):
            raise fields.wrong(key, "bands_not_rising", index)
    for index, ((_, high), (low, _)) in enumerate(pairwise(edges), 1):
        fault = _between(high, low, step)
        if fault:
            raise fields.wrong(key, fault, index)


def _between(high: Edge | None, low: Edge | None, step: int) -> str:
    """What is wrong between the end of a band and the beginning of the next; empty when nothing is."""
    if high is None or low is None:
        return "band_overlap"
    gap = low.value - high.value
    if step:
        return "" if gap == step else ("band_hole" if gap > step else "band_overlap")
    if gap:
        return "band_hole" if gap > 0 else "band_overlap"
    if high.inside is not low.inside:
        return ""
    return "band_overlap" if high.inside else "band_hole"

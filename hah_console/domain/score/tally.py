"""Counts a score by its table: points where inputs are known, bounds where they are not, and never a silent 0."""

from collections.abc import Iterable

from hah_console.domain.score.inputs import Absence, Input, Inputs, Seen, written
from hah_console.domain.score.result import ItemInput, ScoreItem, ScoreResult
from hah_console.domain.score.table import Bounds, Caveat, ItemRule, ScoreTable


def tally(name: str, table: ScoreTable, inputs: Inputs) -> ScoreResult:
    """The result of a score whose total is the sum, or the highest, of its items."""
    return result_of(name, table, tuple(item_of(rule, inputs) for rule in table.items), inputs)


def result_of(name: str, table: ScoreTable, items: tuple[ScoreItem, ...], inputs: Inputs) -> ScoreResult:
    """The result of counted items: total and classes with their bounds, caveats, and whether the score applies."""
    lower, upper = total(table, items)
    excluded = tuple(one.finding.value for one in table.exclusions if _has(inputs, one.finding, one.when))
    return ScoreResult(
        name=name,
        table_version=table.info.version,
        items=items,
        lower=lower,
        upper=upper,
        classes=() if excluded else table.classes_between(lower, upper),
        caveats=caveats_of(table.caveats, items),
        excluded_by=excluded,
        unchecked=tuple(one.finding.value for one in table.exclusions if one.finding not in inputs),
    )


def total(table: ScoreTable, items: Iterable[ScoreItem]) -> Bounds:
    """The fewest and most points of all items together."""
    bounds = [item.bounds for item in items if item.bounds is not None]
    lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
    if table.highest:
        return max([table.base, *lows]), max([table.base, *highs])
    return table.base + sum(lows), table.base + sum(highs)


def item_of(rule: ItemRule, inputs: Inputs) -> ScoreItem:
    """One item. SAFETY(missing input): what is missing widens the bounds and is never counted as normal."""
    counted = {name: rule.rules[name].points(seen) for name, seen in inputs.items() if name in rule.rules}
    known = {name: points for name, points in counted.items() if points is not None}
    awaited = () if rule.any_is_enough and known else tuple(name for name in rule.needs if name not in known)
    spans = [*known.values(), *(rule.rules[name].span() for name in awaited)]
    bounds = max(low for low, _ in spans), max(high for _, high in spans)
    settled = bool(known) and bounds[0] == bounds[1]
    used = tuple(item_input(name, inputs.get(name), name in known) for name in rule.rules)
    return _item(rule.name, used, bounds, _deciding(known), bounds[0] if settled else None)


def _item(
    name: str, used: tuple[ItemInput, ...], bounds: Bounds, deciding: Input | None, points: int | None
) -> ScoreItem:
    shown = next((one for one in used if one.name == deciding), None)
    times = [one.measured_at for one in used if one.measured_at is not None and one.absent is None]
    return ScoreItem(
        name=name,
        value=shown.value if shown else None,
        measured_at=min(times, default=None),
        points=points,
        unit=shown.unit if shown else "",
        bounds=bounds,
        inputs=used,
    )


def _deciding(known: dict[Input, Bounds]) -> Input | None:
    """The input that gives the item its points: of several the one that gives most."""
    return max(known, key=lambda name: known[name][0]) if known else None


def item_input(name: Input, seen: Seen | None, usable: bool) -> ItemInput:
    """What an item says of one input: the value, or why it was not used."""
    if seen is None:
        return ItemInput(name.value, None, "", None, Absence.NEVER.value)
    value, unit = written(seen.value)
    number = f"{seen.comparator.value.strip('=')}{value}"
    return ItemInput(name.value, number, unit, seen.at, None if usable else Absence.ASK.value)


def caveats_of(caveats: Iterable[Caveat], items: tuple[ScoreItem, ...]) -> tuple[str, ...]:
    """The caveats that hold for these items."""
    points = {item.name: item.points or 0 for item in items}
    return tuple(
        one.code for one in caveats if not one.items or sum(points.get(name, 0) for name in one.items) >= one.at_least
    )


def _has(inputs: Inputs, finding: Input, value: bool) -> bool:
    seen = inputs.get(finding)
    return seen is not None and seen.value is value

"""SOFA (Vincent, Intensive Care Med 1996;22:707; table of Singer, JAMA 2016;315:801) and its rise from a baseline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hah_console.domain.lab import Comparator
from hah_console.domain.quantity import Quantity, Unit, UnitScale, quantity
from hah_console.domain.score.inputs import Input, Inputs, Seen
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreItem, ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import item_input, item_of, result_of

_MADE_OF: Mapping[str, tuple[Input, ...]] = {
    Input.PF_RATIO: (Input.PAO2, Input.FIO2, Input.RESPIRATORY_SUPPORT),
    Input.MAP: (Input.SYSTOLIC, Input.DIASTOLIC, Input.VASOACTIVE),
}
_MORE_INPUTS = (*(source for made_of in _MADE_OF.values() for source in made_of), Input.SOFA_BASELINE)
_DOSES = (Input.DOPAMINE, Input.DOBUTAMINE, Input.EPINEPHRINE, Input.NOREPINEPHRINE)


@dataclass(frozen=True, slots=True)
class SofaTable(ScoreTable):
    """``unsupported_most``: the most points of ``respiration`` without respiratory support.

    The classes are of the rise above the baseline. ``sources``: the units of what the ratio and the mean pressure are
    calculated from, and how far apart in time they may be (``together``). ``unknown_baseline``: caveat of a baseline
    nobody knows, which counts as 0.
    """

    respiration: str = ""
    unsupported_most: int = 0
    unknown_baseline: str = ""
    sources: Mapping[Input, UnitScale] = field(default_factory=dict)
    together: timedelta = timedelta(0)

    def inputs(self) -> tuple[Input, ...]:
        """Everything it asks for, and what the rest is calculated from."""
        return tuple(dict.fromkeys([*ScoreTable.inputs(self), *_MORE_INPUTS]))


def sofa(inputs: Inputs, table: SofaTable) -> ScoreResult:
    """The total with its bounds; the classes say whether it has risen from the baseline as sepsis does.

    PaO2/FiO2 and the mean pressure are calculated when they are not given themselves. No vasoactive infusion is a
    finding that somebody has to state; while nobody has, the circulation stays open.
    """
    known = _with_doses(_with_mean_pressure(_with_ratio(inputs, table), table))
    items = tuple(_traced(_capped(item_of(rule, known), known, table), inputs, table) for rule in table.items)
    result = result_of(ScoreName.SOFA, table, items, known)
    baseline = _baseline(inputs)
    classes = table.classes_between(result.lower - baseline, result.upper - baseline)
    caveats = () if Input.SOFA_BASELINE in inputs else (table.unknown_baseline,)
    return replace(result, classes=classes, caveats=result.caveats + caveats)


def mean_pressure(systolic: Decimal, diastolic: Decimal) -> Decimal:
    """The mean arterial pressure: diastolic and a third of the pulse pressure."""
    return diastolic + (systolic - diastolic) / 3


def _with_ratio(inputs: Inputs, table: SofaTable) -> Inputs:
    oxygen, share = (_sure(name, inputs, table) for name in (Input.PAO2, Input.FIO2))
    if Input.PF_RATIO in inputs or not oxygen or not share or not _together(oxygen[1], share[1], table):
        return inputs
    return {**inputs, Input.PF_RATIO: _calculated(oxygen[0] / share[0], oxygen[1], share[1])}


def _with_mean_pressure(inputs: Inputs, table: SofaTable) -> Inputs:
    systolic, diastolic = (_sure(name, inputs, table) for name in (Input.SYSTOLIC, Input.DIASTOLIC))
    if Input.MAP in inputs or not systolic or not diastolic or not _together(systolic[1], diastolic[1], table):
        return inputs
    mean = mean_pressure(systolic[0], diastolic[0])
    return {**inputs, Input.MAP: _calculated(mean, systolic[1], diastolic[1])}


def _together(one: datetime | None, other: datetime | None, table: SofaTable) -> bool:
    """Whether two inputs are of the same time: oxygen of the morning says nothing about air in the evening."""
    return one is None or other is None or abs(one - other) <= table.together


def _with_doses(inputs: Inputs) -> Inputs:
    """Without a vasoactive infusion every dose is none."""
    seen = inputs.get(Input.VASOACTIVE)
    if seen is None or seen.value is not False:
        return inputs
    none = Seen(quantity(0, Unit.UG_KG_MIN), seen.at, confirmed=True)
    return {**dict.fromkeys(_DOSES, none), **inputs}


def _sure(name: Input, inputs: Inputs, table: SofaTable) -> tuple[Decimal, datetime | None] | None:
    """The value of an input in its base unit and its time, when it is there, exact and needs no asking."""
    seen, scale = inputs.get(name), table.sources[name]
    if seen is None or not isinstance(seen.value, Quantity) or seen.comparator is not Comparator.EXACT:
        return None
    if not seen.confirmed and scale.doubt(seen.value) is not None:
        return None
    value = scale.convert(seen.value, scale.base).value
    return (value, seen.at) if scale.possible.holds(Fraction(value)) else None


def _calculated(value: Decimal, *times: datetime | None) -> Seen:
    """What inputs of these times make together, as old as the oldest of them."""
    known = [at for at in times if at is not None]
    return Seen(quantity(value, Unit.MMHG), min(known, default=None), confirmed=True)


def _capped(item: ScoreItem, inputs: Inputs, table: SofaTable) -> ScoreItem:
    """The points of respiration above the cap are for supported breathing only."""
    support = inputs.get(Input.RESPIRATORY_SUPPORT)
    if item.name != table.respiration or item.bounds is None or (support and support.value is True):
        return item
    low, high = min(item.bounds[0], table.unsupported_most), item.bounds[1]
    high = min(high, table.unsupported_most) if support else high
    return replace(item, bounds=(low, high), points=low if low == high and item.value else None)


def _traced(item: ScoreItem, inputs: Inputs, table: SofaTable) -> ScoreItem:
    """The item with what its inputs were calculated from."""
    made_of = [source for one in item.inputs for source in _MADE_OF.get(one.name, ()) if source in inputs]
    sources = [
        item_input(name, inputs[name], usable=name not in table.sources or _sure(name, inputs, table) is not None)
        for name in made_of
    ]
    return replace(item, inputs=(*item.inputs, *sources))


def _baseline(inputs: Inputs) -> int:
    seen = inputs.get(Input.SOFA_BASELINE)
    return int(seen.value.value) if seen and isinstance(seen.value, Quantity) else 0

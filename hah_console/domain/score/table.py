"""The table of a score: items with the rules of their inputs, classes, caveats and exclusions, all from a rule pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from hah_console.domain.errors import InvalidInput
from hah_console.domain.lab import Comparator
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.quantity import Quantity, Unit, UnitScale
from hah_console.domain.score.inputs import Input, Seen

Bounds = tuple[int, int]


class Rule(Protocol):
    """How one input gives points."""

    def span(self) -> Bounds:
        """The fewest and most points it can give."""

    def points(self, seen: Seen) -> Bounds | None:
        """The fewest and most points of what was seen; None when a person has to be asked about it first."""


@dataclass(frozen=True, slots=True)
class NumberBand:
    """Values between two edges, each inside or not; None is open. They give ``points``."""

    low: Decimal | None
    low_inside: bool
    high: Decimal | None
    high_inside: bool
    points: int

    def holds(self, value: Decimal) -> bool:
        """Whether the value is inside."""
        above = self.low is None or value > self.low or (self.low_inside and value == self.low)
        below = self.high is None or value < self.high or (self.high_inside and value == self.high)
        return above and below

    def may_hold(self, value: Decimal, comparator: Comparator) -> bool:
        """Whether it may hold what is only known to be below or above ``value``."""
        if comparator is Comparator.BELOW:
            return self.low is None or self.low < value
        if comparator is Comparator.ABOVE:
            return self.high is None or self.high > value
        return self.holds(value)


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Bands by unit, as the source prints them; a value in another listed unit is converted to the first.

    ``decimals``: the precision of the chart, to which a value is rounded half up first; None: as it is.
    """

    bands: Mapping[Unit, tuple[NumberBand, ...]]
    scale: UnitScale
    decimals: int | None = None

    def span(self) -> Bounds:
        """The fewest and most points it can give."""
        points = [band.points for bands in self.bands.values() for band in bands]
        return min(points), max(points)

    def points(self, seen: Seen) -> Bounds | None:
        """See Rule. Raises InvalidInput for a unit that is not listed."""
        measured = _quantity(self.scale, seen)
        if not seen.confirmed and self.scale.doubt(measured) is not None:
            return None
        unit = measured.unit if measured.unit in self.bands else next(iter(self.bands))
        value = self._rounded(self.scale.convert(measured, unit).value)
        points = [band.points for band in self.bands[unit] if band.may_hold(value, seen.comparator)]
        return min(points), max(points)

    def _rounded(self, value: Decimal) -> Decimal:
        if self.decimals is None:
            return value
        return value.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PerUnitRule:
    """A number of points for each whole unit, as PSI counts years of age."""

    each: int
    unit: Unit
    scale: UnitScale

    def span(self) -> Bounds:
        """The fewest and most points it can give."""
        return self.each * int(self.scale.possible.low), self.each * int(self.scale.possible.high)

    def points(self, seen: Seen) -> Bounds | None:
        """See Rule."""
        measured = _quantity(self.scale, seen)
        if not seen.confirmed and self.scale.doubt(measured) is not None:
            return None
        points = self.each * int(self.scale.convert(measured, self.unit).value)
        return points, points


@dataclass(frozen=True, slots=True)
class FindingRule:
    """Points of yes; no gives none."""

    yes: int

    def span(self) -> Bounds:
        """The fewest and most points it can give."""
        return min(0, self.yes), max(0, self.yes)

    def points(self, seen: Seen) -> Bounds | None:
        """See Rule."""
        if not isinstance(seen.value, bool):
            raise InvalidInput(field="finding", value=seen.value, reason="wrong_type")
        points = self.yes if seen.value else 0
        return points, points


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Points of each named level."""

    levels: Mapping[str, int]

    def span(self) -> Bounds:
        """The fewest and most points it can give."""
        return min(self.levels.values()), max(self.levels.values())

    def points(self, seen: Seen) -> Bounds | None:
        """See Rule. Raises InvalidInput for a level the table does not have."""
        if not isinstance(seen.value, str) or seen.value not in self.levels:
            raise InvalidInput(field="level", value=seen.value, reason="unknown_word")
        points = self.levels[seen.value]
        return points, points


def _quantity(scale: UnitScale, seen: Seen) -> Quantity:
    if not isinstance(seen.value, Quantity):
        raise InvalidInput(field=scale.measured, value=seen.value, reason="wrong_type")
    return seen.value


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item: the points of the input that gives most.

    ``needs``: the inputs without which its points are not known, as long as those that are known give less than they
    could; the others count when they are there. ``any_is_enough``: one of its inputs, whichever, makes it known.
    """

    name: str
    rules: Mapping[Input, Rule]
    needs: tuple[Input, ...]
    any_is_enough: bool = False


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A class or risk group of totals from ``low`` to ``high``, both included; None is open."""

    name: str
    low: int | None
    high: int | None

    def meets(self, lower: int, upper: int) -> bool:
        """Whether a total between the two may belong to it."""
        return (self.low is None or upper >= self.low) and (self.high is None or lower <= self.high)


@dataclass(frozen=True, slots=True)
class Caveat:
    """What must be said with a result: always, or when ``items`` together have at least ``at_least`` points."""

    code: str
    items: tuple[str, ...] = ()
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A finding with which the score does not apply, when it has the value ``when``."""

    finding: Input
    when: bool


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The table of one score. ``highest``: the total is the highest item and not the sum, and at least ``base``."""

    info: PackInfo
    items: tuple[ItemRule, ...]
    classes: tuple[ClassBand, ...]
    caveats: tuple[Caveat, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    highest: bool = False
    base: int = 0

    def inputs(self) -> tuple[Input, ...]:
        """Everything it asks for, in the order of the table, exclusions last."""
        asked = [name for item in self.items for name in item.rules]
        return tuple(dict.fromkeys([*asked, *(one.finding for one in self.exclusions)]))

    def classes_between(self, lower: int, upper: int) -> tuple[str, ...]:
        """The classes of totals between the two, both included."""
        return tuple(band.name for band in self.classes if band.meets(lower, upper))

"""A number never without its unit; conversion only between units that a rule pack lists for the thing measured."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hah_console.domain.errors import InvalidInput
from hah_console.domain.pack_info import PackInfo


class Unit(StrEnum):
    """Units by their UCUM code."""

    PER_MINUTE = "/min"
    PERCENT = "%"
    MMHG = "mm[Hg]"
    KPA = "kPa"
    CELSIUS = "Cel"
    FAHRENHEIT = "[degF]"
    MG_L = "mg/L"
    MG_DL = "mg/dL"
    G_DL = "g/dL"
    G_L = "g/L"
    MMOL_L = "mmol/L"
    MEQ_L = "meq/L"
    UMOL_L = "umol/L"
    NG_ML = "ng/mL"
    UG_L = "ug/L"
    GIGA_L = "10*9/L"
    THOUSAND_UL = "10*3/uL"
    PER_UL = "/uL"
    L_MIN = "L/min"
    ML_DAY = "mL/d"
    UG_KG_MIN = "ug/kg/min"
    PH = "[pH]"
    YEARS = "a"
    FRACTION = "1"
    POINTS = "{score}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in a unit. Two quantities are equal only with the same value in the same unit."""

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise InvalidInput(field="value", value=self.value, reason="not_a_number")

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"


def quantity(value: Decimal | float | str, unit: Unit) -> Quantity:
    """A quantity of a number as it is written: 0.1 is a tenth, not its nearest binary fraction."""
    return Quantity(value if isinstance(value, Decimal) else Decimal(str(value)), unit)


def plain(value: Decimal) -> str:
    """The number in digits, without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Conversion:
    """A unit by the base unit: ``base = (value + offset) * factor``."""

    factor: Fraction
    offset: Fraction = Fraction(0)

    def to_base(self, value: Decimal) -> Fraction:
        """A value of this unit in the base unit."""
        return (Fraction(value) + self.offset) * self.factor

    def from_base(self, value: Fraction) -> Decimal:
        """A value of the base unit in this unit; exact to the 28 digits of a Decimal."""
        exact = value / self.factor - self.offset
        return Decimal(exact.numerator) / Decimal(exact.denominator)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``, both included."""

    low: Decimal
    high: Decimal

    def holds(self, value: Fraction) -> bool:
        """Whether a value is inside."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class UnitScale:
    """What may be said of one measured thing: its units, what is usual and what is possible (in ``base``)."""

    measured: str
    base: Unit
    units: Mapping[Unit, Conversion]
    usual: Span
    possible: Span

    def convert(self, measured: Quantity, to: Unit) -> Quantity:
        """The same quantity in another listed unit; raises InvalidInput when one of the two is not listed."""
        if measured.unit is to and to in self.units:
            return measured
        return Quantity(self._conversion(to).from_base(self._in_base(measured)), to)

    def doubt(self, measured: Quantity) -> "Doubt | None":
        """What a person has to be asked about the size of a value; None when it is usual in its unit.

        SAFETY(unit asked): a value of a size that does not fit its unit is never turned into another one; the units it
        would fit are named, and a person says. Raises InvalidInput when no listed unit makes it possible.
        """
        if self.usual.holds(self._in_base(measured)):
            return None
        fits = tuple(unit for unit, way in self.units.items() if self.usual.holds(way.to_base(measured.value)))
        if not fits and not self.possible.holds(self._in_base(measured)):
            raise InvalidInput(field=self.measured, value=measured, reason="impossible_value")
        return Doubt(measured, fits)

    def _in_base(self, measured: Quantity) -> Fraction:
        return self._conversion(measured.unit).to_base(measured.value)

    def _conversion(self, unit: Unit) -> Conversion:
        if unit not in self.units:
            raise InvalidInput(field=self.measured, value=unit, reason="unit_not_listed")
        return self.units[unit]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that is unusual in its unit; ``fits`` has the units in which a value of this size is usual."""

    measured: Quantity
    fits: tuple[Unit, ...]


def folded(text: str) -> str:
    """A unit's name without what differs from printer to printer: width, case, spaces, µ, a leading ×."""
    wide = unicodedata.normalize("NFKC", text).replace("μ", "u").replace("×", "x").replace("^", "*")
    return "".join(wide.casefold().split()).removeprefix("x")


@dataclass(frozen=True, slots=True)
class UnitRules:
    """The units of everything measured, by its name; ``aliases`` are other ways to write a unit, folded."""

    info: PackInfo
    scales: Mapping[str, UnitScale]
    aliases: Mapping[str, Unit]

    def scale(self, measured: str) -> UnitScale:
        """The units of one measured thing."""
        return self.scales[measured]

    def unit_named(self, text: str) -> Unit | None:
        """The unit somebody wrote or a device printed; None when nobody knows it."""
        return self.aliases.get(folded(text))

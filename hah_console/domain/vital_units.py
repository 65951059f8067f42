"""In which units a vital sign may be told, and its value in its own (``reading.UNITS``)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from hah_console.domain.quantity import Conversion
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Refusal
from hah_console.domain.relayed_set import RelayRefused

_SAME = Conversion(Fraction(1))
_RATE = {"/min": _SAME, "1/min": _SAME, "{beats}/min": _SAME, "{beat}/min": _SAME, "{breaths}/min": _SAME}
_PRESSURE = {"mm[Hg]": _SAME, "kPa": Conversion(Fraction(1000) / Fraction("133.322"))}
_UNITS: Mapping[Vital, Mapping[str, Conversion]] = {
    Vital.HEART_RATE: _RATE,
    Vital.RESPIRATORY_RATE: _RATE,
    Vital.SPO2: {"%": _SAME, "1": Conversion(Fraction(100))},
    Vital.SYSTOLIC: _PRESSURE,
    Vital.DIASTOLIC: _PRESSURE,
    Vital.TEMPERATURE: {
        "Cel": _SAME,
        "[degF]": Conversion(Fraction(5, 9), Fraction(-32)),
        "K": Conversion(Fraction(1), Fraction("-273.15")),
    },
}
"""By UCUM code; kPa as UCUM has the metre of mercury, 133.322 kPa."""
DIGITS, PLACES = 9, 6
"""Of a number worth looking at; a longer one is an attack on whoever calculates with it."""


def in_own_unit(vital: Vital, value: Decimal, ucum: str) -> float:
    """A value in the vital's own unit. Raises RelayRefused for a unit that is not one of it, and for no number.

    SAFETY(relayed unit): a value is converted by the unit it is told in or not taken; a unit is never guessed.
    """
    scale = _UNITS[vital].get(ucum)
    if scale is None:
        raise RelayRefused(
            f"unit: {vital.value} in {ucum[:40] or 'no unit'}", Refusal.UNIT, vital=vital, unit=ucum[:40]
        )
    if not value.is_finite() or len(value.as_tuple().digits) > 2 * DIGITS or not -PLACES <= _size(value) <= DIGITS:
        raise RelayRefused(f"{vital.value}: not a number that can be measured", Refusal.NOT_A_NUMBER, vital=vital)
    return round(float(scale.to_base(value)), 4)


def _size(value: Decimal) -> int:
    return value.adjusted() if value else 0

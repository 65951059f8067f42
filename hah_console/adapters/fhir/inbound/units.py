"""Units of UCUM of what we measure: converted by the rules of the site, or refused; never guessed."""

from collections.abc import Mapping
from decimal import Decimal

from hah_console.adapters.fhir.inbound.parts import Part, Unusable, word
from hah_console.adapters.fhir.mapping.terms import UCUM
from hah_console.domain.errors import InvalidInput
from hah_console.domain.quantity import Quantity, Unit, UnitRules
from hah_console.domain.ucum import ucum_unit

ONLY: Mapping[str, frozenset[Unit]] = {
    "3094-0": frozenset({Unit.MG_DL}), "22664-7": frozenset({Unit.MMOL_L}),
}  # fmt: skip
"""Codes of LOINC that are one way of reporting a thing only: nitrogen of urea in mg/dL, urea itself in mmol/L."""


def unit_of(quantity: Part, rules: UnitRules) -> Unit:
    """The unit of a Quantity: its UCUM code; where it has none, the words, as far as the rules list them.

    Raises Unusable (``unit_missing``, ``unit_not_listed``).
    """
    code, written = word(quantity, "code"), word(quantity, "unit")
    if code and word(quantity, "system") == UCUM:
        known = ucum_unit(code)
    else:
        known = rules.unit_named(code or written) if code or written else None
    if not code and not written:
        raise Unusable("unit_missing")
    if known is None:
        raise Unusable("unit_not_listed", unit=code or written)
    return known


def measured_quantity(quantity: Part, measured: str, rules: UnitRules, loinc: str = "") -> tuple[Quantity | None, str]:
    """A Quantity in the base unit of what is measured, or None with a note where it must not be counted with.

    ``comparator``: it is a bound, no value; ``unusual``: its size does not fit its unit and a person has to look.
    Raises Unusable for a unit that is not listed for it and for what no unit makes possible.
    SAFETY(unit never guessed): nothing is converted but between units that are listed for the thing measured.
    """
    value = quantity.get("value")
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise Unusable("no_value", measured=measured)
    unit, scale = unit_of(quantity, rules), rules.scale(measured)
    if unit not in ONLY.get(loinc, {unit}) or (unit not in scale.units and unit is not scale.base):
        raise Unusable("unit_not_listed", unit=unit.value, measured=measured)
    if word(quantity, "comparator"):
        return None, "comparator"
    told = Quantity(Decimal(value), unit)
    try:
        return (None, "unusual") if scale.doubt(told) else (scale.convert(told, scale.base), "")
    except InvalidInput:
        raise Unusable("impossible_value", value=f"{value} {unit.value}", measured=measured) from None


def written_quantity(quantity: Part) -> str:
    """A Quantity as it was told, digits and all."""
    value = quantity.get("value")
    number = str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ""
    unit = word(quantity, "unit") or word(quantity, "code")
    return " ".join(filter(None, (word(quantity, "comparator") + number, unit)))

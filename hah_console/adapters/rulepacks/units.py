"""Reads the rule pack of units: conversions, usual and possible sizes, and how a unit may be written."""

from collections.abc import Mapping
from fractions import Fraction

from hah_console.adapters.rulepacks.fields import INFO_KEYS, Fields
from hah_console.domain.quantity import Conversion, Span, Unit, UnitRules, UnitScale, folded

_WRITTEN = "written"


def read_units(fields: Fields) -> UnitRules:
    """The units of everything measured."""
    names = [name for name in fields.keys() if name not in {*INFO_KEYS, _WRITTEN}]  # noqa: SIM118  not a mapping
    scales = {name: _scale(name, fields.table(name)) for name in names}
    return UnitRules(fields.info(), scales, _aliases(fields.table(_WRITTEN)))


def _scale(name: str, row: Fields) -> UnitScale:
    base = row.one_of("base", Unit)
    units = {base: Conversion(Fraction(1)), **_conversions(row)}
    return UnitScale(name, base, units, _span(row, "usual"), _span(row, "possible"))


def _conversions(row: Fields) -> Mapping[Unit, Conversion]:
    if not row.has("units"):
        return {}
    rows = row.table("units")
    return {rows.word(key, Unit): _conversion(rows.table(key)) for key in rows.keys()}  # noqa: SIM118


def _conversion(row: Fields) -> Conversion:
    factor = row.fraction("factor")
    if factor <= 0:
        raise row.wrong("factor", "negative")
    return Conversion(factor, row.fraction("offset") if row.has("offset") else Fraction(0))


def _span(row: Fields, key: str) -> Span:
    ends = row.decimals(key)
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise row.wrong(key, "not_rising")
    return Span(*ends)


def _aliases(row: Fields) -> Mapping[str, Unit]:
    aliases: dict[str, Unit] = {}
    for key in row.keys():  # noqa: SIM118
        unit = row.word(key, Unit)
        for text in (key, *row.texts(key)):
            if aliases.setdefault(folded(text), unit) is not unit:
                raise row.wrong(key, "written_twice")
    return aliases

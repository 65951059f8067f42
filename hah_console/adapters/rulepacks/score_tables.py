"""Reads the tables of the scores and what each of them has of its own."""

from collections.abc import Mapping
from dataclasses import fields as fields_of_class
from typing import Any

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.adapters.rulepacks.score_items import read_bounds, read_item
from hah_console.domain.quantity import UnitRules
from hah_console.domain.score.cam import CamTable
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.psi import PsiTable
from hah_console.domain.score.scores import ScoreTables
from hah_console.domain.score.sofa import SofaTable
from hah_console.domain.score.table import Caveat, ClassBand, Exclusion, ScoreTable

SCORES = tuple(field.name for field in fields_of_class(ScoreTables))
_WITH_MORE = frozenset({"psi", "sofa", "cam"})


def read_score_tables(packs: Mapping[str, Fields], units: UnitRules) -> ScoreTables:
    """The tables of all scores but NEWS2, from their packs by name."""
    plain = {name: _table(packs[name], units) for name in SCORES if name not in _WITH_MORE}
    psi, sofa, cam = (packs[name] for name in ("psi", "sofa", "cam"))
    return ScoreTables(psi=_psi(psi, units), sofa=_sofa(sofa, units), cam=_cam(cam, units), **plain)


def _table(fields: Fields, units: UnitRules) -> ScoreTable:
    return ScoreTable(**_parts(fields, units))


def _parts(fields: Fields, units: UnitRules) -> dict[str, Any]:
    items = fields.table("item")
    return {
        "info": fields.info(),
        "items": tuple(read_item(name, items.table(name), units) for name in items.keys()),  # noqa: SIM118
        "classes": _classes(fields),
        "caveats": tuple(_caveat(row, items) for row in fields.some_tables("caveat")),
        "exclusions": tuple(_exclusion(row) for row in fields.some_tables("exclusion")),
        "highest": fields.choice_or("total", ("sum", "highest")) == "highest",
        "base": fields.whole("base") if fields.has("base") else 0,
    }


def _psi(fields: Fields, units: UnitRules) -> PsiTable:
    first = fields.table("first_class")
    return PsiTable(
        **_parts(fields, units),
        first_class=first.text("name"),
        first_class_age=first.whole("age_up_to"),
        first_class_clear=_names(first, "clear", fields.table("item")),
    )


def _sofa(fields: Fields, units: UnitRules) -> SofaTable:
    respiration = fields.table("respiration")
    return SofaTable(
        **_parts(fields, units),
        respiration=respiration.choice("item", fields.table("item").keys()),
        unsupported_most=respiration.whole("unsupported_most"),
        unknown_baseline=fields.text("unknown_baseline"),
        together=respiration.minutes("together_minutes"),
        sources={name: units.scale(name) for name in (Input.PAO2, Input.FIO2, Input.SYSTOLIC, Input.DIASTOLIC)},
    )


def _cam(fields: Fields, units: UnitRules) -> CamTable:
    items = fields.table("item")
    return CamTable(
        **_parts(fields, units), all_of=_names(fields, "all_of", items), any_of=_names(fields, "any_of", items)
    )


def _classes(fields: Fields) -> tuple[ClassBand, ...]:
    """Classes of whole totals; each begins one above the end of the one before."""
    rows = fields.tables("class")
    read_bounds(fields, "class", [(row.edge("from"), row.edge("up_to")) for row in rows], step=1)
    return tuple(ClassBand(row.text("name"), row.integer_or_none("from"), row.integer_or_none("up_to")) for row in rows)


def _caveat(row: Fields, items: Fields) -> Caveat:
    if not row.has("items"):
        return Caveat(row.text("code"))
    return Caveat(row.text("code"), _names(row, "items", items), row.whole("at_least"))


def _exclusion(row: Fields) -> Exclusion:
    return Exclusion(row.one_of("finding", Input), row.truth("when"))


def _names(row: Fields, key: str, items: Fields) -> tuple[str, ...]:
    """Names of items of the same table."""
    names = row.choices(key, items.keys())
    if not names:
        raise row.wrong(key, "missing")
    return names

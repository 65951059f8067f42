"""Inputs of scores as a test writes them: numbers in the unit of the table, yes and no, levels."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.quantity import Quantity, Unit, quantity
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.inputs import Input, Inputs, Seen

PACKS: RulePacks = load_rule_packs(Path(__file__).parents[2] / "resources" / "rulepacks")
NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
Written = float | Decimal | bool | str | Quantity
USED: dict[str, Unit] = {
    "crp": Unit.MG_L,
    "creatinine": Unit.UMOL_L,
    "bilirubin": Unit.MG_DL,
    "urea": Unit.MMOL_L,
    "glucose": Unit.MMOL_L,
}
"""The unit of a plain number where a table prints more than one, or another than the base unit."""


def given(**values: Written | None) -> Inputs:
    """Inputs by name, all seen now; None is missing."""
    return {Input(name): seen(name, value) for name, value in values.items() if value is not None}


def seen(name: str, value: Written) -> Seen:
    """One input seen now."""
    if isinstance(value, bool | str | Quantity):
        return Seen(value, NOW)
    return Seen(quantity(value, USED.get(name) or PACKS.units.scale(name).base), NOW)


def mg_dl(value: float) -> Quantity:
    """A value in mg/dL."""
    return quantity(value, Unit.MG_DL)

"""Reads the rule pack of equipment."""

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.adapters.rulepacks.orders import read_work_rule
from hah_console.domain.episode import Condition
from hah_console.domain.equipment_rules import EquipmentRules, Needs, Recipe, SetUpStep
from hah_console.domain.kit import KitState
from hah_console.domain.order import OrderKind
from hah_console.domain.staff import Vehicle


def read_equipment(fields: Fields) -> EquipmentRules:
    """Recipes, check-list and clocks; a condition may stand in one recipe only."""
    lasts, recipes, kinds = fields.table("lasts_minutes"), fields.table("recipe"), fields.table("kind")
    return EquipmentRules(
        info=fields.info(),
        recipes={name: _recipe(name, recipes.table(name)) for name in recipes.keys()},  # noqa: SIM118
        steps=tuple(_step(row) for row in fields.tables("step")),
        lasts={lasts.word(state, KitState): lasts.minutes(state) for state in lasts.keys()},  # noqa: SIM118
        kinds={name: kinds.table(name).in_languages() for name in kinds.keys()},  # noqa: SIM118
        swap=fields.minutes("swap_minutes"),
        cleaning=fields.minutes("cleaning_minutes"),
        delivery=read_work_rule(fields.table("delivery")),
        retrieval=read_work_rule(fields.table("retrieval")),
        loading=fields.minutes("loading_minutes"),
        cold_chain=fields.minutes("cold_chain_minutes"),
        holds=_holds(fields.table("holds")),
        most_ghosts=fields.whole("most_ghosts"),
        estimate_s=fields.number("estimate_seconds"),
    )


def _recipe(name: str, row: Fields) -> Recipe:
    promised = row.minutes("promised_minutes")
    if not promised:
        raise row.wrong("promised_minutes", "not_positive")
    conditions = frozenset(row.some_of("conditions", Condition))
    first_day = row.some_of("first_day", OrderKind)
    return Recipe(name, row.in_languages(), conditions, promised, _needs(row), first_day)


def _holds(row: Fields) -> dict[str, int]:
    return {row.word(vehicle, Vehicle).value: row.whole(vehicle) for vehicle in row.keys()}  # noqa: SIM118


def _needs(row: Fields) -> Needs:
    table = row.table("needs")
    needs = tuple(sorted((kind, table.whole(kind)) for kind in table.keys()))  # noqa: SIM118
    if not needs or not all(count for _, count in needs):
        raise row.wrong("needs", "not_positive" if needs else "missing")
    return needs


def _step(row: Fields) -> SetUpStep:
    return SetUpStep(row.text("id"), row.in_languages(), frozenset(row.word_list("kinds")))

"""What the panel of capacity says: how many more of each kind, why not one more, as of when; no Qt."""

from datetime import datetime

from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.services.capacity import Capacity, ConditionCapacity, DayCapacity, Limit
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text

# i18n: capacity.limit.*
# i18n: capacity.set_state.*


def capacity_text(texts: Texts, rules: EquipmentRules, capacity: Capacity, local_at: datetime) -> str:
    """Today and tomorrow for each condition, a line each, and that it is an estimate with its time."""
    lines = [_row(texts, rules, row) for row in capacity.rows]
    return "\n".join((*lines, texts("capacity.estimated", at=clock_text(local_at))))


def day_lines(texts: Texts, rules: EquipmentRules, capacity: Capacity) -> tuple[str, ...]:
    """The first of the days for each condition, a line each."""
    return tuple(
        texts(
            "capacity.day_row", condition=texts.word("words.condition", row.condition), n=_count(texts, row.days[0]),
            why=_why(texts, rules, row.days[0]),
        ).rstrip()
        for row in capacity.rows
    )  # fmt: skip


def _row(texts: Texts, rules: EquipmentRules, row: ConditionCapacity) -> str:
    today, tomorrow = row.days
    return texts(
        "capacity.row",
        condition=texts.word("words.condition", row.condition),
        today=_count(texts, today),
        tomorrow=_count(texts, tomorrow),
        why=_why(texts, rules, today),
    ).rstrip()


def _count(texts: Texts, day: DayCapacity) -> str:
    """At least so many when the estimate looked no further."""
    return texts("capacity.at_least", n=day.count) if day.limit is Limit.NONE else str(day.count)


def _why(texts: Texts, rules: EquipmentRules, day: DayCapacity) -> str:
    if day.limit is Limit.NONE:
        return ""
    what = rules.kind_name(day.what, texts.language) if day.limit is Limit.KITS else day.what
    return texts(f"capacity.limit.{day.limit.value}", what=what)


def reservation_text(texts: Texts, rules: EquipmentRules, one: EquipmentSet | None, local: datetime | None) -> str:
    """What is set aside for this intake, and until when it is promised."""
    if one is None:
        return texts("capacity.none_reserved")
    recipe = rules.recipes.get(one.recipe)
    name = recipe.labels.get(texts.language, one.recipe) if recipe else one.recipe
    state = texts.word("capacity.set_state", one.state)
    if local is None or one.state in (SetState.DELIVERED, SetState.DONE):
        return texts("capacity.reserved", name=name, state=state)
    return texts("capacity.promised", name=name, state=state, at=clock_text(local))

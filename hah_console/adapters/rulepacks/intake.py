"""Reads the rule pack of the intake: items with their words, conditions, modes, time limits."""

from collections.abc import Container, Iterable

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.intake_rules import (
    Answer,
    ConditionRules,
    Effect,
    HomeRule,
    IntakeItem,
    IntakeRules,
    ModeRules,
    Section,
)

_NOT_ASKED = {Section.PERSON, Section.CASE, Section.BARTHEL, Section.CONSENT}


def read_intake(fields: Fields) -> IntakeRules:
    """The rules of a pack; every condition and mode must be there, and no item twice."""
    items: list[IntakeItem] = []
    known: set[str] = set()
    for row in fields.tables("item"):
        items.append(_item(row))
        if row.text("id") in known:
            raise row.wrong("id", "twice")
        known.add(row.text("id"))
    conditions, modes, referral = fields.table("condition"), fields.table("mode"), fields.table("referral")
    home = fields.table("home")
    return IntakeRules(
        info=fields.info(),
        items=tuple(items),
        conditions={one: _condition(conditions.table(one.value), one, items) for one in Condition},
        modes={one: _mode(modes.table(one.value), known) for one in Mode},
        answer_within=referral.minutes("answer_minutes"),
        complete_within=referral.hours("complete_hours"),
        decide_within=referral.hours("decide_hours"),
        visits_per_day=home.whole("visits_per_day"),
        room_c=home.decimal("room_c"),
    )


def _item(row: Fields) -> IntakeItem:
    section, effect = row.one_of("section", Section), row.one_of("effect", Effect)
    wanted = row.one_of("wanted", Answer)
    if section in _NOT_ASKED or (effect is Effect.COUNTED) != (section is Section.CRITERIA):
        raise row.wrong("section", "not_allowed_here")
    if wanted is Answer.UNKNOWN:
        raise row.wrong("wanted", "not_allowed_here")
    return IntakeItem(
        item_id=row.text("id"),
        section=section,
        words=row.in_languages(),
        wanted=wanted,
        effect=effect,
        conditions=frozenset(row.some_of("conditions", Condition)),
        modes=frozenset(row.some_of("modes", Mode)),
        home_rule=row.one_of("home_rule", HomeRule) if row.has("home_rule") else None,
    )


def _condition(row: Fields, condition: Condition, items: Iterable[IntakeItem]) -> ConditionRules:
    """The n of n-of-m must be possible."""
    needed, counted = row.whole("needed"), [item for item in items if item.effect is Effect.COUNTED]
    if needed > sum(not item.conditions or condition in item.conditions for item in counted):
        raise row.wrong("needed", "out_of_range")
    return ConditionRules(needed, row.word_list("diagnoses"))


def _mode(row: Fields, known: Container[str]) -> ModeRules:
    instead = row.choice("or_item", known) if row.has("or_item") else ""
    return ModeRules(row.truth("criteria"), row.text_or("barthel_class"), instead)

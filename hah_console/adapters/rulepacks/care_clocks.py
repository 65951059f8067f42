"""Reads the rule pack of clocks; what could make a clock run wrong or not at all is refused with its line."""

from collections.abc import Mapping
from dataclasses import fields as fields_of_class
from datetime import timedelta

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.actor import Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.clock_rule import (
    ANY_VALUE,
    Aim,
    ClockRule,
    ClockRules,
    Limit,
    LimitUnit,
    Scope,
    Trigger,
    WorkUrgency,
)
from hah_console.domain.rulepack import ProgrammeRules

PLACES = ("patient", "referrals", "claims", "handover", "round", "alarms", "transfers", "notes", "forms", "consults")
"""Screens a clock may lead to; one that is not in the console leads to the patient."""
_PROGRAMME = {"target_days", "maximum_days"}
_KEYS = frozenset({
    "clock_id", "source", "scope", "aim", "start", "end", "void", "match", "daily", "limit", "limits", "due_fact",
    "least_hours", "lead_minutes", "owner", "owner_fact", "near_share", "near", "overdue", "on_hold", "at_closing",
    "place",
})  # fmt: skip
_URGENCY = tuple(field.name for field in fields_of_class(WorkUrgency))
_CONDITION = "condition"


def read_clock_rules(fields: Fields, programme: ProgrammeRules, packs: Mapping[str, Fields]) -> ClockRules:
    """The clocks of one version; days of a stay are those of ``programme``, borrowed limits those of ``packs``."""
    rules: list[ClockRule] = []
    for row in fields.tables("clock"):
        rule = _rule(row, programme, packs)
        if rule.clock_id in {known.clock_id for known in rules}:
            raise row.wrong("clock_id", "said_twice")
        rules.append(rule)
    urgency = fields.table("urgency")
    urgency.only(_URGENCY)
    return ClockRules(fields.info(), tuple(rules), WorkUrgency(**{key: urgency.priority(key) for key in _URGENCY}))


def _rule(row: Fields, programme: ProgrammeRules, packs: Mapping[str, Fields]) -> ClockRule:
    row.only(_KEYS)
    daily = row.truth("daily") if row.has("daily") else False
    limit_fact, limits = ("", {}) if daily else _limits(row, programme, packs)
    rule = ClockRule(
        clock_id=row.text("clock_id"),
        source=row.text("source"),
        scope=Scope(row.choice_or("scope", tuple(Scope))),
        aim=Aim(row.choice_or("aim", tuple(Aim))),
        start=_triggers(row, "start"),
        end=_triggers(row, "end"),
        void=_triggers(row, "void") if row.has("void") else (),
        match=row.text("match"),
        limit_fact=limit_fact,
        limits=limits,
        due_fact=row.text("due_fact") if row.has("due_fact") else "",
        daily=daily,
        least=row.hours("least_hours") if row.has("least_hours") else timedelta(0),
        lead=row.minutes("lead_minutes") if row.has("lead_minutes") else timedelta(0),
        owner=row.one_of("owner", Role),
        owner_fact=row.text("owner_fact") if row.has("owner_fact") else "",
        near_share=_share(row),
        near=row.priority("near") if row.has("near") else None,
        overdue=row.priority("overdue"),
        hold_pauses=row.choice_or("on_hold", ("runs", "pauses")) == "pauses",
        closing_ends=row.choice_or("at_closing", ("ends", "runs")) == "ends",
        place=row.choice("place", PLACES),
    )
    _check(row, rule)
    return rule


def _triggers(row: Fields, key: str) -> tuple[Trigger, ...]:
    triggers = tuple(_trigger(part) for part in row.tables(key))
    if not triggers:
        raise row.wrong(key, "missing")
    return triggers


def _trigger(part: Fields) -> Trigger:
    part.only({"event", "where", "match"})
    where = part.table("where") if part.has("where") else None
    facts = tuple((name, frozenset(where.text_or_texts(name))) for name in where.keys()) if where else ()  # noqa: SIM118
    return Trigger(part.one_of("event", CaseEventKind), facts, part.text("match") if part.has("match") else "")


def _limits(row: Fields, programme: ProgrammeRules, packs: Mapping[str, Fields]) -> tuple[str, Mapping[str, Limit]]:
    """The fact a limit depends on, and the limit of each of its values."""
    if row.has("limit") == row.has("limits"):
        raise row.wrong("limit", "said_twice" if row.has("limit") else "missing")
    if row.has("limits"):
        by_fact = row.table("limits")
        values = by_fact.table("of")
        by_fact.only({"fact", "of"})
        return by_fact.text("fact"), {value: _limit(values.table(value), packs) for value in values.keys()}  # noqa: SIM118
    if (named := row.table("limit")).has("programme"):
        named.only({"programme"})
        return _CONDITION, _days_of_stay(named, programme)
    return "", {ANY_VALUE: _limit(row.table("limit"), packs)}


def _days_of_stay(named: Fields, programme: ProgrammeRules) -> Mapping[str, Limit]:
    which = named.choice("programme", tuple(sorted(_PROGRAMME)))
    days = {c: d.target if which == "target_days" else d.maximum for c, d in programme.days.items()}
    return {condition.value: Limit(count, LimitUnit.CALENDAR_DAYS) for condition, count in days.items()}


def _limit(row: Fields, packs: Mapping[str, Fields]) -> Limit:
    """Exactly one unit, of more than nothing; or what another pack says."""
    if row.has("pack"):
        return _borrowed(row, packs)
    units = [unit for unit in LimitUnit if row.has(unit.value)]
    row.only({unit.value for unit in LimitUnit})
    if len(units) != 1:
        raise row.wrong(units[1].value if units else LimitUnit.HOURS.value, "said_twice" if units else "missing")
    return Limit(_positive(row, units[0].value), units[0])


def _borrowed(row: Fields, packs: Mapping[str, Fields]) -> Limit:
    """A number that stands in another pack stands there only: two that differ would be two truths."""
    row.only({"pack", "key", "unit", "plus"})
    if row.text("pack") not in packs:
        raise row.wrong("pack", "unknown_word")
    place, (*tables, name) = packs[row.text("pack")], row.text("key").split(".")
    for table in tables:
        place = place.table(table)
    more = row.whole("plus") if row.has("plus") else 0
    return Limit(_positive(place, name) + more, row.one_of("unit", LimitUnit))


def _positive(row: Fields, key: str) -> int:
    count = row.whole(key)
    if count == 0:
        raise row.wrong(key, "not_positive")
    return count


def _share(row: Fields) -> float:
    share = row.number_or("near_share", 0.0)
    if not 0.0 <= share < 1.0:
        raise row.wrong("near_share", "out_of_range")
    return share


def _check(row: Fields, rule: ClockRule) -> None:
    """What no clock may be: one that never ends, or whose limit cannot be told on hold."""
    calendar = any(limit.unit is LimitUnit.CALENDAR_DAYS for limit in rule.limits.values())
    if rule.hold_pauses and calendar:
        raise row.wrong("on_hold", "not_with_calendar_days")
    if rule.closing_ends and any(trigger.kind is CaseEventKind.CLOSED for trigger in rule.start):
        raise row.wrong("at_closing", "ends_at_start")
    if rule.daily and not rule.closing_ends:
        raise row.wrong("at_closing", "never_ends")
    if rule.daily and (row.has("limit") or row.has("limits")):
        raise row.wrong("limit" if row.has("limit") else "limits", "said_twice")
    if (rule.near is not None and rule.near > rule.overdue) or (rule.near is None and rule.near_share):
        raise row.wrong("near", "not_rising")

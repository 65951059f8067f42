"""Reads the rule packs of orders and of specimens."""

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.order import OrderKind
from hah_console.domain.order_rules import DoseRule, OrderRules, WorkRule
from hah_console.domain.specimen import SpecimenKind, SpecimenRules, Transport
from hah_console.domain.task import TaskKind


def read_order_rules(fields: Fields) -> OrderRules:
    """What orders become; every kind must be there, doses by falling interval."""
    work = fields.table("work")
    return OrderRules(
        info=fields.info(),
        work={kind: read_work_rule(work.table(kind.value)) for kind in OrderKind},
        doses=_doses(fields),
        longest=24 * fields.hours("longest_days"),
        most_doses=fields.whole("most_doses"),
        widest_window=fields.minutes("widest_window_minutes"),
        prescription_valid=fields.hours("prescription_valid_hours"),
        delivery=read_work_rule(fields.table("delivery")),
        pump_skill=fields.text("pump_skill"),
    )


def read_work_rule(row: Fields) -> WorkRule:
    """How something becomes dated work."""
    return WorkRule(
        task=row.one_of("task", TaskKind) if row.has("task") else None,
        minutes=row.whole("minutes"),
        skills=frozenset(row.word_list("skills")),
        priority=row.whole("priority"),
        hard=row.truth("hard"),
        window=row.minutes("window_minutes"),
    )


def _doses(fields: Fields) -> tuple[DoseRule, ...]:
    """A dose must be missed before half of its interval is over, or two could be due at once."""
    rules: list[DoseRule] = []
    for row in fields.tables("dose"):
        rule = DoseRule(row.hours("every_hours"), row.minutes("window_minutes"), row.minutes("missed_minutes"))
        if not rule.window <= rule.missed <= rule.every / 2:
            raise row.wrong("missed_minutes", "not_rising")
        if rules and rule.every >= rules[-1].every:
            raise row.wrong("every_hours", "not_rising")
        rules.append(rule)
    if not rules:
        raise fields.wrong("dose", "missing")
    return tuple(rules)


def read_specimen_rules(fields: Fields) -> SpecimenRules:
    """Kinds of specimens with their windows."""
    kinds = fields.table("kind")
    return SpecimenRules(fields.info(), {name: _kind(name, kinds.table(name)) for name in kinds.keys()})  # noqa: SIM118


def _kind(name: str, row: Fields) -> SpecimenKind:
    windows = row.table("windows")
    if not windows.keys():
        raise row.wrong("windows", "missing")
    return SpecimenKind(
        kind=name,
        labels=row.in_languages(),
        windows={windows.word(way, Transport): windows.minutes(way) for way in windows.keys()},  # noqa: SIM118
        before_antibiotic=row.truth("before_antibiotic"),
        culture=row.truth("culture"),
        source=row.text("source"),
    )

"""Reads the rule pack of the escalation ladder; a ladder that could leave an alarm without an owner is refused."""

from collections.abc import Mapping
from datetime import timedelta

from hah_console.adapters.rulepacks.fields import LANGUAGES, Fields
from hah_console.domain.actor import Role
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.escalation_rules import Decision, EscalationRules, Ladder, LadderRung, RungName
from hah_console.domain.roster import DUTY_ROLES

_RUNG = ("rung", "role", "stand_ins", "roles", "answer_minutes", "act_minutes")


def read_escalation(fields: Fields) -> EscalationRules:
    """The ladders of one version. Raises RulePackInvalid."""
    ladders = tuple(_ladder(row) for row in fields.tables("ladder"))
    if {ladder.lane for ladder in ladders} != set(Lane) or len(ladders) != len(Lane):
        raise fields.wrong("ladder", "said_twice" if len(ladders) > len(Lane) else "missing")
    acting, line = fields.table("acting_minutes"), fields.table("site_line")
    acting.only([decision.value for decision in Decision])
    line.only(LANGUAGES)
    return EscalationRules(
        info=fields.info(),
        ladders={ladder.lane: ladder for ladder in ladders},
        acting={decision: _minutes(acting, decision.value) for decision in Decision},
        site_line=line.in_languages(),
        departments=fields.word_list("departments"),
        dispatch=fields.minutes("dispatch_minutes"),
        bed_age=fields.minutes("bed_age_minutes"),
    )


def _ladder(row: Fields) -> Ladder:
    row.only(("lane", "opens_at", "rung"))
    rungs = tuple(_rung(rung, row.priority("opens_at")) for rung in row.tables("rung"))
    names = [rung.name for rung in rungs]
    if not names:
        raise row.wrong("rung", "missing")
    if len(set(names)) != len(names):
        raise row.wrong("rung", "said_twice")
    return Ladder(row.one_of("lane", Lane), row.priority("opens_at"), rungs)


def _rung(row: Fields, least: Priority) -> LadderRung:
    row.only(_RUNG)
    roles = frozenset(row.some_of("roles", Role))
    if not roles:
        raise row.wrong("roles", "missing")
    return LadderRung(
        name=row.one_of("rung", RungName),
        role=row.choice("role", DUTY_ROLES),
        stand_ins=row.choices("stand_ins", DUTY_ROLES),
        roles=roles,
        answer=_by_priority(row.table("answer_minutes"), least),
        act=_by_priority(row.table("act_minutes"), least),
    )


def _by_priority(row: Fields, least: Priority) -> Mapping[Priority, timedelta]:
    wanted = [priority for priority in Priority if priority >= least]
    row.only([priority.name.lower() for priority in wanted])
    return {priority: _minutes(row, priority.name.lower()) for priority in wanted}


def _minutes(row: Fields, key: str) -> timedelta:
    """A limit of no time would climb for ever at once."""
    limit = row.minutes(key)
    if not limit:
        raise row.wrong(key, "not_positive")
    return limit

"""Alarms whose rule is no longer in force: nothing would ever end them, so they end as if their condition had."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hah_console.alarms.rules.fault import RULE_ID as NOT_JUDGED
from hah_console.alarms.rules.staff import RULE_IDS as STAFF_SAFETY
from hah_console.alarms.rules.transfer import RULE_IDS as TRANSFER_CLOCKS
from hah_console.alarms.stages.resolve import Resolved
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.rulepack import AlarmRules

_GOING_ON = frozenset({AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED})


def retire(alarms: Iterable[Alarm], rules: AlarmRules, now: datetime) -> tuple[Resolved, ...]:
    """SAFETY(retired rule): the end of a rule is not seen by anybody, so an alarm nobody has taken stays latched."""
    going_on = [alarm for alarm in alarms if alarm.state in _GOING_ON]
    known = frozenset(rule_ids(rules)) if going_on else frozenset()
    return tuple(Resolved(alarm.condition_ended(now), "ended") for alarm in going_on if alarm.rule_id not in known)


def rule_ids(rules: AlarmRules) -> Iterator[str]:
    """Every rule of a pack, and those that stand elsewhere: what is built in, and the clocks of transfers."""
    yield NOT_JUDGED
    yield from TRANSFER_CLOCKS
    yield from STAFF_SAFETY
    several = (rules.limits, rules.trends, rules.scores, rules.systems)
    yield from (rule.rule_id for group in several for rule in group)
    single = (rules.silence, rules.sensor_off, rules.missing, rules.battery, rules.clock)
    yield from (rule.rule_id for rule in single if rule is not None)

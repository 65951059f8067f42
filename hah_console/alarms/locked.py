"""Why an open alarm is only shown: what was told of its condition, and what makes it as urgent as its rule again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import key_of
from hah_console.domain.alarm import Alarm, Lane, Priority, is_heard
from hah_console.domain.limits import PatientLimit, changed_at
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import AlarmRules, LimitRule, ScoreRule
from hah_console.domain.told import Told

SCORE_ENDS = 20
"""The highest total of NEWS2 (RCP 2017): no total beyond it is worth naming."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Told at ``told_at`` with ``told_level`` (the vital's unit, or the total of the score).

    It is heard again at ``again_at`` (None: no value does it), from there on towards ``side``, and at ``until`` when it
    is still present. ``by_item``: another single item of the score does it, too. ``with_vital``: a score was told with
    the alarm about this vital.
    """

    told_at: datetime
    told_level: float
    until: datetime
    side: str
    again_at: float | None
    by_item: bool = False
    with_vital: Vital | None = None


def locked_of(
    alarm: Alarm, told: Mapping[str, Told], rules: AlarmRules, limits: Iterable[PatientLimit], now: datetime
) -> Locked | None:
    """The lock that makes an alarm low; None when its rule is low itself, or nothing that counts was told.

    ``told`` is by alarm key and of this stay, ``limits`` are those set for the patient, with those that are over. Rules
    of one score share an alarm: one that is low by its own rule waits for the others, and they are locked by what was
    told of the score.
    """
    known, rule = told.get(key_of(alarm)), _rule_of(alarm, rules)
    if known is None or rule is None or alarm.priority is not Priority.LOW or not is_heard(alarm.lane, rule.priority):
        return None
    until = known.at + rule.lock
    if alarm.lane is not Lane.PHYSIOLOGICAL or not known.at <= now < until:
        return None
    if isinstance(rule, LimitRule):
        anew = changed_at(limits, rule.vital, rule.side, now)
        if anew is not None and known.at < anew:
            return None
        return Locked(known.at, known.level, until, rule.side, _beyond(known, rule))
    again, by_item = _next_total(known, rule, rules), rule.single_item > 0
    vital = next((limit.vital for limit in rules.limits if limit.rule_id == known.rule_id), None)
    return Locked(known.at, known.level, until, "high", again, by_item, vital)


def _rule_of(alarm: Alarm, rules: AlarmRules) -> LimitRule | ScoreRule | None:
    both: tuple[LimitRule | ScoreRule, ...] = (*rules.limits, *rules.scores)
    found = next((rule for rule in both if rule.rule_id == alarm.rule_id), None)
    if not isinstance(found, ScoreRule) or is_heard(alarm.lane, found.priority):
        return found
    heard = [rule for rule in rules.scores if rule.score == found.score and is_heard(alarm.lane, rule.priority)]
    return min(heard, key=lambda rule: rule.priority, default=found)


def _beyond(told: Told, rule: LimitRule) -> float | None:
    if rule.lock_step <= 0:
        return None
    return told.level + (rule.lock_step if rule.side == "high" else -rule.lock_step)


def _next_total(told: Told, rule: ScoreRule, rules: AlarmRules) -> float | None:
    """The least total that breaks the lock: higher by the rise, or that of a rule more urgent than what was told."""
    urgent = (one for one in rules.scores if one.score == rule.score and one.priority > told.priority)
    totals = [float(one.at_least) for one in urgent if one.at_least > 0]
    if rule.lock_rise > 0:
        totals.append(told.level + rule.lock_rise)
    least = min(totals, default=None)
    return None if least is None or least > SCORE_ENDS else least

"""Alarms on a score: what is certain from the bounds counts, what is open stays unknown."""

from datetime import timedelta
from math import inf

from hah_console.alarms.finding import Finding, Lock, Signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane, ScoreTrigger
from hah_console.domain.rulepack import ScoreRule
from hah_console.domain.score.result import ScoreItem, ScoreResult


def find_scores(view: PatientView) -> tuple[Finding, ...]:
    """The most urgent rule that holds of the score, or the least urgent one saying how things stand."""
    score = view.score
    rules = [rule for rule in view.rules.alarms.scores if score is not None and rule.score == score.name]
    if score is None or not rules:
        return ()
    kept = max(rule.lock for rule in rules)
    ordered = sorted(rules, key=lambda rule: rule.priority, reverse=True)
    holding = next((rule for rule in ordered if score_signal(score, rule) is Signal.PRESENT), ordered[-1])
    return (_finding(view, score, holding, kept),)


def score_signal(score: ScoreResult, rule: ScoreRule) -> Signal:
    """PRESENT when the lower bound or a single item is enough; ABSENT only when even the upper bound is not."""
    by_item = rule.single_item > 0 and score.highest_item >= rule.single_item
    if reaches(score.lower, rule) or by_item:
        return Signal.PRESENT
    missing_item_could = rule.single_item > 0 and not score.complete
    if reaches(score.upper, rule) or missing_item_could:
        return Signal.UNKNOWN
    return Signal.ABSENT


def reaches(total: float, rule: ScoreRule) -> bool:
    """Whether a total is enough; a rule of single items alone has no such total."""
    return 0 < rule.at_least <= total


def trigger_of(score: ScoreResult, rule: ScoreRule) -> ScoreItem | None:
    """The item that is enough by itself; None when the total is enough, or nothing is."""
    if rule.single_item <= 0 or reaches(score.lower, rule):
        return None
    return next((item for item in score.items if (item.points or 0) >= rule.single_item), None)


def _finding(view: PatientView, score: ScoreResult, rule: ScoreRule, kept: timedelta) -> Finding:
    item = trigger_of(score, rule)
    value, limit = (score.lower, rule.at_least) if item is None else (item.points or 0, rule.single_item)
    return Finding(
        rule_id=rule.rule_id,
        subject=score.name,
        signal=score_signal(score, rule),
        priority=rule.priority,
        lane=Lane.PHYSIOLOGICAL,
        at=view.now,
        value=float(value),
        limit=float(limit),
        off_delay=rule.off_delay,
        trigger=None if item is None else ScoreTrigger(item.name, item.value or ""),
        lock=_lock(score, rule, kept),
    )


def _lock(score: ScoreResult, rule: ScoreRule, kept: timedelta) -> Lock:
    enough = rule.single_item or inf
    items = frozenset(item.name for item in score.items if (item.points or 0) >= enough)
    return Lock(rule.lock, rule.lock_rise, score.lower, items=items, kept=kept)

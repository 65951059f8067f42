"""Keeps what somebody was told: each announcement that is heard, and with a limit the score as it stood."""

from dataclasses import replace
from datetime import datetime

from hah_console.alarms.finding import Finding, Lock
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.stages.resolve import ANNOUNCED, Resolved
from hah_console.domain.alarm import Priority
from hah_console.domain.told import Told


def with_told(
    memory: PatientMemory, finding: Finding, answer: Resolved, score: Finding | None, now: datetime
) -> PatientMemory:
    """The memory after an answer. ``score`` is what the same look has found of the score."""
    lock, alarm = finding.lock, answer.alarm
    known = memory.told.get(finding.key)
    if answer.kind == "restated" and lock is not None and known is not None:
        return memory.with_told(finding.key, replace(known, level=lock.level, items=lock.items))
    if answer.kind not in ANNOUNCED or not alarm.heard:
        return memory
    if lock is not None and lock.kept:
        memory = memory.with_told(finding.key, _told(finding.rule_id, lock, alarm.priority, now))
    if finding.tells_score and score is not None and score.lock is not None and score.lock.kept:
        urgency = max(alarm.priority, _urgency(memory.told.get(score.key), score.lock, now))
        memory = memory.with_told(score.key, _told(finding.rule_id, score.lock, urgency, now))
    return memory


def _told(rule_id: str, lock: Lock, priority: Priority, now: datetime) -> Told:
    return Told(now, priority, lock.level, rule_id, lock.items)


def _urgency(told: Told | None, lock: Lock, now: datetime) -> Priority:
    """How urgently somebody was told of a score while that still counts."""
    return told.priority if told is not None and told.at <= now < told.at + lock.kept else Priority.LOW

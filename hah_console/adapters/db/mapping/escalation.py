"""Rows of escalations and their steps."""

import json
from collections.abc import Iterable

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
)
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.escalation import Cause, Escalation, Step, StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import AlarmId, EscalationId
from hah_console.domain.roster import Owner


def escalation_values(case: Escalation) -> Values:
    """The head row of an escalation, without its steps."""
    return {
        "escalation_id": case.escalation_id,
        "subject": case.patient_id or "",
        "lane": case.lane.value,
        "patient_id": case.patient_id,
        "episode_id": case.episode_id,
        "cause": case.cause.value,
        "priority": int(case.priority),
        "opened_at": ms(case.opened_at),
        **_owner_values(case.owner),
        "rung": case.rung,
        "waiting": case.waiting,
        "answer_by": ms_or_none(case.answer_by),
        "act_by": ms_or_none(case.act_by),
        "decision": value_or_none(case.decision),
        "ended_at": ms_or_none(case.ended_at),
        "raised": dumps([[alarm_id, ms(moment)] for alarm_id, moment in case.raised]),
        "version": case.version,
    }


def escalation_of(row: Row, steps: Iterable[Row]) -> Escalation:
    """The escalation of its head row and its steps in order of position."""
    return Escalation(
        escalation_id=EscalationId(row["escalation_id"]),
        patient_id=row["patient_id"],
        episode_id=row["episode_id"],
        lane=Lane(row["lane"]),
        cause=Cause(row["cause"]),
        priority=Priority(row["priority"]),
        opened_at=at(row["opened_at"]),
        owner=_owner_of(row),
        steps=tuple(_step_of(step) for step in steps),
        rung=row["rung"],
        waiting=bool(row["waiting"]),
        answer_by=at_or_none(row["answer_by"]),
        act_by=at_or_none(row["act_by"]),
        decision=member_or_none(Decision, row["decision"]),
        ended_at=at_or_none(row["ended_at"]),
        raised=tuple((AlarmId(alarm_id), at(moment)) for alarm_id, moment in json.loads(row["raised"])),
        version=row["version"],
    )


def step_values(escalation_id: EscalationId, position: int, step: Step) -> Values:
    """The row of a step."""
    return {
        "escalation_id": escalation_id,
        "position": position,
        "kind": step.kind.value,
        "at": ms(step.at),
        "by": step.by,
        "rung": step.rung,
        **_owner_values(step.owner),
        "reason": step.reason,
        "about": step.about,
    }


def _step_of(row: Row) -> Step:
    return Step(
        StepKind(row["kind"]), at(row["at"]), row["by"], row["rung"], _owner_of(row), row["reason"], row["about"]
    )  # fmt: skip


def _owner_values(owner: Owner) -> Values:
    return {
        "owner_role": owner.role,
        "owner_staff": owner.staff_id,
        "owner_user": owner.user_id,
        "owner_gap": owner.gap,
    }


def _owner_of(row: Row) -> Owner:
    return Owner(row["owner_role"], row["owner_staff"], row["owner_user"], bool(row["owner_gap"]))

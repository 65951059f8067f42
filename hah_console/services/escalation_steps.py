"""Stores what became of an escalation: the row, and each new step in the audit trail and on the line of the case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.escalation import Escalation, Step, StepKind
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.case_line import About, note_event
from hah_console.services.context import record
from hah_console.services.patient_facts import shown_episode
from hah_console.services.ports import UnitOfWork

_WRITTEN = frozenset({StepKind.DECIDED, StepKind.OPENED, StepKind.JOINED})
"""Steps whose reason a person typed: it stands with the step and in no code."""


def save_steps(
    uow: UnitOfWork, actor: Actor, before: Escalation | None, after: Escalation, now: datetime
) -> Escalation:
    """SAFETY(trail of the ladder): no step is stored without its entry in the audit trail, in one transaction."""
    known = len(before.steps) if before is not None else 0
    case = replace(after, episode_id=after.episode_id or episode_in_care(uow, after.patient_id))
    stored = uow.escalations.save(case)
    for step in case.steps[known:]:
        _note(uow, actor, stored, step, now)
    if before is not None and len(case.steps) == known:
        uow.changed("time_escalation", "escalation", case.escalation_id, actor, now)
    return stored


def episode_in_care(uow: UnitOfWork, patient_id: PatientId | None) -> EpisodeId | None:
    """The admission shown of a patient."""
    if patient_id is None:
        return None
    episode = shown_episode(uow.episodes.of_patient(patient_id))
    return episode.episode_id if episode is not None else None


def _note(uow: UnitOfWork, actor: Actor, case: Escalation, step: Step, now: datetime) -> None:
    facts = _facts(case, step)
    record(
        uow, actor, now, f"escalation_{step.kind.value}", "escalation", case.escalation_id, case.patient_id, **facts
    )  # fmt: skip
    if case.patient_id is not None:
        about = About(case.patient_id, case.episode_id, "escalation", case.escalation_id)
        note_event(uow, actor, now, CaseEventKind.ESCALATION, about, None, step=step.kind.value, **facts)


def _facts(case: Escalation, step: Step) -> Mapping[str, str]:
    owner = step.owner
    known = {
        "rung": str(step.rung),
        "role": owner.role,
        "staff": str(owner.staff_id or ""),
        "user": str(owner.user_id or ""),
        "gap": "yes" if owner.gap else "",
        "about": step.about,
        "lane": case.lane.value,
        "reason": "" if step.kind in _WRITTEN else _code(step.reason),
    }
    return {name: value for name, value in known.items() if value}


def _code(reason: str) -> str:
    """A code as it is; words of a person are no fact."""
    return reason if reason.isascii() and reason.isidentifier() else ""

"""Writes what happened in a case to its line of events, in the transaction of the command that did it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.ids import CaseEventId, EpisodeId, PatientId
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class About:
    """What an event happened to, and in whose case; no ``patient_id`` and ``episode_id`` before they are known."""

    patient_id: PatientId | None
    episode_id: EpisodeId | None
    entity: str
    entity_id: str


def note_event(
    uow: UnitOfWork,
    actor: Actor,
    recorded_at: datetime,
    kind: CaseEventKind,
    about: About,
    at: datetime | None = None,
    /,
    **facts: str,
) -> None:
    """Add an event that happened ``at`` (now unless given). ``facts`` are codes and ids, never words about a person."""
    event = CaseEvent(
        event_id=CaseEventId(f"EV-{uuid.uuid4().hex[:16]}"),
        patient_id=about.patient_id,
        episode_id=about.episode_id,
        kind=kind,
        at=at or recorded_at,
        recorded_at=recorded_at,
        by=actor.user_id,
        entity=about.entity,
        entity_id=about.entity_id,
        facts=tuple(sorted(facts.items())),
    )
    uow.case_events.add(event)

"""Rows of case events."""

from hah_console.adapters.db.values import Row, Values, at, fact_tuple, facts, ms
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.ids import CaseEventId, UserId


def event_values(event: CaseEvent) -> Values:
    """The row of an event."""
    return {
        "event_id": event.event_id,
        "patient_id": event.patient_id,
        "episode_id": event.episode_id,
        "kind": event.kind.value,
        "at": ms(event.at),
        "recorded_at": ms(event.recorded_at),
        "recorded_by": event.by,
        "entity": event.entity,
        "entity_id": event.entity_id,
        "facts": facts(event.facts),
    }


def event_of(row: Row) -> CaseEvent:
    """The event of a row."""
    return CaseEvent(
        event_id=CaseEventId(row["event_id"]),
        patient_id=row["patient_id"],
        episode_id=row["episode_id"],
        kind=CaseEventKind(row["kind"]),
        at=at(row["at"]),
        recorded_at=at(row["recorded_at"]),
        by=UserId(row["recorded_by"]),
        entity=row["entity"],
        entity_id=row["entity_id"],
        facts=fact_tuple(row["facts"]),
    )

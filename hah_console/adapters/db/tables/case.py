"""The line of events of each case."""

from sqlalchemy import Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, refers, text

case_event = Table(
    "case_event",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    text("event_id"),
    refers("patient_id", "patient.patient_id", optional=True, index=False),
    text("episode_id", optional=True),
    text("kind"),
    moment("at"),
    moment("recorded_at"),
    text("recorded_by"),
    text("entity"),
    text("entity_id"),
    text("facts"),
    Index("uq_case_event_event_id", "event_id", unique=True),
    Index(None, "episode_id", "kind", "at"),
    Index(None, "patient_id", "at"),
    Index(None, "entity_id"),
    Index(None, "kind", "at"),
    Index(None, "kind", "entity_id", "at", "entity", "episode_id"),
)

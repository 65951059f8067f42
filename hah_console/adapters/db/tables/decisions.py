"""Tables of decision services: how each has answered, and what people made of their cards."""

from sqlalchemy import Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, number, refers, text

decision_service = Table(
    "decision_service",
    metadata,
    text("service", key=True),
    number("asked"),
    number("failed"),
    number("cards"),
    number("unread"),
    moment("last_good_at", optional=True),
    moment("last_failed_at", optional=True),
    text("last_fault"),
)
decision_answer = Table(
    "decision_answer",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    text("service"),
    text("card_id"),
    text("outcome"),
    refers("patient_id", "patient.patient_id"),
    text("by"),
    moment("at"),
    text("suggestions"),
    text("reason_code"),
    text("reason_system"),
    text("comment"),
    text("state"),
    number("tries"),
    text("fault"),
    Index("ix_decision_answer_service_state_number", "service", "state", "number"),
)

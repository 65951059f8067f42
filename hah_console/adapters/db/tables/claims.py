"""Tables of visits as they were and of card data on their way to the payer."""

from sqlalchemy import Boolean, Column, Index, Table

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

visit_record = Table(
    "visit_record",
    metadata,
    text("visit_record_id", key=True),
    refers("episode_id", "episode.episode_id"),
    refers("patient_id", "patient.patient_id"),
    text("staff_id"),
    text("profession"),
    text("mode"),
    moment("arrived_at", optional=True, index=True),
    moment("left_at", optional=True),
    text("indication", optional=True),
    text("assessed_by", optional=True),
    moment("assessed_at", optional=True),
    Column("standing_order", Boolean, nullable=False),
    text("task_id", optional=True, index=True),
    Column("card_read", Boolean, nullable=False),
    text("note"),
    text("in_vain"),
    moment("noted_at", index=True),
    version(),
    Index(None, "staff_id", "arrived_at"),
)

card_upload = Table(
    "card_upload",
    metadata,
    refers("visit_record_id", "visit_record.visit_record_id", key=True),
    text("episode_id", index=True),
    text("patient_id"),
    moment("due_at", index=True),
    text("state", index=True),
    number("attempts"),
    moment("last_at", optional=True),
    text("receipt"),
    text("failure"),
    version(),
)

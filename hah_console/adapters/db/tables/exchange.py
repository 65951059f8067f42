"""Tables of what is told to hospitals: outbox, places there, feeds."""

from sqlalchemy import Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, number, refers, text

exchange_outbox = Table(
    "exchange_outbox",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    text("feed"),
    text("reference"),
    refers("patient_id", "patient.patient_id", optional=True),
    text("content"),
    text("digest"),
    text("needs"),
    moment("created_at"),
    moment("next_at"),
    text("state"),
    number("attempts"),
    text("reason"),
    text("detail"),
    moment("sent_at", optional=True),
    Index("ix_exchange_outbox_feed_state_number", "feed", "state", "number"),
    Index("ix_exchange_outbox_feed_reference_number", "feed", "reference", "number"),
)
exchange_place = Table(
    "exchange_place", metadata, text("feed", key=True), text("reference", key=True), text("place"), text("version")
)
exchange_feed = Table(
    "exchange_feed",
    metadata,
    text("feed", key=True),
    text("state"),
    text("reason"),
    moment("since", optional=True),
    moment("last_good_at", optional=True),
    Column("seen", COUNT, nullable=False),
)

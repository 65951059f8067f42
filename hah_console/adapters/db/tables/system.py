"""Tables of the program itself: change log, counters, audit trail, processes, site facts."""

from sqlalchemy import Boolean, Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, number, text

change_log = Table(
    "change_log",
    metadata,
    Column("sequence", COUNT, primary_key=True, autoincrement=False),
    text("kind"),
    text("entity"),
    text("entity_id"),
    text("actor"),
    moment("at"),
)

counter = Table(
    "counter",
    metadata,
    text("name", key=True),
    Column("value", COUNT, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("sequence", COUNT, primary_key=True, autoincrement=False),
    moment("at"),
    text("actor"),
    text("role"),
    text("workstation"),
    text("action"),
    text("entity"),
    text("entity_id"),
    text("patient_id", optional=True),
    text("facts"),
    text("previous_hash"),
    text("hash"),
    Index(None, "patient_id", "at"),
)

audit_head = Table(
    "audit_head",
    metadata,
    text("name", key=True),
    Column("sequence", COUNT, nullable=False),
    text("hash"),
)

lease = Table(
    "lease",
    metadata,
    text("name", key=True),
    text("holder"),
    Column("token", COUNT, nullable=False),
    Column("renewals", COUNT, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    text("process", key=True),
    number("pid"),
    moment("at"),
    text("detail"),
)

source_state = Table(
    "source_state",
    metadata,
    text("source", key=True),
    moment("last_seen_at", optional=True),
    Column("healthy", Boolean, nullable=False),
    text("reason"),
)

site_fact = Table(
    "site_fact",
    metadata,
    text("name", key=True),
    text("value"),
)

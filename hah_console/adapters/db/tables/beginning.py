"""Tables of the beginning of a case: drafts of forms, referrals, intakes, consents."""

from sqlalchemy import Column, Integer, Table

from hah_console.adapters.db.tables.base import metadata, moment, text

draft = Table(
    "draft",
    metadata,
    text("user_id", key=True),
    text("form", key=True),
    text("subject", key=True),
    text("fields"),
    moment("saved_at", optional=True),
    Column("based_on", Integer, nullable=False),
)

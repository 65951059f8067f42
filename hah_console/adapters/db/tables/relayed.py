"""Tables of what gateways passed on, and of what patients measured themselves."""

from sqlalchemy import Table

from hah_console.adapters.db.tables.base import metadata, moment, real, refers, text

relayed_set = Table(
    "relayed_set",
    metadata,
    text("key", key=True),
    text("digest"),
    moment("noted_at", index=True),
    sqlite_with_rowid=False,
)
"""By what name sets were passed on lately, and what they said."""

own_reading = Table(
    "own_reading",
    metadata,
    refers("patient_id", "patient.patient_id", key=True),
    moment("measured_at", key=True),
    text("vital", key=True),
    text("source", key=True),
    real("value"),
    text("kind"),
    moment("imported_at"),
    text("imported_by"),
    sqlite_with_rowid=False,
)
"""What patients measured with their own things: unverified, apart from every reading of a monitor."""

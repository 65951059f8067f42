"""Tables of the day in the field: where people are."""

from sqlalchemy import Table

from hah_console.adapters.db.tables.base import metadata, moment, real, refers

staff_position = Table(
    "staff_position",
    metadata,
    refers("staff_id", "staff.staff_id", key=True),
    real("lon"),
    real("lat"),
    moment("at"),
    real("accuracy_m", optional=True),
)

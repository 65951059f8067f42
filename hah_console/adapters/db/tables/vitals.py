"""Tables of measurements: readings by second, which of them have left, the last values, and what could not be read."""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, real, text
from hah_console.domain.reading import Vital

reading = Table(
    "reading",
    metadata,
    text("patient_id", key=True),
    text("device_id", key=True),
    Column("sequence", COUNT, primary_key=True, autoincrement=False),
    moment("measured_at"),
    moment("received_at"),
    moment("gateway_at", optional=True),
    *(real(vital.value, optional=True) for vital in Vital),
    text("sensor_off"),
    # PERF: one b-tree only, clustered by patient: a new row and a roll-up touch one or two pages of a patient.
    sqlite_with_rowid=False,
)
"""The hot rows: what has not been rolled up into chunks yet."""

device_seen = Table(
    "device_seen",
    metadata,
    text("patient_id", key=True),
    text("device_id", key=True),
    Column("sequences", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The numbers of all sets that have left the hot rows (``SequenceSet.packed``)."""

minute_chunk = Table(
    "minute_chunk",
    metadata,
    text("patient_id", key=True),
    moment("start", key=True, index=True),
    Column("packed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Sets of one minute that have left the hot rows and wait to be merged into a chunk of five minutes."""

latest_vitals = Table(
    "latest_vitals",
    metadata,
    text("patient_id", key=True),
    Column("sequence", COUNT, nullable=False),
    text("vitals"),
)

device_status = Table(
    "device_status",
    metadata,
    text("device_id", key=True),
    text("patient_id"),
    text("gateway_id", optional=True),
    moment("last_seen_at"),
    Column("sequence", COUNT, nullable=False),
    Column("battery_pct", Integer, nullable=True),
    Column("signal_dbm", Integer, nullable=True),
    text("firmware"),
    real("skew_s", optional=True),
    Column("online", Boolean, nullable=False),
)

gateway_status = Table(
    "gateway_status",
    metadata,
    text("gateway_id", key=True),
    Column("online", Boolean, nullable=False),
    moment("last_seen_at"),
    Column("signal_dbm", Integer, nullable=True),
    text("firmware"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    moment("received_at"),
    text("topic"),
    Column("payload", LargeBinary, nullable=False),
    text("reason"),
    text("kind"),
    text("facts"),
)

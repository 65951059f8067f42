"""Tables of measurements: readings by second, the last values, and what could not be read."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, real, text
from hah_console.domain.reading import Vital

reading = Table(
    "reading",
    metadata,
    text("patient_id", key=True),
    moment("measured_at", key=True),
    text("device_id", key=True),
    Column("sequence", COUNT, primary_key=True, autoincrement=False),
    moment("received_at"),
    *(real(vital.value, optional=True) for vital in Vital),
    text("sensor_off"),
    moment("gateway_at", optional=True),
    Index("uq_reading_patient_id_device_id_sequence", "patient_id", "device_id", "sequence", unique=True),
    # PERF: clustered by patient and time, so a trend is one sequential scan.
    sqlite_with_rowid=False,
)

latest_vitals = Table(
    "latest_vitals",
    metadata,
    text("patient_id", key=True),
    Column("sequence", COUNT, nullable=False, index=True),
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
)

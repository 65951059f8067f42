"""Samples: hot rows in one b-tree by patient, and which numbers of each device are known."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = (
    "patient_id, device_id, sequence, measured_at, received_at, gateway_at, hr, spo2, rr, sbp, dbp, temp, sensor_off"
)


def upgrade() -> None:
    """Readings there are become hot rows; they are rolled up like any other."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP INDEX IF EXISTS uq_reading_patient_id_device_id_sequence")
    op.execute("DROP INDEX IF EXISTS ix_latest_vitals_sequence")
    op.rename_table("reading", "reading_before")
    if postgres:
        op.execute("ALTER TABLE reading_before DROP CONSTRAINT pk_reading")
    _reading()
    op.execute(f"INSERT INTO reading ({_COLUMNS}) SELECT {_COLUMNS} FROM reading_before")
    op.drop_table("reading_before")
    _device_seen()
    _minute_chunk()
    _latest_after_a_base()
    if postgres:
        _tiers()
        _often_changed()


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("sequence", _COUNT, autoincrement=False, nullable=False),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("gateway_at", sa.BigInteger(), nullable=True),
        *(sa.Column(vital, sa.Double(), nullable=True) for vital in ("hr", "spo2", "rr", "sbp", "dbp", "temp")),
        sa.Column("sensor_off", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "device_id", "sequence", name="pk_reading"),
        sqlite_with_rowid=False,
    )


def _device_seen() -> None:
    op.create_table(
        "device_seen",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("sequences", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "device_id", name="pk_device_seen"),
        sqlite_with_rowid=False,
    )


def _minute_chunk() -> None:
    op.create_table(
        "minute_chunk",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "start", name="pk_minute_chunk"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_minute_chunk_start", "minute_chunk", ["start"])


def _tiers() -> None:
    """Chunks and aggregates, partitioned; with SQLite they lie in files beside the database."""
    op.execute("CREATE SCHEMA IF NOT EXISTS samples")
    for tier in ("chunk", "minutes", "quarters"):
        op.execute(
            f"CREATE TABLE IF NOT EXISTS samples.{tier} (patient_id text NOT NULL, start bigint NOT NULL, "
            "packed bytea NOT NULL, PRIMARY KEY (patient_id, start)) PARTITION BY RANGE (start)"
        )
        # Packed already: compressing it again would only take time.
        op.execute(f"ALTER TABLE samples.{tier} ALTER COLUMN packed SET STORAGE EXTERNAL")


def _latest_after_a_base() -> None:
    """Last values become [base, {code: [value, three times after the base, quality]}]."""
    connection = op.get_bind()
    for patient_id, stored in connection.execute(sa.text("SELECT patient_id, vitals FROM latest_vitals")).all():
        if isinstance(told := json.loads(stored), dict):
            base = min((row[1] for row in told.values()), default=0)
            after = {code: [row[0], *(moment - base for moment in row[1:4]), row[4]] for code, row in told.items()}
            changed = {"patient": patient_id, "vitals": json.dumps([base, after])}
            connection.execute(
                sa.text("UPDATE latest_vitals SET vitals = :vitals WHERE patient_id = :patient"), changed
            )


def _often_changed() -> None:
    """Rows that live for minutes: room for their next version on the same page, and swept often."""
    for table in ("latest_vitals", "device_status", "device_seen", "minute_chunk"):
        op.execute(f"ALTER TABLE {table} SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5)")
    op.execute("ALTER TABLE reading SET (autovacuum_vacuum_scale_factor = 0.2, autovacuum_vacuum_threshold = 5000)")

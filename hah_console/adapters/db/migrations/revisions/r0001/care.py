"""Revision 0001: tables of measurements and clinical judgement."""

import sqlalchemy as sa
from alembic import op

_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create() -> None:
    """Create the tables."""
    _reading()
    _latest_vitals()
    _quarantine()
    _alarm()
    _patient_limit()
    _score()
    _latest_score()
    _observation()


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("sequence", _COUNT, autoincrement=False, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("hr", sa.Double(), nullable=True),
        sa.Column("spo2", sa.Double(), nullable=True),
        sa.Column("rr", sa.Double(), nullable=True),
        sa.Column("sbp", sa.Double(), nullable=True),
        sa.Column("dbp", sa.Double(), nullable=True),
        sa.Column("temp", sa.Double(), nullable=True),
        sa.Column("sensor_off", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "measured_at", "device_id", "sequence", name="pk_reading"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_reading_patient_id_device_id_sequence", "reading", ["patient_id", "device_id", "sequence"], unique=True
    )


def _latest_vitals() -> None:
    op.create_table(
        "latest_vitals",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("sequence", _COUNT, nullable=False),
        sa.Column("vitals", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_latest_vitals"),
    )
    op.create_index("ix_latest_vitals_sequence", "latest_vitals", ["sequence"])


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("number", _COUNT, autoincrement=True, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_quarantine"),
    )


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("alarm_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("latching", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_alarm_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("alarm_id", name="pk_alarm"),
    )
    op.create_index("ix_alarm_patient_id_raised_at", "alarm", ["patient_id", "raised_at"])
    op.create_index("ix_alarm_raised_at", "alarm", ["raised_at"])
    op.create_index("ix_alarm_state", "alarm", ["state"])


def _patient_limit() -> None:
    op.create_table(
        "patient_limit",
        sa.Column("number", _COUNT, autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("vital", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_patient_limit_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_patient_limit"),
    )
    op.create_index("ix_patient_limit_expires_at", "patient_limit", ["expires_at"])
    op.create_index("ix_patient_limit_patient_id", "patient_limit", ["patient_id"])


def _score() -> None:
    op.create_table(
        "score",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=False),
        sa.Column("table_version", sa.Text(), nullable=False),
        sa.Column("lower", sa.Integer(), nullable=False),
        sa.Column("upper", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "patient_id", "scored_at", name="pk_score"),
    )


def _latest_score() -> None:
    op.create_table(
        "latest_score",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "patient_id", name="pk_latest_score"),
    )


def _observation() -> None:
    op.create_table(
        "observation",
        sa.Column("number", _COUNT, autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("consciousness", sa.Text(), nullable=True),
        sa.Column("on_oxygen", sa.Boolean(), nullable=True),
        sa.Column("oxygen_l_min", sa.Double(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_observation_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_observation"),
    )
    op.create_index("ix_observation_patient_id_observed_at", "observation", ["patient_id", "observed_at"])

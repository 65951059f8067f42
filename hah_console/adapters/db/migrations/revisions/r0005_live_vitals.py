"""Live vitals and alarms: ladder and calls of alarms, shelves, rule sets, evidence strips, monitors and gateways;
a lease that names no moment."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns and tables; alarms there are stand on the first rung."""
    _alarm()
    _shelf()
    _rule_set()
    _alarm_strip()
    _status()
    _lease()
    op.add_column("reading", sa.Column("gateway_at", sa.BigInteger(), nullable=True))


def _alarm() -> None:
    op.add_column("alarm", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("alarm", sa.Column("rung_at", sa.BigInteger(), nullable=True))
    op.add_column("alarm", sa.Column("called_by", sa.Text(), nullable=True))
    op.add_column("alarm", sa.Column("called_at", sa.BigInteger(), nullable=True))


def _shelf() -> None:
    op.create_table(
        "shelf",
        sa.Column("shelf_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shelved_by", sa.Text(), nullable=False),
        sa.Column("shelved_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_shelf_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("shelf_id", name="pk_shelf"),
    )
    op.create_index("ix_shelf_until", "shelf", ["until"])


def _rule_set() -> None:
    op.create_table(
        "rule_set",
        sa.Column("rule_set_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule_set_id", name="pk_rule_set"),
    )
    op.create_index("ix_rule_set_state", "rule_set", ["state"])


def _alarm_strip() -> None:
    op.create_table(
        "alarm_strip",
        sa.Column("alarm_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alarm_id"], ["alarm.alarm_id"], name="fk_alarm_strip_alarm_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("alarm_id", name="pk_alarm_strip"),
    )


def _status() -> None:
    op.create_table(
        "device_status",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("gateway_id", sa.Text(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", _COUNT, nullable=False),
        sa.Column("battery_pct", sa.Integer(), nullable=True),
        sa.Column("signal_dbm", sa.Integer(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=False),
        sa.Column("skew_s", sa.Double(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name="pk_device_status"),
    )
    op.create_table(
        "gateway_status",
        sa.Column("gateway_id", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("signal_dbm", sa.Integer(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("gateway_id", name="pk_gateway_status"),
    )


def _lease() -> None:
    op.drop_column("lease", "expires_at")
    op.add_column("lease", sa.Column("renewals", _COUNT, nullable=False, server_default="0"))

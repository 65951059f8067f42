"""What gateways passed on lately, and what patients measured themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Two tables, empty."""
    op.create_table(
        "relayed_set",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_relayed_set"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_relayed_set_noted_at", "relayed_set", ["noted_at"])
    op.create_table(
        "own_reading",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("vital", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_own_reading_patient_id", initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("patient_id", "measured_at", "vital", "source", name="pk_own_reading"),
        sqlite_with_rowid=False,
    )  # fmt: skip

"""What was told last of each condition of a patient."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table; nothing has been told yet, so the next alarm of each condition is heard."""
    op.create_table(
        "told",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_told_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("patient_id", "key", name="pk_told"),
    )

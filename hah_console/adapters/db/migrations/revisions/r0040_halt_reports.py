"""What is said of stops at the store and at laboratories."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
TABLE = "halt_report"


def upgrade() -> None:
    """Add the table."""
    words = [sa.Column(name, sa.Text(), nullable=False) for name in ("report_id", "day", "staff_id", "halts", "state")]
    op.create_table(
        TABLE,
        *words,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("specimens", sa.Text(), nullable=False),
        sa.Column("effect", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=f"pk_{TABLE}"),
    )
    op.create_index(f"ix_{TABLE}_day", TABLE, ["day"])

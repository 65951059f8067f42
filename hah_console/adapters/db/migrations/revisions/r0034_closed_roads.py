"""Closed roads of the day; when a worker's phone was last heard of, and why it was let in no more."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
TABLE = "road_closure"


def upgrade() -> None:
    """Add the table and the columns; of none of the phones there are is it known when it was last heard of."""
    words = [sa.Column(name, sa.Text(), nullable=False) for name in ("closure_id", "name", "points", "note")]
    op.create_table(
        TABLE,
        *words,
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("closure_id", name=f"pk_{TABLE}"),
    )
    op.create_index(f"ix_{TABLE}_until", TABLE, ["until"])
    op.add_column("phone_pass", sa.Column("revoke_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("phone_pass", sa.Column("seen_at", sa.BigInteger(), nullable=True))

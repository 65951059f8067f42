"""What a plan is based on, its pins and broken rules; editions of planning profiles."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add columns, empty for the plans there are, and the table."""
    for name in ("based_on", "pins", "broken", "profile"):
        op.add_column("plan", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "planning_profile",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", name="pk_planning_profile"),
    )
    op.create_index("ix_planning_profile_name", "planning_profile", ["name"])

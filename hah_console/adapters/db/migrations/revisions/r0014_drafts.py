"""Drafts of forms."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "draft",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user_id", "form", "subject", "fields")),
        sa.Column("saved_at", sa.BigInteger(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "form", "subject", name="pk_draft"),
    )

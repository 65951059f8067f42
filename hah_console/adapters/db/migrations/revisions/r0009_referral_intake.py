"""Referrals, intakes and drafts; what an admission knows of its diagnosis, its hold and where it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add columns; of the admissions there are, none of it is known."""
    op.add_column("episode", sa.Column("hold_reason", sa.Text(), nullable=True))
    op.add_column("episode", sa.Column("principal_diagnosis", sa.Text(), nullable=False, server_default=""))
    op.add_column("episode", sa.Column("referral_id", sa.Text(), nullable=True))

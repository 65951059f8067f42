"""Alarm limits of a patient that somebody ends before their time, who and why."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Add the columns; none was ended before its time."""
    op.add_column("patient_limit", sa.Column("ended_at", sa.BigInteger(), nullable=True))
    op.add_column("patient_limit", sa.Column("ended_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("patient_limit", sa.Column("end_reason", sa.Text(), nullable=False, server_default=""))

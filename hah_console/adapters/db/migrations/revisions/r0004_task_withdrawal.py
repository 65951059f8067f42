"""Why a task is no longer needed; not known of the tasks there are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("task", sa.Column("withdrawn_for", sa.Text(), nullable=True))

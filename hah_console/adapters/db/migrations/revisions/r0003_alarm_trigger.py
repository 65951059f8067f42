"""The one item of a score that raised an alarm by itself; not known of the alarms there are."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("alarm", sa.Column("trigger_item", sa.Text(), nullable=True))
    op.add_column("alarm", sa.Column("trigger_value", sa.Text(), nullable=True))

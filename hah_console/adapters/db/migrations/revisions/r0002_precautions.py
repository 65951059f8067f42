"""Precautions against infection of each patient; not recorded for the patients there are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("patient", sa.Column("precautions", sa.Text(), nullable=False, server_default="[]"))

"""Stops of a plan at the store and at laboratories, which plans did not keep before."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add the column; of older plans the stops are worked out when somebody changes them."""
    op.add_column("plan", sa.Column("halts", sa.Text(), nullable=True))

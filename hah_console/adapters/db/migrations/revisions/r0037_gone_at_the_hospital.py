"""When a hospital was found to have a resource no longer, and when everything of a kind was last compared with it."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add the columns; nothing was compared before."""
    op.add_column("hospital_fact", sa.Column("gone_at", sa.BigInteger(), nullable=True))
    op.add_column("inbound_mark", sa.Column("whole_at", sa.BigInteger(), nullable=True))

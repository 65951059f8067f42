"""An attachment entered in error: why, when and by whom; it stays in the store."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add columns; none of the attachments there are was entered in error."""
    op.add_column("attachment", sa.Column("withdrawn_for", sa.Text(), nullable=False, server_default=""))
    op.add_column("attachment", sa.Column("withdrawn_at", sa.BigInteger(), nullable=True))
    op.add_column("attachment", sa.Column("withdrawn_by", sa.Text(), nullable=True))

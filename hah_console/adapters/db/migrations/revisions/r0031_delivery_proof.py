"""What proves the delivery of a medicine: a photograph or a signature among the attachments."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the column; of none of the deliveries there were is there a proof."""
    op.add_column("prescription", sa.Column("proof", sa.Text(), nullable=True))

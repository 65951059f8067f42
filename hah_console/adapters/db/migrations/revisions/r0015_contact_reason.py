"""Why a contact was held and what was advised."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add columns; of the contacts there are, none was noted as an emergency and no advice is known."""
    op.add_column("contact", sa.Column("reason", sa.Text(), nullable=False, server_default="routine"))
    op.add_column("contact", sa.Column("advice", sa.Text(), nullable=True))

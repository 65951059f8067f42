"""What was found out about the home, with the intake it was asked for; the range a laboratory printed with a result."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Add the columns; of the homes and the results there were nothing of it was kept."""
    op.add_column("intake", sa.Column("home", sa.Text(), nullable=False, server_default="{}"))
    for end in ("range_low", "range_high"):
        op.add_column("lab_result", sa.Column(end, sa.Text(), nullable=True))

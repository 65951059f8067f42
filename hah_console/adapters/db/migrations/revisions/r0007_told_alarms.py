"""What was told of an alarm."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing to change."""

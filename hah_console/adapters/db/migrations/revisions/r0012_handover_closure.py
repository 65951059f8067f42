"""Handovers, closures and referral forms."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nothing to change."""

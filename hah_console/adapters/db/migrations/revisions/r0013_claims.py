"""Visits as they were, card uploads and claims."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing to change."""

"""Referrals, intakes and drafts."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing to change."""

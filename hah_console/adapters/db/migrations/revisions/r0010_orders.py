"""Orders, doses, prescriptions, specimens and results."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nothing to change."""

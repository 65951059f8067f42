"""The name of the newest revision, by itself: what the revisions do needs Alembic, and most starts change nothing."""

NEWEST = "0041"
"""Of ``revisions.REVISIONS``."""

"""The name of the newest revision, by itself: what the revisions do needs Alembic, and most starts change nothing."""

NEWEST = "0039"
"""Of ``revisions.REVISIONS``."""

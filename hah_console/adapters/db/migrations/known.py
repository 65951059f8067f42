"""The names of the revisions in order, without what they do: that needs Alembic, and most starts change nothing."""

REVISION_NAMES: tuple[str, ...] = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Of ``revisions.REVISIONS``; a new one is appended to both."""
NEWEST = REVISION_NAMES[-1]

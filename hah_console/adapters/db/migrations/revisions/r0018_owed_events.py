"""An index from which it is read what is still owed of a thing, however many cases were closed."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the index."""
    columns = ["kind", "entity_id", "at", "entity", "episode_id"]
    op.create_index(f"ix_case_event_{'_'.join(columns)}", "case_event", columns)

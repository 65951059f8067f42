"""Drafts of forms, each its user's own."""

from sqlalchemy import ColumnElement, and_, delete, select

from hah_console.adapters.db.mapping.draft import draft_of, draft_values
from hah_console.adapters.db.tables.beginning import draft as table
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.ids import UserId


class DraftRows:
    """What was typed and not sent. No query goes by anything but the user."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, key: DraftKey) -> Draft | None:
        """The draft of one form about one thing."""
        row = self._tx.row(select(table).where(_is(key)))
        return None if row is None else draft_of(row)

    def save(self, draft: Draft) -> None:
        """Store a draft in the place of the one before."""
        self._tx.upsert(table, [draft_values(draft)])

    def delete(self, key: DraftKey) -> None:
        """Forget a draft; nothing happens when there is none."""
        self._tx.write(delete(table).where(_is(key)))

    def of_user(self, user_id: UserId) -> tuple[Draft, ...]:
        """All drafts of one user, the newest first."""
        mine = select(table).where(table.c.user_id == user_id)
        rows = self._tx.rows(mine.order_by(table.c.saved_at.desc(), table.c.form, table.c.subject))
        return tuple(draft_of(row) for row in rows)


def _is(key: DraftKey) -> ColumnElement[bool]:
    return and_(table.c.user_id == key.user_id, table.c.form == key.form, table.c.subject == key.subject)

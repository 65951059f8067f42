"""Apply revisions with Alembic's operations. Imported only when one is missing: Alembic takes 0.1 s to load."""

from collections.abc import Sequence

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, delete, insert

from hah_console.adapters.db.migrations.revisions import REVISIONS


def apply_revisions(connection: Connection, pending: Sequence[str]) -> None:
    """The named ones in order, each noted as the database's own; the caller commits."""
    context = MigrationContext.configure(connection)
    context._ensure_version_table()  # noqa: SLF001 - Alembic's own way to make it, without a script folder
    for module in REVISIONS:
        if module.revision in pending:
            with Operations.context(context):
                module.upgrade()
            connection.execute(delete(context._version))  # noqa: SLF001
            connection.execute(insert(context._version).values(version_num=module.revision))  # noqa: SLF001

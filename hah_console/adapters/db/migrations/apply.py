"""Apply revisions with Alembic's operations. Imported only when one is missing: Alembic takes 0.1 s to load."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, delete, insert

from hah_console.adapters.db.migrations.known import NEWEST
from hah_console.adapters.db.migrations.revisions import REVISIONS
from hah_console.domain.errors import DatabaseTooNew


def missing(current: str | None, newest: str) -> tuple[str, ...]:
    """The revisions after ``current`` up to ``newest``, in order; raises DatabaseTooNew for one nobody here knows."""
    names = [module.revision for module in REVISIONS]
    if current is not None and current not in names:
        raise DatabaseTooNew(found=current, known=NEWEST)
    done = 0 if current is None else names.index(current) + 1
    return tuple(names[done : names.index(newest) + 1])


def apply_revisions(connection: Connection, names: tuple[str, ...]) -> None:
    """The named ones in order, each noted as the database's own; the caller commits."""
    context = MigrationContext.configure(connection)
    context._ensure_version_table()  # noqa: SLF001 - Alembic's own way to make it, without a script folder
    for module in REVISIONS:
        if module.revision in names:
            with Operations.context(context):
                module.upgrade()
            connection.execute(delete(context._version))  # noqa: SLF001
            connection.execute(insert(context._version).values(version_num=module.revision))  # noqa: SLF001

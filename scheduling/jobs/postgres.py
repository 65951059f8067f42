"""Jobs by any number of workers on any number of machines, through a PostgreSQL database (Procrastinate)."""

import asyncio
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg_pool import ConnectionPool, PoolTimeout

from scheduling.backends import warm_up
from scheduling.errors import SchedulingError
from scheduling.jobs.queue import JobFailed, JobProgress
from scheduling.jobs.table import JobTable
from scheduling.jobs.work import Job, do_job
from scheduling.solve import DEFAULT_BACKEND

QUEUE = "planning"
TASK = "scheduling.plan"
POLL_S = 0.2
CONNECT_S = 5.0
"""Seconds until a database that does not answer counts as unusable."""


class DatabaseUnusable(SchedulingError):
    """The queue's database cannot be reached or written."""


class PostgresQueue:
    """A JobQueue whose jobs are done by ``serve`` in other processes. Raises DatabaseUnusable."""

    def __init__(self, url: str) -> None:
        self._pool = one_connection(url)
        database = SyncPsycopgConnector()
        self._app = App(connector=database)
        with _usable():
            self._app.open(self._pool)
            prepare(self._app, database)
        self._table = JobTable(database)

    def submit(self, document: bytes, *, backend: str = DEFAULT_BACKEND, seconds: float = 10.0, seed: int = 0) -> str:
        """See JobQueue."""
        job = Job(uuid.uuid4().hex, document, backend, seconds, seed)
        with _usable():
            self._table.add(job)
            self._app.configure_task(TASK, queue=QUEUE, allow_unknown=True).defer(job_id=job.job_id)
        return job.job_id

    def progress(self, job_id: str) -> JobProgress:
        """See JobQueue."""
        with _usable():
            return self._table.progress(job_id)

    def cancel(self, job_id: str) -> None:
        """See JobQueue."""
        with _usable():
            self._table.cancel(job_id)

    def wait(self, job_id: str, timeout_s: float) -> JobProgress:
        """See JobQueue."""
        end = time.monotonic() + timeout_s
        while not (found := self.progress(job_id)).state.ended and time.monotonic() < end:
            time.sleep(min(POLL_S, max(0.0, end - time.monotonic())))
        return found

    def result(self, job_id: str) -> bytes:
        """See JobQueue."""
        with _usable():
            return self._table.result(job_id)

    def close(self) -> None:
        """Let go of the database; the workers go on."""
        self._app.close()
        self._pool.close()


def plain(url: str) -> str:
    """The address as the driver wants it: without the name of a driver in it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def one_connection(url: str) -> ConnectionPool:
    """The database by one connection, so that what holds for a connection holds for every statement.

    Raises DatabaseUnusable when there is none after some seconds.
    """
    pool = ConnectionPool(plain(url), min_size=1, max_size=1, open=False, check=ConnectionPool.check_connection)
    try:
        pool.open(wait=True, timeout=CONNECT_S)
    except PoolTimeout as error:
        pool.close()
        raise DatabaseUnusable("The database of the planning queue cannot be used: it does not answer.") from error
    return pool


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except ConnectorException as error:
        raise DatabaseUnusable(f"The database of the planning queue cannot be used: {error}") from error


def prepare(app: App, database: SyncPsycopgConnector) -> None:
    """Make the queue's tables where they are not there yet; several may try at once."""
    database.execute_query("SELECT pg_advisory_lock(7244801)")
    try:
        there = database.execute_query_one("SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there")
        if not there["there"]:
            app.schema_manager.apply_schema()
        JobTable(database).create()
    finally:
        database.execute_query("SELECT pg_advisory_unlock(7244801)")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how often a worker says that it lives, and after how much silence its job goes to another."""

    heartbeat_s: float = 10.0
    silence_s: float = 30.0


def serve(url: str, patience: Patience | None = None) -> None:
    """Do jobs until told to stop (SIGTERM, SIGINT: the job that goes on is finished). Raises DatabaseUnusable."""
    warm_up()
    with _usable():
        asyncio.run(_serve(plain(url), patience or Patience()))


async def _serve(url: str, patience: Patience) -> None:
    app = App(connector=PsycopgConnector(conninfo=url))
    rows = SyncPsycopgConnector()

    @app.task(name=TASK, queue=QUEUE)
    def plan(job_id: str) -> None:
        _plan(JobTable(rows), job_id)

    with one_connection(url) as pool, App(connector=rows).open(pool) as opened:
        prepare(opened, rows)
        async with app.open_async(), _taking_over(app, patience):
            print("ready", flush=True)
            await app.run_worker_async(
                queues=[QUEUE],
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=patience.heartbeat_s,
                stalled_worker_timeout=patience.silence_s,
            )


@asynccontextmanager
async def _taking_over(app: App, patience: Patience) -> AsyncIterator[None]:
    """Meanwhile jobs of workers that fell silent are put into the queue again."""

    async def look() -> None:
        while True:
            silent = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=patience.silence_s)
            for job in silent:
                await app.job_manager.retry_job(job)
            await asyncio.sleep(patience.heartbeat_s)

    task = asyncio.create_task(look())
    try:
        yield
    finally:
        task.cancel()


def _plan(table: JobTable, job_id: str) -> None:
    """Do one job; what it comes to is in the table, whatever it is."""
    job = table.begin(job_id)
    if job is None:
        return
    with _watched(table, job_id) as stop:
        try:
            table.end(job_id, answer=do_job(job, stop.is_set, lambda *best: table.tell(job_id, *best)))
        except JobFailed:
            raise
        except SchedulingError as error:
            table.end(job_id, reason=str(error))


@contextmanager
def _watched(table: JobTable, job_id: str) -> Iterator[threading.Event]:
    """An event that is set as soon as the job is cancelled."""
    stop, ended = threading.Event(), threading.Event()

    def look() -> None:
        while not ended.wait(POLL_S):
            if table.cancelled(job_id):
                stop.set()
                return

    if table.cancelled(job_id):
        stop.set()
    thread = threading.Thread(target=look, name="cancel", daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        ended.set()
        thread.join()

"""A process that does one planning job after the other, as its parent's pipe says."""

import threading
from multiprocessing.connection import Connection

from scheduling.errors import SchedulingError
from scheduling.jobs.work import Job, do_job


def serve(pipe: Connection) -> None:
    """Do jobs until the pipe is closed. Messages in: a Job, or ``cancel``; out: (what, ...)."""
    from scheduling.backends import warm_up

    warm_up()
    stop = threading.Event()
    while True:
        try:
            message = pipe.recv()
        except (EOFError, OSError):
            return
        if isinstance(message, Job):
            _serve_one(pipe, message, stop)


def _serve_one(pipe: Connection, job: Job, stop: threading.Event) -> None:
    stop.clear()
    ended = threading.Event()
    listener = threading.Thread(target=_listen, args=(pipe, stop, ended), daemon=True)
    listener.start()
    try:
        answer = do_job(job, stop.is_set, lambda *best: pipe.send(("progress", *best)))
        outcome: tuple[str, object] = ("done", answer)
    except SchedulingError as error:
        outcome = ("failed", str(error))
    except MemoryError:
        outcome = ("failed", "the problem does not fit into memory")
    ended.set()
    listener.join()
    pipe.send(outcome)


def _listen(pipe: Connection, stop: threading.Event, ended: threading.Event) -> None:
    """Wait for a cancel while the job goes on; a parent that is gone is one, too."""
    while not ended.is_set():
        try:
            if pipe.poll(0.05) and pipe.recv() == "cancel":
                stop.set()
        except (EOFError, OSError):
            stop.set()
            return

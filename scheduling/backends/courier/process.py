"""The parent's side: starts the child process, reads its answers as they come, ends it whenever the stop says so."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import msgspec

from scheduling.backends.courier.task import Answer, Task
from scheduling.stop import Stop

CHILD = "scheduling.backends.courier.child"
_LOOK_S = 0.02
_Line = bytes | None


def answers(task: Task, stop: Stop) -> Iterator[Answer]:
    """Each better plan the child tells until ``stop`` or its own end; the child is gone when this is exhausted.

    A child that dies ends the answers; those it gave stand.
    """
    best: int | None = None
    with _child(task) as lines:
        while not stop(best):
            try:
                line = lines.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if line is None:
                return
            answer = msgspec.json.decode(line, type=Answer)
            best = answer.cost
            yield answer


@contextmanager
def _child(task: Task) -> Iterator["queue.Queue[_Line]"]:
    """Lines of the child's output, None at its end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    child = subprocess.Popen(
        [sys.executable, "-m", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lines: queue.Queue[_Line] = queue.Queue()
    reader = threading.Thread(target=_talk, args=(child.stdin, child.stdout, msgspec.json.encode(task), lines))
    reader.start()
    try:
        yield lines
    finally:
        child.kill()
        child.wait()
        reader.join()
        child.stdout.close()


def _talk(stdin: IO[bytes], stdout: IO[bytes], task: bytes, lines: "queue.Queue[_Line]") -> None:
    """Write the task, then read; ends when the child does, whatever it had heard."""
    try:
        with stdin:
            stdin.write(task)
    except BrokenPipeError:
        pass
    for line in stdout:
        if line.endswith(b"\n"):
            lines.put(line)
    lines.put(None)

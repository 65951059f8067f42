"""The routing library in a process of its own: told a task, read as its answers come, ended whenever the stop says so.

The library holds the interpreter while it searches, and its iterated local search listens to nothing but a time limit:
only a process of its own can be stopped at any moment and lets the caller's other threads run.
"""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol, TypeVar

import msgspec

from scheduling.errors import BackendUnable
from scheduling.stop import Stop

_LOOK_S = 0.02
_Line = bytes | None


class Priced(Protocol):
    """An answer of a child: a plan in its own words with its cost."""

    @property
    def cost(self) -> int: ...


AnyAnswer = TypeVar("AnyAnswer", bound=Priced)


def answers(module: str, task: msgspec.Struct, kind: type[AnyAnswer], stop: Stop) -> Iterator[AnyAnswer]:
    """Each better plan that ``module``, run as a program, tells until ``stop`` or its own end; then the child is gone.

    A child that dies ends the answers; those it gave stand. Raises BackendUnable in a frozen program, which has no
    interpreter to start.
    """
    if getattr(sys, "frozen", False):
        raise BackendUnable("ortools-routing", "needs a Python interpreter, which this program does not bring")
    best: int | None = None
    with _child(module, msgspec.json.encode(task)) as lines:
        while not stop(best):
            try:
                line = lines.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if line is None:
                return
            answer = msgspec.json.decode(line, type=kind)
            best = answer.cost
            yield answer


@contextmanager
def _child(module: str, task: bytes) -> Iterator["queue.Queue[_Line]"]:
    """Lines of the child's output, None at its end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    child = subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lines: queue.Queue[_Line] = queue.Queue()
    reader = threading.Thread(target=_talk, args=(child.stdin, child.stdout, task, lines))
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


def tell(answer: msgspec.Struct) -> None:
    """The child's side: one line for the parent."""
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()

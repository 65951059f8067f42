"""Finds what a test left running: threads, child processes, QThreads and QTimers."""

import gc
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from helpers.birthplaces import Birthplaces

GRACE_S = 2.0
"""How long something that is already ending may take to be gone."""
_LIBRARY_KEEPS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


@dataclass(frozen=True, slots=True)
class Alive:
    """What runs at one moment: thread ids and process numbers with their names."""

    threads: dict[int, str] = field(default_factory=dict)
    processes: dict[int, str] = field(default_factory=dict)
    qt: dict[int, str] = field(default_factory=dict)

    def without(self, other: "Alive") -> "Alive":
        """What is here and was not there."""
        return Alive(
            {key: name for key, name in self.threads.items() if key not in other.threads},
            {key: name for key, name in self.processes.items() if key not in other.processes},
            {key: name for key, name in self.qt.items() if key not in other.qt},
        )

    def with_(self, other: "Alive") -> "Alive":
        """Both together."""
        return Alive(self.threads | other.threads, self.processes | other.processes, self.qt | other.qt)

    def __bool__(self) -> bool:
        return bool(self.threads or self.processes or self.qt)


def alive(places: Birthplaces) -> Alive:
    """What runs now."""
    threads = {id(thread): thread.name for thread in threading.enumerate() if _is_ours(thread)}
    return Alive(threads, child_processes(), _running_qt(places))


def left_behind(before: Alive, places: Birthplaces, grace_s: float = GRACE_S) -> list[str]:
    """One sentence per thing that started after ``before`` and does not end within the grace time."""
    deadline = time.monotonic() + grace_s
    while newborn := alive(places).without(before):
        if time.monotonic() > deadline:
            return _sentences(newborn, places)
        let_go()
        time.sleep(0.01)
    return []


def child_processes() -> dict[int, str]:
    """Children of this process by number with their command line (Linux; empty elsewhere)."""
    found: dict[int, str] = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            numbers = listing.read_text().split()
        except OSError:
            continue
        for number in numbers:
            command = _command_line(int(number))
            if command is not None and not any(name in command for name in _LIBRARY_KEEPS):
                found[int(number)] = command
    return found


def _command_line(number: int) -> str | None:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None


def _is_ours(thread: threading.Thread) -> bool:
    return thread is not threading.main_thread() and not isinstance(thread, threading._DummyThread)


def _running_qt(places: Birthplaces) -> dict[int, str]:
    if "shiboken6" not in sys.modules:
        return {}
    from PySide6.QtCore import QThread
    from shiboken6 import isValid

    living = [(key, thing) for key, thing in places.qt_started.items() if isValid(thing)]
    return {
        key: type(thing).__name__
        for key, thing in living
        if (thing.isRunning() if isinstance(thing, QThread) else thing.isActive())
    }


def let_go() -> None:
    """Collect garbage and carry out what Qt was told to delete later."""
    gc.collect()
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QCoreApplication.processEvents()


def _sentences(newborn: Alive, places: Birthplaces) -> list[str]:
    kinds = (("thread", newborn.threads), ("process", newborn.processes), ("qt", newborn.qt))
    return [
        f"{kind} {name!r} still runs; it was started at {places.of(kind, key)}"
        for kind, things in kinds
        for key, name in things.items()
    ]

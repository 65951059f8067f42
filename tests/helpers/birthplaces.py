"""Remembers which line of ours started a thread, a child process, a QThread or a QTimer."""

import functools
import importlib.util
import multiprocessing.process
import subprocess
import threading
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_OURS = ("hah_console", "scheduling", "tests")
UNKNOWN = "an unknown place"


class Birthplaces:
    """Where each living thing was started, by its id."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int], str] = {}
        self.qt_started: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()

    def remember(self, kind: str, number: int) -> None:
        """Note the calling line of ours as the birthplace of ``number``."""
        self._places[kind, number] = calling_line()

    def of(self, kind: str, number: int) -> str:
        """``file:line in function`` of the start."""
        return self._places.get((kind, number), UNKNOWN)


PLACES = pytest.StashKey[Birthplaces]()
"""Where the running tests' configuration keeps them."""


def calling_line() -> str:
    """The innermost frame of this project that is not part of these instruments, as ``file:line in function``."""
    for frame in reversed(traceback.extract_stack()):
        parts = frame.filename.split("/")
        if frame.filename != __file__ and any(name in parts for name in _OURS) and "site-packages" not in parts:
            return f"{frame.filename}:{frame.lineno} in {frame.name}"
    return UNKNOWN


def _after(owner: type, method: str, note: Callable[[Any], None], before: bool = False) -> Callable[[], None]:
    original = getattr(owner, method)

    @functools.wraps(original)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        if before:
            note(self)
        result = original(self, *args, **kwargs)
        if not before:
            note(self)
        return result

    setattr(owner, method, watched)
    return lambda: setattr(owner, method, original)


@contextmanager
def watching() -> Iterator[Birthplaces]:
    """Note every start until the context ends."""
    places = Birthplaces()
    undo = [
        _after(threading.Thread, "start", lambda thread: places.remember("thread", id(thread)), before=True),
        _after(subprocess.Popen, "__init__", lambda child: places.remember("process", child.pid)),
        _after(multiprocessing.process.BaseProcess, "start", lambda child: places.remember("process", child.pid or 0)),
    ]
    if importlib.util.find_spec("PySide6") is not None:
        undo += _watch_qt(places)
    yield places
    for restore in undo:
        restore()


def _watch_qt(places: Birthplaces) -> list[Callable[[], None]]:
    from PySide6.QtCore import QThread, QTimer

    def note(started: Any) -> None:
        places.remember("qt", id(started))
        places.qt_started[id(started)] = started

    return [_after(QThread, "start", note), _after(QTimer, "start", note)]

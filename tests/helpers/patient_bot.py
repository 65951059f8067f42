"""The robot of pytest-qt with more patience: a busy machine is no fault of the code."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

PATIENCE_MS = 30_000
"""Where a test names no limit of its own. What never comes is still missed, only later."""


class PatientBot(QtBot):
    """Waits as long as a machine may need that runs other tests beside this one."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """See pytest-qt."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """See pytest-qt."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        """See pytest-qt."""
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        """See pytest-qt."""
        return super().waitActive(widget, timeout=timeout)

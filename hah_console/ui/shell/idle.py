"""Notices that nobody has touched the console for some minutes."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

CHECK_MS = 1_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Signals: ``went_idle`` once per idle period. Machine time, so a day at speed does not lock early."""

    went_idle = Signal()

    def __init__(self, minutes: float, parent: QObject, clock_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock_s, self._limit_s = clock_s, minutes * 60
        self._touched_s = clock_s()
        self._told = False
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.check)

    def start(self) -> None:
        """Begin watching the whole application."""
        self._touched_s, self._told = self._clock_s(), False
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        """Stop watching."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._timer.stop()

    def set_minutes(self, minutes: float) -> None:
        """Another limit; 0 never locks."""
        self._limit_s = minutes * 60

    def check(self) -> None:
        """Tell when the limit has passed."""
        if self._limit_s and not self._told and self._clock_s() - self._touched_s >= self._limit_s:
            self._told = True
            self.went_idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched_s, self._told = self._clock_s(), False
        return False

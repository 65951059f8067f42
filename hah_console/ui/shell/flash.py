"""The rhythm of unacknowledged alarms: one beat for all chips, so that equal priorities flash together.

IEC 60601-1-8 gives high 1.4 to 2.8 and medium 0.4 to 0.8 flashes a second, lit for 20 to 60 % of the
time; low is steady.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from hah_console.domain.alarm import Priority

BEAT_MS = 300
BEATS_PER_CHANGE = {Priority.HIGH: 1, Priority.MEDIUM: 3}
"""A flash is two changes: high 1.67, medium 0.56 flashes a second, lit half of the time."""


class FlashBeat(QObject):
    """Signals: ``changed`` whenever the ground of a priority changes. It stops by itself when nothing flashes."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._beats = 0
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)

    @property
    def running(self) -> bool:
        """Whether anything may flash now."""
        return self._timer.isActive()

    def run(self, wanted: bool) -> None:
        """Begin or stop; everything is steady while stopped."""
        if wanted and not self.running:
            self._timer.start()
        elif not wanted and self.running:
            self._timer.stop()
            self._beats = 0
            self.changed.emit()

    def bright(self, priority: Priority) -> bool:
        """Whether chips of a priority show their flash ground now."""
        beats = BEATS_PER_CHANGE.get(priority)
        return beats is not None and (self._beats // beats) % 2 == 1

    def _on_beat(self) -> None:
        self._beats += 1
        self.changed.emit()

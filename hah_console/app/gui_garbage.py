"""Collects Python's garbage on the GUI thread only: Qt objects in a cycle must die on the thread they live in."""

import gc

from PySide6.QtCore import QObject, QTimer

ROUND_MS = 1_000


class GuiGarbage(QObject):
    """From construction to ``stop`` no other thread collects.

    The interpreter collects on whichever thread happens to allocate; a widget destroyed on a worker thread ends the
    program. What is alive now is set aside, so that a round stays short.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.collect()
        gc.freeze()
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(ROUND_MS)
        self._timer.timeout.connect(self._on_round)
        self._timer.start()

    def stop(self) -> None:
        """Let the interpreter collect again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _on_round(self) -> None:
        """The oldest generation whose counter is over its threshold, as the interpreter would choose it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

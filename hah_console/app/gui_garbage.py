"""Collects Python's garbage on the GUI thread only: Qt objects in a cycle must die on the thread they live in."""

import gc
import linecache

from PySide6.QtCore import QObject, Qt, QTimer

from hah_console.app.freed_memory import give_back

ROUND_MS = 1_130
"""PERF(lag): a beat of its own, so that a round seldom falls together with what the screens do every second."""
GIVE_BACK_MS = 120_000
THRESHOLDS = (700, 10, 10)
"""Of the three generations, as the interpreter has them."""


class GuiGarbage(QObject):
    """From construction to ``stop`` no other thread collects.

    The interpreter collects on whichever thread happens to allocate; a widget destroyed on a worker thread ends the
    program. What is alive now is set aside, so that a round stays short.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self.set_aside()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(ROUND_MS)
        self._timer.timeout.connect(self._on_round)
        self._timer.start()
        self._giving = QTimer(self)
        self._giving.setInterval(GIVE_BACK_MS)
        self._giving.timeout.connect(give_back)
        self._giving.start()

    def set_aside(self) -> None:
        """What has been loaded by now stays.

        PERF(start): without a round before, which takes 0.3 s and finds less than 2,000 dead objects. PERF(memory):
        source lines the interpreter has looked up go, too (app/unread_sources).
        """
        linecache.clearcache()
        gc.freeze()

    def stop(self) -> None:
        """Let the interpreter collect again."""
        self._timer.stop()
        self._giving.stop()
        gc.unfreeze()
        gc.enable()

    def _on_round(self) -> None:
        """The oldest generation whose counter is over its threshold, as the interpreter would choose it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > THRESHOLDS[generation]:
                gc.collect(generation)
                return

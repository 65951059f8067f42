"""Guards against the Qt binding that loses references of None and True and so kills the program on Python 3.11."""

import sys

import PySide6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 3000
NOISE = 300
"""References other code may drop meanwhile; the fault drops one per call."""


class Bell(QObject):
    """Something that rings."""

    rung = Signal()


def test_the_qt_binding_is_of_the_range_the_program_was_tested_with() -> None:
    assert (6, 8) <= PySide6.__version_info__[:2] < (6, 12)


def test_signals_and_void_calls_lose_no_reference_of_true_and_none(qtbot: QtBot) -> None:
    widget, bell = QWidget(), Bell()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        bell.rung.emit()
        widget.setEnabled(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert after[0] > before[0] - NOISE
    assert after[1] > before[1] - NOISE

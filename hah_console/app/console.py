"""Runs the console: one QApplication, one window, the event loop."""

import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hah_console import __version__
from hah_console.app.crash import CrashRecorder
from hah_console.app.gui_garbage import GuiGarbage
from hah_console.app.pending_place import PendingPlace
from hah_console.app.screens import ScreenWarmth
from hah_console.app.single_instance import SingleInstance
from hah_console.ui.qt_dialogs import translate_qt, use_own_dialogs
from hah_console.ui.screen import ScreenFactory
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.window import ConsoleWindow
from hah_console.ui.theme.fonts import install_fonts

ORGANISATION, PROGRAM = "hah", "hah_console"
SIGNAL_POLL_MS = 200
STYLE = "Fusion"
SWITCH_INTERVAL_S = 0.0005
"""Python's default of 5 ms lets one busy worker hold up the GUI thread by that much after every call into Qt."""


def make_application(language: str) -> QApplication:
    """The application with the bundled type, the Fusion style and Qt's own dialogs in the person's language."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setOrganizationName(ORGANISATION)
    application.setApplicationName(PROGRAM)
    application.setApplicationVersion(__version__)
    if application.style().name().casefold() != STYLE.casefold():
        application.setStyle(STYLE)  # PERF: once; it paints every widget there is anew
    install_fonts()
    use_own_dialogs()
    translate_qt(application, language)
    return application


def run_console(
    parts: ConsoleParts,
    screens: Mapping[str, ScreenFactory],
    home: Path,
    on_shown: Callable[[ConsoleWindow], None] | None = None,
    patient: str = "",
) -> int:
    """Show the console until it is closed; returns the exit status.

    Raises AlreadyRunning when a console of the same user and data folder is open. ``on_shown`` gets the window once
    it is on screen (the tour drives it from there). The page of ``patient`` is opened once somebody has signed in.
    """
    application = make_application(parts.preferences.language)
    instance, recorder = SingleInstance(home), CrashRecorder(home)
    instance.claim()
    recorder.start()
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # PERF
    window = ConsoleWindow(parts, screens)
    instance.raise_asked.connect(lambda: bring_forward(window))
    pending = PendingPlace(window)
    instance.open_asked.connect(pending.ask)
    if patient:
        pending.ask(patient)
    window.closed.connect(application.quit)
    window.show()
    garbage = GuiGarbage()
    warmth = ScreenWarmth(screens, garbage.set_aside, window)
    wakeful = _heed_signals(window)
    if on_shown is not None:
        QTimer.singleShot(0, lambda: on_shown(window))
    try:
        return application.exec()
    finally:
        wakeful.stop()
        pending.stop()
        warmth.stop()
        window.shut_down()
        garbage.stop()
        instance.release()
        recorder.stop()


def bring_forward(window: ConsoleWindow) -> None:
    """Show the window above the others."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


def _heed_signals(window: ConsoleWindow) -> QTimer:
    """Close the window on Ctrl+C and SIGTERM: Python runs its handlers only when the interpreter gets a turn."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_POLL_MS)
    return timer

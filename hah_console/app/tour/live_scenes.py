"""The scenes of the tour about live vital signs: ward, wall board, and a patient played from a real recording."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hah_console.app.resources import resource_path
from hah_console.app.tour.hands import Hands
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.recorded import Recorded
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.ui.plots.trend_plot import TrendPlot
from hah_console.ui.plots.waves.view import WaveView
from hah_console.ui.screens.patient.view import PatientScreen
from hah_console.ui.screens.rules.view import RulesScreen
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

REPLAY_S, COMPARED = 90.0, "news2-5.toml"
SHORT_S, SWEEP_S, SWEEPS, THERE = 20.0, 40.0, 1.1, 0.98
_Key = Qt.Key
_Shift = Qt.KeyboardModifier.ShiftModifier


class LiveScenes:
    """Plays on one window; ``note`` keeps what was done."""

    def __init__(self, window: ConsoleWindow, camera: Photographer, note: Callable[[str], None]) -> None:
        self._window, self._camera, self._note = window, camera, note
        self._hands = Hands(window)

    def boards(self) -> Story:
        """Everybody as tiles, the monitors, and the wall board."""
        yield from self._show("ward")
        self._note("the nurse looks at the ward as tiles")
        yield from self._show("devices")
        yield from self._show("wall")
        self._hands.key(_Key.Key_Escape)
        yield Wait("the wall board is left", lambda: self._frame.current_screen != "wall", SHORT_S)

    def rules(self) -> Story:
        """A second set of alarm rules, replayed beside those in force over what was stored today."""
        self._frame.navigate("rules", "")
        screen = self._frame.screens["rules"]
        if not isinstance(screen, RulesScreen):
            raise LookupError("rules")
        yield Wait("rules are in sight", lambda: screen.isVisible() and self._window.tasks.idle, SHORT_S)
        screen.import_file(resource_path("rulesets", COMPARED))
        yield Wait("the rule set is read", lambda: screen.chosen() is not None and self._window.tasks.idle, SHORT_S)
        self._hands.press("rules.replay")
        late_s = time.monotonic() + REPLAY_S
        yield Wait(
            "the replay has ended", lambda: self._reported(screen) or time.monotonic() > late_s, REPLAY_S + SHORT_S
        )
        how = "is replayed" if self._reported(screen) else f"is still being replayed after {REPLAY_S:.0f} s"
        self._note(f"another rule set {how} over the stored readings")
        yield from self._camera.shoot("rules_replay")
        self._hands.press_any("rules.stop")

    def patient(self, real: Recorded) -> Story:
        """The live view of a patient whose monitor is a real recording."""
        self._frame.navigate("patient", real.patient_id)
        yield Wait("her trends are drawn", lambda: self._page.presenter.picture is not None, SHORT_S)
        self._note(f"the page of {real.patient_id} is played from the recording {real.source}")
        if real.waves is not None:
            yield from self._waves()
        yield from self._trends()

    def _waves(self) -> Story:
        self._hands.key(_Key.Key_F7, Qt.KeyboardModifier.AltModifier)
        yield Wait("a whole sweep is drawn", self._swept, SWEEP_S)
        yield from self._camera.shoot("patient_live")
        view = self._hands.find(WaveView, "patient.waves.view")
        view.setFocus()
        self._hands.key(_Key.Key_Space)
        for _ in range(4):
            self._hands.key(_Key.Key_Left, _Shift)
        yield from self._camera.shoot("patient_frozen")
        self._note("the waveforms are frozen and measured")
        self._hands.key(_Key.Key_Space)
        self._hands.key(_Key.Key_F7, Qt.KeyboardModifier.AltModifier)
        yield pause(0.3)

    def _trends(self) -> Story:
        plot = self._hands.find(TrendPlot, "patient.plot")
        plot.setFocus()
        self._hands.key(_Key.Key_Left, _Shift)
        for _ in range(3):
            self._hands.key(_Key.Key_Plus)
            yield Wait("the trends are zoomed", lambda: self._window.tasks.idle, SHORT_S)
        self._hands.key(_Key.Key_Return)
        for _ in range(3):
            self._hands.key(_Key.Key_Left, _Shift)
        yield from self._camera.shoot("patient_trends")
        self._hands.key(_Key.Key_Return)
        self._hands.key(_Key.Key_0)
        yield pause(0.3)

    def _show(self, screen_id: str) -> Story:
        self._frame.navigate(screen_id, "")
        yield Wait(f"{screen_id} is in sight", lambda: self._sees(screen_id), SHORT_S)
        yield Wait("answers are there", lambda: self._window.tasks.idle, SHORT_S)
        yield pause(1.5)
        yield from self._camera.shoot(screen_id)

    def _reported(self, screen: RulesScreen) -> bool:
        row = screen.chosen()
        return row is not None and row.report is not None and not screen.run.running and self._window.tasks.idle

    def _swept(self) -> bool:
        """Whether the first row has been swept over once."""
        view = self._hands.seen(WaveView, "patient.waves.view")
        if view is None or not view.live.traces:
            return False
        trace = next(iter(view.live.traces.values()))
        kept = trace.read(trace.end - round(SWEEPS * view.sweep_s * trace.rate_hz), trace.end)
        return bool(np.isfinite(kept).mean() > THERE)

    def _sees(self, screen_id: str) -> bool:
        screen: QWidget | None = self._frame.screens.get(screen_id)
        return screen is not None and screen.isVisible()

    @property
    def _page(self) -> PatientScreen:
        screen = self._frame.screens["patient"]
        if not isinstance(screen, PatientScreen):
            raise LookupError("patient")
        return screen

    @property
    def _frame(self) -> DeskFrame:
        if self._window.frame is None:
            raise LookupError("nobody is signed in")
        return self._window.frame

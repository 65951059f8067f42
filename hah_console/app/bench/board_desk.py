"""The console's window with the census, and beside it the ward and waveforms, all following one store."""

import math
import sys
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QRegion

from hah_console.app.bench.crowd import patient_id
from hah_console.app.bench.quiet_desk import NURSE, quiet_parts
from hah_console.app.console import SWITCH_INTERVAL_S, make_application
from hah_console.app.gui_garbage import GuiGarbage
from hah_console.domain.clock import SystemClock
from hah_console.domain.strip import WaveSegment
from hah_console.services.board import Census
from hah_console.services.board_reading import BoardReading
from hah_console.services.board_rules import board_rules
from hah_console.services.context import Context
from hah_console.services.ports import ChangeFeed, ReceivedWave
from hah_console.ui.bridge import Batch
from hah_console.ui.plots.waves.view import WaveView
from hah_console.ui.screen import Screen, ScreenFactory
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.ward.canvas import SLICES
from hah_console.ui.screens.ward.view import WardScreen
from hah_console.ui.shell.window import ConsoleWindow

SLICE_ROUNDS = 40
WARD_SIZE = (2560, 1440)
SIGNALS = (("II", "mV", 250.0), ("V", "mV", 250.0), ("PLETH", "NU", 125.0), ("RESP", "pm", 125.0))
PIECE_S = 0.2
NO_MORE: Mapping[str, ScreenFactory] = {}


class Waves:
    """Four made-up signals in pieces of a fifth of a second."""

    def __init__(self) -> None:
        self._sent_s = time.monotonic()
        self._start = SystemClock().now()
        self._at_s = 0.0

    def take(self) -> tuple[ReceivedWave, ...]:
        """What has become due since the last time."""
        found: list[ReceivedWave] = []
        while time.monotonic() - self._sent_s >= PIECE_S:
            self._sent_s += PIECE_S
            start = self._start + timedelta(seconds=self._at_s)
            found += [(self._piece(name, unit, rate, start), start) for name, unit, rate in SIGNALS]
            self._at_s += PIECE_S
        return tuple(found)

    def _piece(self, name: str, unit: str, rate: float, start: datetime) -> WaveSegment:
        count, first = round(PIECE_S * rate), round(self._at_s * rate)
        values = (round(900 * math.sin((first + n) / rate * 7.5) ** 9) for n in range(count))
        return WaveSegment(
            patient_id=patient_id(0), signal=name, start=start, rate_hz=rate, gain=0.001, offset=0.0, unit=unit,
            samples=array("h", values).tobytes(),
        )  # fmt: skip


class BoardDesk:
    """Everything in sight at once, which the program never does: the worst case. ``more`` are screens to be opened."""

    def __init__(
        self, ctx: Context, open_feed: Callable[[], ChangeFeed], more: Mapping[str, ScreenFactory] = NO_MORE
    ) -> None:
        self._switch_s = sys.getswitchinterval()
        make_application("zh_TW")
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._garbage = GuiGarbage()
        parts = quiet_parts(ctx, open_feed)
        self._ctx, self._rules = ctx, parts.ports.rules
        self.window = ConsoleWindow(parts, {"census": CensusScreen, **more})
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.enter(NURSE, "bench")
        frame = self.window.frame
        if frame is None:
            raise RuntimeError("no desk")
        self._frame = frame
        self.ward = WardScreen(frame.desk)
        self.ward.resize(*WARD_SIZE)
        self.ward.show()
        self.ward.refresh()
        self._waves: WaveView | None = None
        frame.bridge.connect_to(self._on_batch)
        self._ticks = QTimer()
        self._ticks.timeout.connect(lambda: self.ward.on_tick(ctx.clock.now()))
        self._ticks.start(1_000)

    @property
    def census(self) -> CensusScreen:
        """The table of 1,000."""
        screen = self._frame.screens["census"]
        if not isinstance(screen, CensusScreen):
            raise TypeError(type(screen))
        return screen

    def open(self, screen_id: str, entity_id: str) -> Screen:
        """Bring another screen in front of the census."""
        self._frame.navigate(screen_id, entity_id)
        return self._frame.screens[screen_id]

    def run(self, seconds: float) -> None:
        """Let the event loop run."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1_000), loop.quit)
        loop.exec()

    def show_waves(self) -> None:
        """Four waveforms at thirty frames a second beside the rest."""
        self._waves = WaveView(self._frame.desk.theme)
        self._waves.resize(1200, 600)
        self._waves.show()
        self._waves.follow(Waves().take)

    def slices_ms(self) -> Sequence[float]:
        """CPU of the GUI thread for each tenth of the tiles, made and painted."""
        return [self._slice_ms(number % SLICES) for number in range(SLICE_ROUNDS * SLICES)]

    def sorts_ms(self) -> Sequence[float]:
        """CPU of the GUI thread to turn the order of the table and paint it."""
        return [self._sort_ms() for _ in range(8)]

    def reader(self, parts: frozenset[str]) -> Callable[[], Census]:
        """What reads these parts of the board again, as after a change."""
        reading = BoardReading(self._ctx, board_rules(self._rules))
        reading.read()
        return lambda: reading.read(parts)

    def close(self) -> None:
        """Take everything away."""
        self._ticks.stop()
        for widget in (self._waves, self.ward):
            if widget is not None:
                widget.close()
                widget.deleteLater()
        self.window.close()
        self._garbage.stop()
        sys.setswitchinterval(self._switch_s)

    def _slice_ms(self, number: int) -> float:
        tiles = self.ward.tiles
        region = QRegion()
        for place in tiles.slice_in_sight(number):
            region = region.united(tiles.tile_box(place))
        began = time.thread_time()
        self.ward.make_slice(number)
        tiles.viewport().repaint(region)
        return 1_000 * (time.thread_time() - began)

    def _sort_ms(self) -> float:
        presenter = self.census.presenter
        presenter.reverse()
        began = time.thread_time()
        self.census.resort()
        self.census.table.viewport().repaint()
        return 1_000 * (time.thread_time() - began)

    def _on_batch(self, batch: Batch) -> None:
        self.ward.on_link(batch.link)
        if batch.changes.items:
            self.ward.on_changes(batch.changes)
        if batch.latest:
            self.ward.on_latest(batch.latest)

"""The waveform widget: a live sweep, or a frozen picture with calipers; driven by what a stream gives it."""

import time
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from hah_console.services.ports import ReceivedWave
from hah_console.ui.plots.waves.brush import RowBrush, colour_of, paint_calibration
from hah_console.ui.plots.waves.caption import WaveCaption
from hah_console.ui.plots.waves.caption_painter import paint_caption, paint_notice
from hah_console.ui.plots.waves.layout import GUTTER_PX, lay_out
from hah_console.ui.plots.waves.live import LiveWaves
from hah_console.ui.plots.waves.millimetres import px_per_mm
from hah_console.ui.plots.waves.scales import ScaleKind, WaveScale
from hah_console.ui.plots.waves.still import Still
from hah_console.ui.plots.waves.still_painter import paint_calipers, paint_still
from hah_console.ui.plots.waves.sweep import Sweep
from hah_console.ui.theme.theme import Theme

FRAME_MS = 33
LEAP = 10
Take = Callable[[], Sequence[ReceivedWave]]


class WaveView(QLabel):
    """Signals: ``froze`` when it freezes or goes on, ``measured`` when the calipers moved, ``came`` when something was
    received. A label, so that a screen reader reads its name as text.

    Keys: Space freezes and goes on, + and - change the gain. Frozen: Left and Right move a caliper along the curve
    (with Shift further), Up and Down off it, Enter takes the other one, Page Up and Page Down another signal, Home and
    End look back and forward.
    """

    froze = Signal(bool)
    measured = Signal()
    came = Signal()

    def __init__(self, theme: Theme, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setObjectName("patient.waves.view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme, self._seconds = theme, seconds
        self._captions: Mapping[str, WaveCaption] = {}
        self._take: Take | None = None
        self.live = LiveWaves()
        self.still: Still | None = None
        self._sweep = Sweep(theme)
        self._still_picture = QPixmap()
        self._brushes: tuple[RowBrush, ...] = ()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.frame)

    @property
    def px_per_mm(self) -> float:
        """Pixels of a millimetre on this screen."""
        return px_per_mm(self)

    def follow(self, take: Take) -> None:
        """Begin with nothing and draw 30 times a second what ``take`` gives."""
        self.clear()
        self._take = take
        self._timer.start()

    def clear(self) -> None:
        """SAFETY(identity): stop, and forget every sample, caption and frozen picture."""
        self._timer.stop()
        self._take, self.still, self._captions = None, None, {}
        self.live = LiveWaves()
        self._still_picture = QPixmap()
        self._lay_out()

    def caption(self, captions: Mapping[str, WaveCaption]) -> None:
        """What stands beside each signal from now on."""
        noticed = any(c.notice for c in (*self._captions.values(), *captions.values()))
        self._captions = captions
        self.setAccessibleDescription("\n".join(c.spoken for c in captions.values()))
        self.update() if noticed else self.update(QRect(0, 0, GUTTER_PX, self.height()))

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = self._sweep.theme = theme
        self._lay_out()

    def frame(self) -> None:
        """One frame: take what came, paint the new strip."""
        now_s = self._seconds()
        received = self._take() if self._take else ()
        if received:
            self._receive(received, now_s)
        head_s = self.live.head(now_s)
        if self.still is None and head_s is not None:
            for rect in self._sweep.advance(head_s):
                self.update(rect)

    def freeze(self, frozen: bool) -> None:
        """Hold the picture for measuring, or go on with what is live."""
        if frozen == (self.still is not None) or (frozen and not self._brushes):
            return
        head_s = self.live.head(self._seconds())
        layout = lay_out(self.live.scales, self.width(), self.height(), self.px_per_mm)
        self.still = Still(self.live.copies(), head_s, layout) if frozen and head_s is not None else None
        self._lay_out()
        self.froze.emit(self.still is not None)

    def change_gain(self, step: int) -> None:
        """Draw the ECG higher or lower; the gain is written beside it."""
        self.live.change_gain(step)
        self._lay_out()
        self.came.emit()

    @property
    def sweep_s(self) -> float:
        """How many seconds the first row shows; 0 while there is none."""
        return self._brushes[0].row.sweep_s if self._brushes else 0.0

    def scale(self, signal: str) -> WaveScale | None:
        """The scale of a signal in sight."""
        return self.live.scales.get(signal)

    def sizeHint(self) -> QSize:
        return QSize(600, 250)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leap = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Space:
            self.freeze(self.still is None)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.change_gain(-1 if event.key() == Qt.Key.Key_Minus else 1)
        elif self.still is not None and self._move(Qt.Key(event.key()), leap, self.still):
            self._show_measure()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        row = next((r for r in self.still.layout.rows if r.top <= event.position().y() < r.top + r.height), None) \
            if self.still else None  # fmt: skip
        if self.still is not None and row is not None:
            self.still.choose(row.signal)
            self._drag(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.still is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position().toPoint())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self._still_picture if self.still is not None else self._sweep.picture
        painter = QPainter(self)
        for rect in event.region():  # type: ignore[attr-defined]  # missing in the stubs
            self._paint_part(painter, QRect(rect), picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_over(painter, event.rect())
        painter.end()

    def _paint_part(self, painter: QPainter, rect: QRect, picture: QPixmap) -> None:
        ratio = picture.devicePixelRatio() if not picture.isNull() else 1.0
        if picture.isNull():
            painter.fillRect(rect, self._theme.color("surface"))
            return
        source = QRectF(rect.left() * ratio, rect.top() * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), picture, source)

    def _paint_over(self, painter: QPainter, part: QRect) -> None:
        """Captions, notices, calipers and focus: what is not in the kept picture."""
        for brush in self._brushes:
            caption = self._captions.get(brush.row.signal)
            if caption is not None and part.left() < GUTTER_PX:
                ecg = brush.scale.kind is ScaleKind.ECG
                paint_caption(painter, self._theme, brush.row, caption, brush.colour, beside_mark=ecg)
            if part.left() < GUTTER_PX:
                paint_calibration(painter, self._theme, brush.row, brush.scale, self.px_per_mm)
            if caption is not None and caption.notice and self.still is None:
                paint_notice(painter, self._theme, brush.row, caption.notice)
            if self.still is not None and brush.row.signal == self.still.calipers.signal:
                paint_calipers(painter, self._theme, self.still, brush)
        if self.hasFocus() or self.still is not None:
            painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "ink-3"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _receive(self, received: Sequence[ReceivedWave], now_s: float) -> None:
        anew = False
        for segment, received_at in received:
            news = self.live.add(segment, received_at, now_s)
            anew = anew or news.anew
            if not news.anew and self.still is None:
                for rect in self._sweep.late(segment.signal, news.samples):
                    self.update(rect)
        if anew:
            self._lay_out()
        self.came.emit()

    def _lay_out(self) -> None:
        scales = self.live.scales if self.still is None else {n: self.live.scales[n] for n in self.still.traces}
        layout = lay_out(scales, self.width(), self.height(), self.px_per_mm)
        traces = self.live.traces if self.still is None else self.still.traces
        self._brushes = tuple(
            RowBrush(traces[row.signal], row, scales[row.signal], self.px_per_mm, colour_of(self._theme, row.signal))
            for row in layout.rows
        )
        if self.still is not None:
            self.still.resize(layout)
            self._paint_still()
        else:
            self._sweep.prepare(layout, self._brushes, self.devicePixelRatioF(), self.live.head(self._seconds()))
        self.update()

    def _paint_still(self) -> None:
        if self.still is None:
            return
        ratio = self.devicePixelRatioF()
        self._still_picture = QPixmap(self.size() * ratio)
        self._still_picture.setDevicePixelRatio(ratio)
        self._still_picture.fill(self._theme.color("surface"))
        painter = QPainter(self._still_picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_still(painter, self._theme, self.still, self._brushes)
        painter.end()

    def _move(self, key: Qt.Key, leap: int, still: Still) -> bool:
        brush = next(b for b in self._brushes if b.row.signal == still.calipers.signal)
        rise = leap / brush.scale.px_per_unit(brush.row.height, self.px_per_mm)
        steps: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: still.move(-leap),
            Qt.Key.Key_Right: lambda: still.move(leap),
            Qt.Key.Key_Up: lambda: still.nudge(rise),
            Qt.Key.Key_Down: lambda: still.nudge(-rise),
            Qt.Key.Key_Return: still.swap,
            Qt.Key.Key_Enter: still.swap,
            Qt.Key.Key_PageUp: lambda: still.choose_next(-1),
            Qt.Key.Key_PageDown: lambda: still.choose_next(1),
            Qt.Key.Key_Home: lambda: still.pan(-0.5),
            Qt.Key.Key_End: lambda: still.pan(0.5),
        }
        if key not in steps:
            return False
        steps[key]()
        return True

    def _drag(self, point: QPoint) -> None:
        if self.still is not None:
            signal = self.still.calipers.signal
            self.still.place(min(self.still.time(signal, point.x()), self.still.frozen_s))
            self._show_measure()

    def _show_measure(self) -> None:
        self._paint_still()
        self.update()
        self.measured.emit()

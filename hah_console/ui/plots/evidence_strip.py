"""The evidence of an alarm: what it is about, its limit, its moment, waveforms, and where data lack; keys zoom."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QLabel

from hah_console.ui.plots.strip_painter import ROW_GAP, ROW_HEIGHT, TOP, WAVE_HEIGHT, StripPainter, height_of
from hah_console.ui.plots.strip_picture import StripPicture
from hah_console.ui.plots.strip_window import StripWindow, window_of
from hah_console.ui.plots.strip_words import RowWords, StripWords
from hah_console.ui.plots.waves.millimetres import px_per_mm
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

NOTHING_HEIGHT = 90
ZOOM = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
MOVE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
UNNAMED = RowWords("")


class EvidenceStrip(QLabel):
    """Shows a picture, or a sentence instead of it. + and - zoom about the alarm, Left and Right move, 0 shows all.

    ``looked`` tells that another part is in sight. It is a label because a screen reader reads those.
    """

    looked = Signal()

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme, self._sentence, self._words = theme, "", StripWords()
        self._picture: StripPicture | None = None
        self._window: StripWindow | None = None

    def show_picture(self, picture: StripPicture, words: StripWords) -> None:
        """Show the measurements; the same alarm, read again, stays zoomed as it is."""
        known = self._picture
        same = known is not None and known.start_s == picture.start_s
        if not same or self._window is None or self._window.whole:
            self._window = window_of(picture.start_s, picture.end_s)
        self._picture, self._words, self._sentence = picture, words, ""
        self._spoken(words.spoken)

    def say(self, sentence: str) -> None:
        """Show a sentence instead of measurements."""
        self._picture, self._window, self._sentence = None, None, sentence
        self._spoken(sentence)

    @property
    def sentence(self) -> str:
        """What is said instead of a picture; empty while there is one."""
        return self._sentence

    @property
    def window_in_sight(self) -> StripWindow | None:
        """The stretch of time that is drawn; None while there is no picture."""
        return self._window

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, height_of(self._picture) if self._picture else NOTHING_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, window = Qt.Key(event.key()), self._window
        if window is None or self._picture is None:
            super().keyPressEvent(event)
        elif key in ZOOM:
            self._look(window.zoomed(ZOOM[key], self._picture.raised_s))
        elif key in MOVE:
            self._look(window.moved(MOVE[key]))
        elif key == Qt.Key.Key_0:
            self._look(window_of(window.first_s, window.last_s))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zooms about the alarm; else the panel scrolls."""
        turned = event.angleDelta().y()
        if self._window is None or self._picture is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif turned:
            self._look(self._window.zoomed(1 if turned > 0 else -1, self._picture.raised_s))

    def _look(self, window: StripWindow) -> None:
        self._window = window
        self.update()
        self.looked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _spoken(self, text: str) -> None:
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(LABEL_PX))
        if self._picture is None or self._window is None:
            painter.setPen(self._theme.color("ink-2"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 0, -8, 0), flags, self._sentence)
        else:
            self._paint_rows(painter, self._picture, self._window)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _paint_rows(self, painter: QPainter, picture: StripPicture, window: StripWindow) -> None:
        brush = StripPainter(painter, self._theme, picture, window, self.width(), px_per_mm(self))
        top = TOP
        for row in picture.rows:
            brush.number(top, row, self._words.rows.get(row.key, UNNAMED))
            top += ROW_HEIGHT + ROW_GAP
        for wave in picture.waves:
            brush.wave(top, wave, self._words.rows.get(wave.key, UNNAMED))
            top += WAVE_HEIGHT + ROW_GAP
        brush.time_axis(self._words.raised)

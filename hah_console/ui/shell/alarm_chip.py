"""One alarm in the alarm bar: shape, urgency marks, who, what, when; the whole chip is a button."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from hah_console.domain.alarm import Priority
from hah_console.services.alarm_bar import AlarmChip
from hah_console.ui.shell.alarm_presenter import ChipText
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority

HEIGHT, PAD, GAP, SHAPE, CORNER = 28, 10, 8, 12, 6
FLASH_TOKENS = {Priority.HIGH: "alarm-high-flash", Priority.MEDIUM: "alarm-medium-flash"}


class AlarmChipButton(QAbstractButton):
    """Signals: ``clicked`` opens the patient; ``acknowledge_asked`` on Alt+F2 while the chip has the focus."""

    acknowledge_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chip: AlarmChip | None = None
        self._text = ChipText("", "", "")
        self._bright = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def chip(self) -> AlarmChip | None:
        """The alarm shown."""
        return self._chip

    def show_chip(self, chip: AlarmChip, text: ChipText, hint: str) -> None:
        """Show an alarm; repaints only what changed."""
        if (chip, text) == (self._chip, self._text):
            return
        wider = len(text.strong) != len(self._text.strong) or len(text.light) != len(self._text.light)
        self._chip, self._text = chip, text
        self._bright = self._bright and self._flashes()
        self.setObjectName(f"alarm_bar.chip.{chip.alarm_id}")
        self.setAccessibleName(text.spoken)
        self.setToolTip(hint)
        if wider:
            self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.update()

    def flash(self, bright: bool) -> None:
        """Show one of the two grounds; the text never changes. An acknowledged or low alarm stays steady."""
        bright = bright and self._flashes()
        if bright != self._bright:
            self._bright = bright
            self.update()

    def _flashes(self) -> bool:
        return self._chip is not None and self._chip.waiting and self._chip.priority in FLASH_TOKENS

    @property
    def bright(self) -> bool:
        """Whether the flash ground is shown now."""
        return self._bright

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(font(BODY_PX, bold=True)).horizontalAdvance(self._text.strong)
        light = QFontMetrics(font(LABEL_PX)).horizontalAdvance(self._text.light)
        return QSize(PAD + SHAPE + 6 + strong + GAP + light + PAD, HEIGHT)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _acknowledges(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _acknowledges(event) and self._chip is not None:
            self.acknowledge_asked.emit(self._chip.alarm_id)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chip is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_text(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)

    def _paint_ground(self, painter: QPainter) -> None:
        priority = self._chip.priority if self._chip else Priority.LOW
        ground, _ = self._theme.priority(priority)
        bright = self._bright and priority in FLASH_TOKENS
        painter.setBrush(self._theme.color(FLASH_TOKENS[priority]) if bright else ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)

    def _paint_text(self, painter: QPainter) -> None:
        priority = self._chip.priority if self._chip else Priority.LOW
        _, ink = self._theme.priority(priority)
        top = (self.height() - SHAPE) / 2
        draw_priority(painter, priority, QRectF(PAD, top, SHAPE, SHAPE), ink)
        painter.setPen(ink)
        x = PAD + SHAPE + 6
        for text, face in ((self._text.strong, font(BODY_PX, bold=True)), (self._text.light, font(LABEL_PX))):
            painter.setFont(face)
            metrics = painter.fontMetrics()
            painter.drawText(QPointF(x, (self.height() + metrics.ascent() - metrics.descent()) / 2), text)
            x += metrics.horizontalAdvance(text) + GAP


def _acknowledges(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F2 and event.modifiers() == Qt.KeyboardModifier.AltModifier

"""The patient banner: full width, fixed on top, name first, one fact per field with its label above it."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolTip, QWidget

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.patient.banner_text import BannerText, Field
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, NUMBER_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write
from hah_console.ui.widgets.shapes import triangle

HEIGHT, EDGE, PAD, GAP = 88, 4, 16, 18
TOP_LINE, LOW_LINE = 12, 60
SHAPE_PX = 12


class PatientBanner(QFrame):
    """Painted as one thing; it can be reached with Tab and is spoken as one sentence."""

    def __init__(self, theme: Theme, buttons: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._text: BannerText | None = None
        self._priority: Priority | None = None
        self.setObjectName("patient.banner")
        self.setProperty("role", "panel")
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 10, PAD, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        for button in buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons = buttons

    @property
    def text(self) -> BannerText | None:
        """What is shown; None while nothing may be shown."""
        return self._text

    def show_text(self, text: BannerText | None, priority: Priority | None) -> None:
        """Show a patient, with the colour of her most urgent waiting alarm at the edge; None shows nobody."""
        self._text, self._priority = text, priority
        self.setAccessibleName(text.spoken if text else "")
        self.setToolTip(text.spoken if text else "")
        QToolTip.hideText()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._text is not None:
            self._edge(painter)
            left = self._name(painter, self._text.name)
            self._top(painter, self._text, left)
            self._low(painter, self._text)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _edge(self, painter: QPainter) -> None:
        colour = self._theme.priority(self._priority)[0] if self._priority else self._theme.color("line")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.setClipRect(QRect(0, 0, EDGE, self.height()))
        painter.drawRoundedRect(QRectF(0, 0, 3 * EDGE, self.height()), 6, 6)
        painter.setClipping(False)

    def _name(self, painter: QPainter, name: str) -> int:
        """The name, large; returns where the next field begins."""
        width = QFontMetrics(font(NUMBER_PX, bold=True)).horizontalAdvance(name) + 2
        write(painter, QRect(PAD, TOP_LINE, width, 36), name, self._theme.color("ink"), NUMBER_PX, bold=True)
        return PAD + width + GAP + 4

    def _top(self, painter: QPainter, text: BannerText, left: int) -> None:
        for field in text.fields[: self._on_top(text, left)]:
            width = self._wanted(field)
            self._field(painter, field, QRect(left, TOP_LINE, width, 36))
            left += width + GAP

    def _on_top(self, text: BannerText, left: int) -> int:
        """How many fields have room above; the others begin the lower line, whole."""
        right = min((b.x() for b in self._buttons), default=self.width()) - GAP
        for number, field in enumerate(text.fields):
            left += self._wanted(field)
            if left > right:
                return number
            left += GAP
        return len(text.fields)

    def _wanted(self, field: Field) -> int:
        value = QFontMetrics(font(BODY_PX, bold=field.strong)).horizontalAdvance(field.value)
        shape = SHAPE_PX + 14 if field.warning else 0
        return max(value + shape, QFontMetrics(font(LABEL_PX)).horizontalAdvance(field.label)) + 2

    def _field(self, painter: QPainter, field: Field, box: QRect) -> None:
        label = QRect(box.left(), box.top(), box.width(), 15)
        write(painter, label, field.label, self._theme.color("ink-3"), LABEL_PX)
        value = QRect(box.left(), box.top() + 16, box.width(), 20)
        ink = "surface" if field.warning else "ink"
        if field.warning:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("ink"))
            painter.drawRoundedRect(QRectF(value), 4, 4)
            self._warning(painter, QRectF(value.left() + 4, value.top() + 4, SHAPE_PX, SHAPE_PX))
            value.setLeft(value.left() + SHAPE_PX + 8)
        write(painter, value, field.value, self._theme.color(ink), BODY_PX, bold=field.strong)

    def _warning(self, painter: QPainter, box: QRectF) -> None:
        """A triangle with a stroke on a solid ground: something to know before treating. Never in an alarm colour."""
        painter.setPen(QPen(self._theme.color("surface"), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(triangle(box))
        x = box.center().x()
        painter.drawLine(QPointF(x, box.top() + 4.5), QPointF(x, box.bottom() - 4.5))
        painter.drawPoint(QPointF(x, box.bottom() - 2.6))

    def _low(self, painter: QPainter, text: BannerText) -> None:
        painter.setPen(self._theme.color("line"))
        painter.drawLine(PAD, LOW_LINE - 4, self.width() - PAD, LOW_LINE - 4)
        left = PAD
        begins = PAD + QFontMetrics(font(NUMBER_PX, bold=True)).horizontalAdvance(text.name) + 2 + GAP + 4
        for field in (*text.fields[self._on_top(text, begins) :], *text.below):
            label = QFontMetrics(font(LABEL_PX)).horizontalAdvance(field.label) + 6
            write(painter, QRect(left, LOW_LINE, label, 20), field.label, self._theme.color("ink-3"), LABEL_PX)
            room = max(0, self.width() - PAD - left - label)
            left += label + write(
                painter, QRect(left + label, LOW_LINE, room, 20), field.value, self._theme.color("ink")
            )
            left += GAP

"""The patient banner: full width, fixed on top, name first, one fact per field with its label above it."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolTip, QWidget

from hah_console.domain.alarm import Priority
from hah_console.ui.bedside.banner_flow import (
    CHIP_PAD,
    LABEL_GAP,
    LINE_HEIGHT,
    NAME_HEIGHT,
    PAD,
    SHAPE_PX,
    Placed,
    arrange,
    bold_value,
    label_width,
    place_name,
    value_room,
    value_width,
)
from hah_console.ui.bedside.banner_text import BannerText, Chip, Field
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write
from hah_console.ui.widgets.shapes import triangle
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

EDGE, BUTTON_GAP = 4, 8
TOP_LINE, LOW_LINE, VALUE_HEIGHT = 12, 60, 20
LEAST_WIDTH = 600


class PatientBanner(QLabel):
    """Painted as one thing; reached with Tab and spoken as one sentence, as static text (hence a label)."""

    def __init__(self, theme: Theme, buttons: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._text: BannerText | None = None
        self._placed: tuple[Placed, ...] = ()
        self._priority: Priority | None = None
        self.setObjectName("patient.banner")
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 10, PAD, 0)
        self._row.setSpacing(BUTTON_GAP)
        self._row.addStretch(1)
        for button in buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons = buttons
        self._arrange()

    @property
    def shown(self) -> BannerText | None:
        """What is shown; None while nothing may be shown."""
        return self._text

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Where every field stands."""
        return self._placed

    def show_text(self, text: BannerText | None, priority: Priority | None) -> None:
        """Show a patient, with the colour of her most urgent waiting alarm at the edge; None shows nobody."""
        self._text, self._priority = text, priority
        self.setAccessibleName(text.spoken if text else "")
        self.setToolTip(text.spoken if text else "")
        QToolTip.hideText()
        self._arrange()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._text is not None:
            self._edge(painter)
            self._name(painter, self._text.name)
            painter.setPen(self._theme.color("line"))
            painter.drawLine(PAD, LOW_LINE - 4, self.width() - PAD, LOW_LINE - 4)
            for placed in self._placed:
                self._field(painter, placed)
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

    def _name(self, painter: QPainter, name: str) -> None:
        """SAFETY(whole banner): a long name is written smaller, then over two lines, and never cut off."""
        place = place_name(name, self._top_right())
        height = wrapped_height(name, place.width, place.size, bold=True)
        top = TOP_LINE - 2 + max(0, (NAME_HEIGHT - height) // 2)
        box = QRect(PAD, top, place.width, max(height, NAME_HEIGHT))
        write_wrapped(painter, box, name, self._theme.color("ink"), place.size, bold=True)

    def _field(self, painter: QPainter, placed: Placed) -> None:
        """Beside the name the label stands above its value, on the lines below before it."""
        field, left = placed.field, placed.left
        if placed.line == 0:
            label = QRect(left, TOP_LINE, placed.width, 15)
            value = QRect(left, TOP_LINE + 16, placed.width, VALUE_HEIGHT)
        else:
            top = LOW_LINE + (placed.line - 1) * LINE_HEIGHT
            label = QRect(left, top, label_width(field), VALUE_HEIGHT)
            room = placed.width - label.width() - LABEL_GAP
            value = QRect(label.right() + 1 + LABEL_GAP, top, room, (placed.lines - 1) * LINE_HEIGHT + VALUE_HEIGHT)
        write(painter, label, field.label, self._theme.color("ink-3"), LABEL_PX)
        if placed.lines > 1:
            self._long_value(painter, value, placed)
        elif field.chip is Chip.NONE:
            write(painter, value, field.value, self._theme.color("ink"))
        elif field.chip is Chip.MARK:
            self._marked(painter, value, field)
        else:
            value.setWidth(min(value.width(), value_width(field)))
            self._chip(painter, value, field)

    def _long_value(self, painter: QPainter, box: QRect, placed: Placed) -> None:
        """Over several lines; the chip is as high as they are."""
        field, ink = placed.field, self._theme.color("ink")
        words = box
        if field.chip in (Chip.OUTLINE, Chip.SOLID):
            ink = self._chip_ground(painter, box, field)
            words = box.adjusted(SHAPE_PX + 2 * CHIP_PAD, 0, -CHIP_PAD, 0)
        words.setWidth(value_room(field, placed.width))
        write_wrapped(painter, words, field.value, ink, BODY_PX, bold=bold_value(field))

    def _marked(self, painter: QPainter, box: QRect, field: Field) -> None:
        """Asked and none known: a tick in a circle, in the ink of the words."""
        painter.setPen(QPen(self._theme.color("ink-2"), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shape = QRectF(box.left() + 0.5, box.top() + 4.5, SHAPE_PX - 1, SHAPE_PX - 1)
        painter.drawEllipse(shape)
        middle = shape.center()
        tick = (QPointF(-2.6, 0.2), QPointF(-0.7, 2.2), QPointF(2.8, -2.0))
        painter.drawPolyline([middle + step for step in tick])
        words = box.adjusted(SHAPE_PX + CHIP_PAD, 0, 0, 0)
        write(painter, words, field.value, self._theme.color("ink"))

    def _chip(self, painter: QPainter, box: QRect, field: Field) -> None:
        """SAFETY(allergies): a solid ground and a shape, in ink: seen at once, and never taken for an alarm."""
        ink = self._chip_ground(painter, box, field)
        words = box.adjusted(SHAPE_PX + 2 * CHIP_PAD, 0, -CHIP_PAD + 2, 0)
        write(painter, words, field.value, ink, BODY_PX, bold=True)

    def _chip_ground(self, painter: QPainter, box: QRect, field: Field) -> QColor:
        """Ground and shape; returns the ink of the words."""
        solid = field.chip is Chip.SOLID
        ground, ink = (self._theme.color(token) for token in (("ink", "surface") if solid else ("surface", "ink")))
        painter.setPen(QPen(self._theme.color("ink"), 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(box).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        shape = QRectF(box.left() + CHIP_PAD, box.top() + 4, SHAPE_PX, SHAPE_PX)
        (self._warning if solid else self._barred)(painter, shape, ink)
        return ink

    def _warning(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        """Know before treating."""
        painter.setPen(QPen(ink, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(triangle(box))
        x = box.center().x()
        painter.drawLine(QPointF(x, box.top() + 4.5), QPointF(x, box.bottom() - 4.5))
        painter.drawPoint(QPointF(x, box.bottom() - 2.6))

    def _barred(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        """Keep off without protection: a barred circle."""
        painter.setPen(QPen(ink, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        circle = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(circle)
        reach = circle.width() / 2 * 0.7
        painter.drawLine(circle.center() - QPointF(reach, reach), circle.center() + QPointF(reach, reach))

    def _top_right(self) -> int:
        """Where the buttons begin."""
        buttons = sum(b.sizeHint().width() for b in self._buttons) + BUTTON_GAP * max(0, len(self._buttons) - 1)
        return self.width() - PAD - buttons

    def _arrange(self) -> None:
        """Give every field its place and the banner the height that takes."""
        self._placed = arrange(self._text, self.width(), self._top_right()) if self._text else ()
        lines = max((placed.line + placed.lines - 1 for placed in self._placed), default=1)
        self.setFixedHeight(LOW_LINE + max(1, lines) * LINE_HEIGHT + 4)
        self.update()

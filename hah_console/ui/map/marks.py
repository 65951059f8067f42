"""The marks of stops, drawn once to small pictures: a shape for each kind, a triangle on what is late."""

import math
import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from hah_console.ui.map.scene import StopKind
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import diamond, triangle

ROUTE_COLOURS = 10
FADED_SHARE = 0.38
"""How much of its colour a faded route keeps."""
SMALL_PX, LARGE_PX, PLACE_PX = 10, 22, 22
BORDER_PX = 2.0
LATE_PX = 13


def route_colour(theme: Theme, series: int, *, faded: bool = False) -> QColor:
    """The colour of a series, grey for what is on no route (below 0).

    Faded ones are mixed with the ground, not see-through, so that crossings stay calm.
    """
    colour = theme.color("ink-2" if series < 0 else f"route-{series % ROUTE_COLOURS + 1}")
    return mixed(colour, theme.color("map-ground"), FADED_SHARE) if faded else colour


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of the colour, the rest ground."""
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * (1 - share),
        colour.greenF() * share + ground.greenF() * (1 - share),
        colour.blueF() * share + ground.blueF() * (1 - share),
    )


@dataclass(frozen=True, slots=True)
class MarkLook:
    """Everything a mark's picture depends on. ``text`` makes it large."""

    kind: StopKind
    series: int = 0
    text: str = ""
    faded: bool = False
    late: bool = False
    chosen: bool = False
    gone: bool = False
    old: bool = False

    @property
    def size_px(self) -> int:
        """Height of the shape."""
        if self.kind in (StopKind.BASE, StopKind.HOSPITAL):
            return PLACE_PX
        return LARGE_PX if self.text or self.chosen or self.kind is StopKind.VEHICLE else SMALL_PX

    @property
    def width_px(self) -> float:
        """Long texts make a long mark."""
        return max(self.size_px, 10.0 + sum(map(_letter_px, self.text))) if self.text else self.size_px


def _letter_px(letter: str) -> float:
    return 12.5 if unicodedata.east_asian_width(letter) in "WF" else 7.5


class MarkPictures:
    """Pictures of marks in one theme by their look."""

    def __init__(self, theme: Theme, ratio: float = 1.0) -> None:
        self._theme, self._ratio = theme, ratio
        self._pictures: dict[MarkLook, QImage] = {}

    def picture(self, look: MarkLook) -> QImage:
        """The mark in the middle of a transparent square."""
        found = self._pictures.get(look)
        if found is None:
            found = self._pictures[look] = self._draw(look)
        return found

    def draw(self, painter: QPainter, look: MarkLook, x: float, y: float) -> None:
        """Draw the mark with its middle at a pixel."""
        image = self.picture(look)
        width, height = image.width() / self._ratio, image.height() / self._ratio
        painter.drawImage(QRectF(round(x - width / 2), round(y - height / 2), width, height), image)

    def _draw(self, look: MarkLook) -> QImage:
        width, height = math.ceil(look.width_px) + 20, look.size_px + 20
        size = math.ceil(width * self._ratio), math.ceil(height * self._ratio)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self._ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, look.width_px, look.size_px)
        box.moveCenter(QPointF(width / 2, height / 2))
        self._paint(painter, look, box)
        painter.end()
        return image

    def _paint(self, painter: QPainter, look: MarkLook, box: QRectF) -> None:
        if look.chosen:
            self._ring(painter, box)
        self._shape(painter, look, box)
        if look.gone:
            self._stroke(painter, box)
        if look.late:
            self._late(painter, box)

    def _ring(self, painter: QPainter, box: QRectF) -> None:
        painter.setBrush(self._theme.color("surface"))
        painter.setPen(QPen(self._theme.color("accent"), 2.5))
        grown = box.adjusted(-4.5, -4.5, 4.5, 4.5)
        painter.drawRoundedRect(grown, grown.height() / 2, grown.height() / 2)

    def _shape(self, painter: QPainter, look: MarkLook, box: QRectF) -> None:
        inner = box.adjusted(BORDER_PX / 2, BORDER_PX / 2, -BORDER_PX / 2, -BORDER_PX / 2)
        colour = route_colour(self._theme, look.series, faded=look.faded)
        if look.kind in (StopKind.BASE, StopKind.HOSPITAL):
            self._place(painter, look.kind, inner)
            return
        small = look.size_px == SMALL_PX
        painter.setPen(QPen(colour if small else self._theme.color("surface"), BORDER_PX))
        painter.setBrush(self._theme.color("surface") if small else colour)
        if look.kind is StopKind.PATIENT:
            painter.drawPolygon(diamond(inner))
        elif look.kind is StopKind.VEHICLE:
            self._vehicle(painter, look, inner, colour)
        else:
            painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
        self._text(painter, look, box)

    def _vehicle(self, painter: QPainter, look: MarkLook, box: QRectF, colour: QColor) -> None:
        """Square-cornered; grey and with a broken edge when the position is old."""
        if look.old:
            painter.setBrush(self._theme.color("surface"))
            painter.setPen(QPen(self._theme.color("ink-3"), BORDER_PX, Qt.PenStyle.DashLine))
        else:
            painter.setBrush(colour)
        painter.drawRoundedRect(box, 4, 4)

    def _stroke(self, painter: QPainter, box: QRectF) -> None:
        """Struck through: nobody has to go there any more."""
        painter.setPen(QPen(self._theme.color("ink"), 2))
        painter.drawLine(box.bottomLeft() + QPointF(-2, 2), box.topRight() + QPointF(2, -2))

    def _text(self, painter: QPainter, look: MarkLook, box: QRectF) -> None:
        if look.text:
            painter.setFont(font(12, bold=True))
            painter.setPen(self._theme.color("ink-3" if look.old else "surface"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, look.text)

    def _place(self, painter: QPainter, kind: StopKind, box: QRectF) -> None:
        """A house for a base, a cross for a hospital; neither in an alarm's red."""
        painter.setPen(QPen(self._theme.color("surface"), BORDER_PX))
        painter.setBrush(self._theme.color("ink"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface"))
        if kind is StopKind.HOSPITAL:
            painter.drawRect(_middle(box, 3.4, 11))
            painter.drawRect(_middle(box, 11, 3.4))
        else:
            painter.drawPath(_house(box.center()))

    def _late(self, painter: QPainter, box: QRectF) -> None:
        corner = QRectF(0, 0, LATE_PX, LATE_PX)
        corner.moveCenter(box.topRight() + QPointF(1, 0))
        late_triangle(painter, self._theme, corner)


def late_triangle(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """The mark of something late: a warning triangle with an edge of the text's colour."""
    painter.setPen(QPen(theme.color("alarm-medium-text"), 1.2))
    painter.setBrush(theme.color("alarm-medium"))
    painter.drawPolygon(triangle(box))
    painter.setPen(QPen(theme.color("alarm-medium-text"), 1.6))
    middle = box.center()
    painter.drawLine(middle + QPointF(0, -2), middle + QPointF(0, 1.4))
    painter.drawPoint(middle + QPointF(0, 3.8))


def _middle(box: QRectF, width: float, height: float) -> QRectF:
    bar = QRectF(0, 0, width, height)
    bar.moveCenter(box.center())
    return bar


def _house(middle: QPointF) -> QPainterPath:
    path = QPainterPath()
    corners = ((0, -6), (6.5, -0.5), (4.5, -0.5), (4.5, 5.5), (-4.5, 5.5), (-4.5, -0.5), (-6.5, -0.5))
    path.addPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path

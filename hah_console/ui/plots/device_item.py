"""Plot items drawn in pixels at times: hatched intervals and event marks, unaffected by the scaling of the plot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from hah_console.ui.plots.thinning import Interval
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.widgets.shapes import diamond, triangle

GLYPH_PX, TEXT_GAP, LANE_PX, WIDEST_TEXT = 9, 5, 17, 168
LANES = 3
Place = Callable[[float, float], QPointF]
"""Maps a time and a height of the plot to pixels."""


class PixelItem(pg.GraphicsObject):  # type: ignore[misc]
    """Covers a part of the plot; ``draw`` paints in pixels with ``where`` mapping plot points to pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._bounds = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)

    def cover(self, bounds: QRectF) -> None:
        """Set the part of the plot (in its units) this item may paint."""
        self.prepareGeometryChange()
        self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        where = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        self.draw(painter, where.mapRect(self._bounds), lambda x, y: where.map(QPointF(x, y)))
        painter.restore()

    def draw(self, painter: QPainter, box: QRectF, place: Place) -> None:
        """Paint in pixels inside ``box``."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class HatchBand:
    """Intervals of one row (seconds on the plot's axis) between two heights."""

    intervals: tuple[Interval, ...]
    bottom: float
    top: float


class HatchItem(PixelItem):
    """Hatches the times without values."""

    def __init__(self) -> None:
        super().__init__()
        self._bands: tuple[HatchBand, ...] = ()
        self._brush = QBrush()

    def show_bands(self, bands: Sequence[HatchBand], colour: QColor) -> None:
        """Hatch these intervals."""
        self._bands = tuple(bands)
        self._brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        self.update()

    def draw(self, painter: QPainter, box: QRectF, place: Place) -> None:
        for band in self._bands:
            for start, end in band.intervals:
                hatched = QRectF(place(start, band.top), place(end, band.bottom)).intersected(box)
                painter.fillRect(hatched, self._brush)


@dataclass(frozen=True, slots=True)
class MarkLabel:
    """A mark ready to paint: seconds on the plot's axis, shape name, text and colours."""

    mark_id: str
    x: float
    shape: str
    text: str
    colour: QColor
    edge: QColor


class MarksItem(PixelItem):
    """Event marks in lanes: a shape at its time with its text; a text without room is left out, the shape never."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[MarkLabel, ...] = ()
        self._ink, self._line = QColor(), QColor()
        self.hidden_texts = 0

    def show_labels(self, labels: Sequence[MarkLabel], ink: QColor, line: QColor) -> None:
        """Paint these marks."""
        self._labels = tuple(labels)
        self._ink, self._line = ink, line
        self.update()

    def draw(self, painter: QPainter, box: QRectF, place: Place) -> None:
        painter.setFont(font(LABEL_PX))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        ends = [box.left() - 1.0] * LANES
        self.hidden_texts = 0
        for label in self._labels:
            x = place(label.x, 0).x()
            text = metrics.elidedText(label.text, Qt.TextElideMode.ElideRight, WIDEST_TEXT)
            lane, flip = self._room(x, metrics, text, ends, box)
            self._one(painter, box, label, x, lane if lane is not None else 0, text if lane is not None else "", flip)

    def _room(
        self, x: float, metrics: QFontMetrics, text: str, ends: list[float], box: QRectF
    ) -> tuple[int | None, bool]:
        """The first lane where shape and text fit, and whether the text stands left of the shape."""
        width = GLYPH_PX + TEXT_GAP + metrics.horizontalAdvance(text) + 8
        flip = x + width > box.right()
        left = x - width if flip else x - GLYPH_PX / 2
        for lane, end in enumerate(ends):
            if left > end:
                ends[lane] = x + (GLYPH_PX if flip else width)
                return lane, flip
        self.hidden_texts += 1
        return None, flip

    def _one(
        self, painter: QPainter, box: QRectF, label: MarkLabel, x: float, lane: int, text: str, flip: bool
    ) -> None:
        y = box.top() + 6 + lane * LANE_PX
        painter.setPen(QPen(self._line, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, y))
        draw_mark(painter, QRectF(x - GLYPH_PX / 2, y, GLYPH_PX, GLYPH_PX), label)
        if not text:
            return
        painter.setPen(self._ink)
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = x - GLYPH_PX / 2 - TEXT_GAP - width if flip else x + GLYPH_PX / 2 + TEXT_GAP
        painter.drawText(QRectF(left, y - 4, width, LANE_PX), Qt.AlignmentFlag.AlignVCenter, text)


def draw_mark(painter: QPainter, box: QRectF, label: MarkLabel) -> None:
    """One of the shapes of the time line; each kind of event has its own, so that colour is never needed."""
    shape, colour = label.shape, label.colour
    painter.setPen(QPen(label.edge, 1.4))
    filled = shape in {"triangle", "diamond", "dot", "square", "arrow"}
    painter.setBrush(QBrush(colour) if filled else QBrush(Qt.BrushStyle.NoBrush))
    if shape == "triangle":
        painter.drawPolygon(triangle(box))
    elif shape == "diamond":
        painter.drawPolygon(diamond(box))
    elif shape == "arrow":
        painter.drawPolygon(QPolygonF([box.topLeft(), QPointF(box.right(), box.center().y()), box.bottomLeft()]))
    elif shape == "house":
        top = QPointF(box.center().x(), box.top())
        side = box.top() + box.height() * 0.45
        roof = [QPointF(box.left(), side), top, QPointF(box.right(), side)]
        painter.drawPolygon(QPolygonF([*roof, box.bottomRight(), box.bottomLeft()]))
    elif shape in {"dot", "ring"}:
        painter.drawEllipse(box)
    else:
        painter.drawRect(box)

"""Plot items drawn in pixels at times: hatched intervals and event marks, unaffected by the scaling of the plot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from hah_console.ui.plots.thinning import Interval
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.widgets.shapes import diamond, triangle

GLYPH_PX, TEXT_GAP, LANE_PX, WIDEST_TEXT = 9, 5, 17, 168
LANES = 3
SHAPES_PX = 18
"""Height of the lane of shapes; the texts stand in lanes below it, as many as have room."""
LINE_PX = 2
"""Half the room of the line from a shape down to its text."""
Span = tuple[float, float]
"""Left and right end in pixels."""
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
    """A mark ready to paint: seconds on the plot's axis, shape name, text and colours.

    Of two that want the same room the one of the higher ``rank`` has its text and lies above.
    """

    mark_id: str
    x: float
    shape: str
    text: str
    colour: QColor
    edge: QColor
    rank: int = 0


@dataclass(frozen=True, slots=True)
class LabelRoom:
    """In which lane a text stands, and whether left of its moment."""

    lane: int
    flip: bool


class LabelLanes:
    """The room of texts in lanes below each other; who asks first is served first.

    No line down to a text runs through another text.
    """

    def __init__(self, box: QRectF, lanes: int) -> None:
        self._box = box
        self._taken: list[list[Span]] = [[] for _ in range(lanes)]

    def take(self, x: float, width: float) -> LabelRoom | None:
        """The first lane that is free right of the moment at ``x``, else left of it; None when there is no room."""
        line = (x - LINE_PX, x + LINE_PX)
        for flip, span in ((False, (x + LINE_PX, x + width)), (True, (x - width, x - LINE_PX))):
            if span[0] < self._box.left() - 1 or span[1] > self._box.right():
                continue
            for lane in range(len(self._taken)):
                if self._free(lane, span) and all(self._free(above, line, line) for above in range(lane + 1)):
                    self._take(lane, span, line)
                    return LabelRoom(lane, flip)
        return None

    def _free(self, lane: int, span: Span, shared: Span | None = None) -> bool:
        """Whether nothing stands there but ``shared``, the line of another mark of the same moment."""
        others = (taken for taken in self._taken[lane] if taken != shared)
        return all(span[1] <= left or span[0] >= right for left, right in others)

    def _take(self, lane: int, span: Span, line: Span) -> None:
        self._taken[lane].append(span)
        for above in range(lane + 1):
            self._taken[above].append(line)


class MarksItem(PixelItem):
    """Event marks: shapes at their times in one lane, texts in lanes below. A text without room is left out, the shape
    never, and no shape stands on a text."""

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
        lanes = LabelLanes(box, max(0, min(LANES, int((box.height() - SHAPES_PX) // LANE_PX))))
        self.hidden_texts = 0
        by_rank = sorted(self._labels, key=lambda label: label.rank)
        for label in sorted(self._labels, key=lambda label: -label.rank):
            x = place(label.x, 0).x()
            text = metrics.elidedText(label.text, Qt.TextElideMode.ElideRight, WIDEST_TEXT)
            room = lanes.take(x, TEXT_GAP + metrics.horizontalAdvance(text) + 8)
            if room is None:
                self.hidden_texts += 1
            else:
                self._text(painter, box, x, room.lane, text, room.flip)
        for label in by_rank:
            x = place(label.x, 0).x()
            draw_mark(painter, QRectF(x - GLYPH_PX / 2, box.top() + 5, GLYPH_PX, GLYPH_PX), label)

    def _text(self, painter: QPainter, box: QRectF, x: float, lane: int, text: str, flip: bool) -> None:
        """The text with a line down to it from its shape."""
        y = box.top() + SHAPES_PX + lane * LANE_PX
        painter.setPen(QPen(self._line, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, box.top() + 4), QPointF(x, y + LANE_PX - 3))
        painter.setPen(self._ink)
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = x - TEXT_GAP - width if flip else x + TEXT_GAP
        painter.drawText(QRectF(left, y - 1, width, LANE_PX), Qt.AlignmentFlag.AlignVCenter, text)


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

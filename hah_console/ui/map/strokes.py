"""Arrays of points to painter paths, and strokes short enough to leave other threads their turn."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from hah_console.ui.map.projection import Floats

STROKE_POINTS = 1200
"""A stroke holds the interpreter lock; at this length no longer than a few milliseconds."""
THIN_PX = 0.7
Flags = NDArray[np.bool_]
Pause = Callable[[], None]
"""Called between two short steps of a painter, to let other threads go first."""


def no_pause() -> None:
    """Nobody waits."""


def thinned(xs: Floats, ys: Floats, goes_on: Flags) -> tuple[Floats, Floats, Flags]:
    """Without inner points in the same 0.7 pixel cell as the point before; ends always stay."""
    if len(xs) < 3:
        return xs, ys, goes_on
    cells_x, cells_y = np.floor(xs / THIN_PX), np.floor(ys / THIN_PX)
    kept = np.ones(len(xs), bool)
    kept[1:] = (cells_x[1:] != cells_x[:-1]) | (cells_y[1:] != cells_y[:-1]) | ~goes_on[1:] | ~goes_on[:-1]
    return xs[kept], ys[kept], goes_on[kept]


def paths(xs: Floats, ys: Floats, goes_on: Flags) -> Iterator[QPainterPath]:
    """Painter paths of at most 1,200 points each over all lines; a line that is cut goes on in the next path."""
    first = 0
    while first < len(xs) - 1:
        last = min(first + STROKE_POINTS, len(xs))
        connect = goes_on[first:last].astype(np.int32)
        connect[-1] = 0
        yield arrayToQPath(xs[first:last], ys[first:last], connect=connect)
        first = last - 1 if goes_on[last - 1] else last


def line_path(xs: Floats, ys: Floats) -> list[QPainterPath]:
    """Paths of one unbroken line."""
    goes_on = np.ones(len(xs), bool)
    goes_on[-1:] = False
    return list(paths(*thinned(xs, ys, goes_on)))


def line_pen(colour: QColor, width: float) -> QPen:
    """Round where the width shows it, flat where roundness only costs time."""
    wide = width >= 2.2
    cap = Qt.PenCapStyle.RoundCap if wide else Qt.PenCapStyle.FlatCap
    join = Qt.PenJoinStyle.RoundJoin if wide else Qt.PenJoinStyle.BevelJoin
    return QPen(colour, width, Qt.PenStyle.SolidLine, cap, join)


def stroke(painter: QPainter, strokes: Sequence[QPainterPath], pen: QPen, pause: Pause) -> None:
    """Draw the paths, with a pause after each."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    for path in strokes:
        painter.drawPath(path)
        pause()


def polygon(points: Floats) -> QPolygonF:
    """A ring of points [n, 2]."""
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])

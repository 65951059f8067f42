"""The sweep: a picture kept as it is, of which each frame paints the new strip and erases a gap before it."""

import math
from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from hah_console.ui.plots.waves.brush import RowBrush, paint_ground
from hah_console.ui.plots.waves.layout import WaveLayout
from hah_console.ui.plots.waves.trace import SampleRange
from hah_console.ui.theme.theme import Theme

GAP_PX = 14
EDGE_PX = 2
"""What a line reaches beyond the pixels of its points."""


class Sweep:
    """Rows are given by ``prepare``; ``advance`` paints up to a device time and names what to show anew."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._ground, self._picture = QPixmap(), QPixmap()
        self._brushes: tuple[RowBrush, ...] = ()
        self._drawn: dict[str, int] = {}
        self._head_s: float | None = None

    @property
    def picture(self) -> QPixmap:
        """What is drawn, with the ratio of the screen's pixels."""
        return self._picture

    def prepare(self, layout: WaveLayout, brushes: tuple[RowBrush, ...], ratio: float, head_s: float | None) -> None:
        """Take other rows, another size, scale or theme, and draw everything up to ``head_s`` again."""
        self._brushes, self._drawn, self._head_s = brushes, {}, None
        self._ground = self._blank(layout, ratio)
        with_ground = QPainter(self._ground)
        for brush in brushes:
            paint_ground(with_ground, self.theme, brush.row, brush.scale)
        with_ground.end()
        self._picture = self._ground.copy()
        if head_s is not None:
            self.advance(head_s)

    def advance(self, head_s: float) -> tuple[QRect, ...]:
        """Paint what lies between the last head and this one."""
        if self._picture.isNull():
            return ()
        with _Painting(self._picture) as painter:
            touched = [rect for brush in self._brushes for rect in self._row(painter, brush, head_s)]
        self._head_s = head_s
        return tuple(touched)

    def late(self, signal: str, came: SampleRange) -> tuple[QRect, ...]:
        """Paint samples that came after the sweep had passed them."""
        brush = next((b for b in self._brushes if b.trace.signal == signal), None)
        end = min(came.end, self._drawn.get(signal, 0))
        if brush is None or self._head_s is None or came.first >= end:
            return ()
        rate, oldest = brush.trace.rate_hz, self._head_s - brush.row.sweep_s + GAP_PX / brush.row.px_per_s
        first = max(came.first, math.ceil(oldest * rate))
        with _Painting(self._picture) as painter:
            return tuple(self._curve(painter, brush, first, end))

    def _row(self, painter: QPainter, brush: RowBrush, head_s: float) -> Iterator[QRect]:
        """SAFETY(old wave): the gap before the head is erased also where nothing came, so no older sweep stays."""
        row, rate = brush.row, brush.trace.rate_hz
        gap_s = GAP_PX / row.px_per_s
        since_s = head_s - row.sweep_s + gap_s if self._head_s is None else self._head_s
        erase_from = since_s + (0.0 if self._head_s is None else gap_s)
        yield from self._erase(painter, brush, erase_from, head_s + gap_s)
        first = self._drawn.get(row.signal, math.ceil(since_s * rate))
        end = math.floor(head_s * rate) + 1
        if end > first:
            self._drawn[row.signal] = end
            yield from self._curve(painter, brush, first, end)

    def _erase(self, painter: QPainter, brush: RowBrush, start_s: float, end_s: float) -> Iterator[QRect]:
        row, ratio = brush.row, self._ground.devicePixelRatio()
        for piece in row.pieces(start_s, end_s):
            left = piece.start_s * row.px_per_s - piece.base_px
            right = min(piece.end_s * row.px_per_s - piece.base_px, row.left + row.width)
            box = QRect(math.floor(left), row.top, math.ceil(right) - math.floor(left), row.height)
            source = QRectF(box.left() * ratio, box.top() * ratio, box.width() * ratio, box.height() * ratio)
            painter.drawPixmap(QRectF(box), self._ground, source)
            yield box

    def _curve(self, painter: QPainter, brush: RowBrush, first: int, end: int) -> Iterator[QRect]:
        row, rate = brush.row, brush.trace.rate_hz
        for piece in row.pieces((first - 1) / rate, end / rate):
            low = max(first - 1, math.floor(piece.start_s * rate))
            high = min(end, math.ceil(piece.end_s * rate) + 1)
            left = math.floor(piece.start_s * row.px_per_s - piece.base_px) - EDGE_PX
            right = math.ceil(piece.end_s * row.px_per_s - piece.base_px) + EDGE_PX
            box = QRect(left, row.top, right - left, row.height).intersected(
                QRect(row.left, row.top, row.width, row.height)
            )
            painter.setClipRect(box)
            brush.stretch(painter, low, high, piece.base_px)
            painter.setClipping(False)
            yield box

    def _blank(self, layout: WaveLayout, ratio: float) -> QPixmap:
        size = QSize(max(1, math.ceil(layout.width * ratio)), max(1, math.ceil(layout.height * ratio)))
        blank = QPixmap(size)
        blank.setDevicePixelRatio(ratio)
        blank.fill(self.theme.color("surface"))
        return blank


class _Painting:
    """A painter that ends with its block, whatever happens in it."""

    def __init__(self, picture: QPixmap) -> None:
        self._painter = QPainter(picture)

    def __enter__(self) -> QPainter:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return self._painter

    def __exit__(self, *_: object) -> None:
        self._painter.end()

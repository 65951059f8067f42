"""Names of places over the ground: written once to small pictures with a halo, placed without overlap."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from hah_console.domain.map_ground import PlaceName
from hah_console.ui.map.projection import all_to_world
from hah_console.ui.map.strokes import Pause
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font

HALO_PX = 3.0
GAP_PX = 6.0
SHIFTS_PX = (0, -16, 16)
"""A name whose place is taken may stand a little higher or lower."""
NEAREST_RANK = 4


@dataclass(frozen=True, slots=True)
class RankStyle:
    """From which zoom to which a rank is shown, and how."""

    from_zoom: float
    to_zoom: float
    size_px: int
    bold: bool


STYLES = {
    0: RankStyle(6.0, 9.5, 15, bold=True),
    1: RankStyle(9.5, 13.75, 14, bold=True),
    2: RankStyle(12.5, 19.0, 12, bold=False),
    3: RankStyle(14.5, 19.0, 11, bold=False),
    4: RankStyle(16.0, 19.0, 11, bold=False),
}
"""County, town, village, street, lane."""


def halo_text(text: str, face: QFont, ink: QColor, halo: QColor, ratio: float = 1.0) -> QImage:
    """The text with a halo on transparent ground."""
    metrics = QFontMetricsF(face)
    width, height = metrics.horizontalAdvance(text) + 2 * HALO_PX, metrics.height() + HALO_PX
    image = QImage(math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    at = QPointF(HALO_PX, metrics.ascent() + HALO_PX / 2)
    outline = QPainterPath()
    outline.addText(at, face, text)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(
        outline, QPen(halo, HALO_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(at, text)
    painter.end()
    return image


class Occupied:
    """Rectangles already taken on the screen, found through cells of 64 pixels."""

    __slots__ = ("_cells",)
    CELL_PX = 64

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def take(self, left: float, top: float, width: float, height: float) -> bool:
        """Take the rectangle if it is free."""
        box = left, top, left + width, top + height
        cells = self._near(box)
        if any(_meet(box, other) for cell in cells for other in self._cells.get(cell, ())):
            return False
        for cell in cells:
            self._cells.setdefault(cell, []).append(box)
        return True

    def take_first(
        self, spots: Iterable[tuple[float, float]], width: float, height: float
    ) -> tuple[float, float] | None:
        """Take the first free spot (left, top); None when all are taken."""
        return next((spot for spot in spots if self.take(*spot, width, height)), None)

    def claim(self, left: float, top: float, width: float, height: float) -> None:
        """Take the rectangle whatever lies there."""
        box = left, top, left + width, top + height
        for cell in self._near(box):
            self._cells.setdefault(cell, []).append(box)

    def _near(self, box: tuple[float, float, float, float]) -> list[tuple[int, int]]:
        left, top, right, bottom = (math.floor(edge / self.CELL_PX) for edge in box)
        return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class NameLayer:
    """The names of one ground in one theme."""

    def __init__(self, names: tuple[PlaceName, ...], ink: QColor, halo: QColor, ratio: float = 1.0) -> None:
        self._names = sorted(names, key=lambda name: name.rank)
        self._xs, self._ys = all_to_world([name.lat for name in self._names], [name.lon for name in self._names])
        self._ranks = np.array([min(name.rank, NEAREST_RANK) for name in self._names], int)
        self._ink, self._halo, self._ratio = ink, halo, ratio
        self._pictures: dict[tuple[str, int], QImage] = {}

    def draw(self, painter: QPainter, view: Viewport, occupied: Occupied, pause: Pause) -> None:
        """Draw every name in view that finds room; towns before villages, then by their order in the ground."""
        left, top = view.corner
        xs, ys = self._xs * view.scale - left, self._ys * view.scale - top
        inside = (xs > -80) & (xs < view.width + 80) & (ys > -20) & (ys < view.height + 20)
        for index in np.flatnonzero(inside & self._shown(view.zoom)):
            pause()
            image = self._picture(self._names[index].name, int(self._ranks[index]))
            width, height = image.width() / self._ratio, image.height() / self._ratio
            x, y = round(xs[index] - width / 2), round(ys[index] - height / 2)
            spots = [(x - GAP_PX, y + shift) for shift in SHIFTS_PX]
            spot = occupied.take_first(spots, width + 2 * GAP_PX, height)
            if spot is not None:
                painter.drawImage(QRectF(spot[0] + GAP_PX, spot[1], width, height), image)

    def _shown(self, zoom: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        ranks = [rank for rank, style in STYLES.items() if style.from_zoom <= zoom < style.to_zoom]
        return np.isin(self._ranks, ranks)

    def _picture(self, name: str, rank: int) -> QImage:
        picture = self._pictures.get((name, rank))
        if picture is None:
            style = STYLES[rank]
            face = font(style.size_px, bold=style.bold)
            picture = self._pictures[name, rank] = halo_text(name, face, self._ink, self._halo, self._ratio)
        return picture

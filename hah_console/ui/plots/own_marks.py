"""Draws what a patient measured herself into the trends: hollow rings, never joined with anything."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsItem

from hah_console.domain.reading import Vital
from hah_console.ui.plots.own_points import OwnPoint
from hah_console.ui.plots.scales import ROWS
from hah_console.ui.theme.theme import Theme

SIZE_PX, LINE_PX = 10, 2


class OwnMarks:
    """One item for each vital; ``items`` go into the plot above its curves."""

    def __init__(self) -> None:
        vitals = [vital for spec in ROWS for vital in spec.vitals]
        self._rings = {vital: pg.ScatterPlotItem(size=SIZE_PX, symbol="o", pxMode=True, brush=None) for vital in vitals}

    @property
    def items(self) -> Sequence[QGraphicsItem]:
        """What is drawn."""
        return tuple(self._rings.values())

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        for vital, rings in self._rings.items():
            pen = QPen(theme.series(vital), LINE_PX)
            pen.setCosmetic(True)
            rings.setPen(pen)
            rings.setBrush(theme.color("surface"))

    def show(self, vital: Vital, points: Sequence[OwnPoint], start_s: float, height: Callable[[float], float]) -> None:
        """Those of one vital; ``height`` is where a value lies in its row."""
        times = [each.at_s - start_s for each in points]
        self._rings[vital].setData(times, [height(each.value) for each in points])

    def shown(self, vital: Vital) -> int:
        """How many are drawn of one vital."""
        return len(self._rings[vital].points())

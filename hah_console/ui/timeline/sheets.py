"""The rows painted once and kept until the scene, the axis or the screen changes."""

from PySide6.QtGui import QImage

from hah_console.ui.timeline.axis import Axis
from hah_console.ui.timeline.painter import RowPainter
from hah_console.ui.timeline.scene import Scene


class Sheets:
    """PERF: while somebody drags, a frame is two pictures and the few rows that change."""

    def __init__(self, painter: RowPainter) -> None:
        self.painter = painter
        self._kept: tuple[Axis, float, QImage, QImage] | None = None

    def pictures(self, scene: Scene, axis: Axis, ratio: float) -> tuple[QImage, QImage]:
        """Lanes and names."""
        if self._kept is None or self._kept[:2] != (axis, ratio):
            lanes, names = self.painter.lanes(scene, axis, ratio), self.painter.names(scene, ratio)
            self._kept = (axis, ratio, lanes, names)
        return self._kept[2], self._kept[3]

    def forget(self) -> None:
        """Something has changed."""
        self._kept = None

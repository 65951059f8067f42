"""Painted cells kept as pictures: a live table repaints whole four times a second, but few cells have changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

KEPT = 2_400
"""Sixty patients in fifteen columns, twice, with room for cells that change; about 12 kB each."""
AWAY_MS = 30_000
"""Who comes back sooner finds the pictures still there."""


class PictureCache:
    """Keeps the pictures used last; ``clear`` when colours change."""

    def __init__(self, keep: int = KEPT) -> None:
        self._keep = keep
        self._pictures: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pictures)

    def clear(self) -> None:
        """Forget every picture."""
        self._pictures.clear()

    def draw(
        self, painter: QPainter, box: QRect, key: Hashable, ground: QColor, paint: Callable[[QPainter, QRect], None]
    ) -> None:
        """Draw the picture of ``key`` into ``box``; ``paint`` makes it at the origin when there is none."""
        ratio, width, height = painter.device().devicePixelRatioF(), box.width(), box.height()
        picture = self.picture((key, width, height, ratio), width, height, ratio, ground, paint)
        painter.drawPixmap(box.topLeft(), picture)

    def keep_for(self, widget: QWidget) -> None:
        """Forget the pictures of a widget once it has been out of sight for ``AWAY_MS``: a screenful is 10 MB."""
        _OutOfSight(self, widget)

    def picture(
        self, key: Hashable, width: int, height: int, ratio: float, ground: QColor,
        paint: Callable[[QPainter, QRect], None],
    ) -> QPixmap:  # fmt: skip
        """The picture of ``key``, which says everything it depends on; ``paint`` makes it when there is none."""
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = _painted(QSize(width, height), ratio, ground, paint)
            if len(self._pictures) > self._keep:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        return picture


class _OutOfSight(QObject):
    """Belongs to the widget; counts how long it has not been seen."""

    def __init__(self, cache: PictureCache, widget: QWidget) -> None:
        super().__init__(widget)
        self._away = QTimer(self, singleShot=True, interval=AWAY_MS)
        self._away.timeout.connect(cache.clear)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._away.start()
        elif event.type() == QEvent.Type.Show:
            self._away.stop()
        return super().eventFilter(watched, event)


def _painted(size: QSize, ratio: float, ground: QColor, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(ground)
    painter = QPainter(picture)
    try:
        paint(painter, QRect(0, 0, size.width(), size.height()))
    finally:
        painter.end()
    return picture

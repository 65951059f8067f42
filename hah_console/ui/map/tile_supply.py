"""Keeps painted tiles and has missing ones painted on a worker thread that lives only while there is work."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from hah_console.ui.map.tile_painter import TileKey

KEPT_TILES = 96
"""One tile takes a megabyte at one device pixel per pixel."""
_LOG = logging.getLogger(__name__)
Paint = Callable[[TileKey], QImage]


class TileSupply(QObject):
    """``arrived`` says that a wanted tile can be drawn. Use from the GUI thread; ``close`` ends the worker."""

    arrived = Signal()
    _painted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._tiles: OrderedDict[TileKey, QImage] = OrderedDict()
        self._wanted: list[TileKey] = []
        self._begun: set[TileKey] = set()
        self._paint: Paint | None = None
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._painted.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is being painted."""
        return self._worker is None or not self._worker.is_alive()

    def tile(self, key: TileKey) -> QImage | None:
        """A painted tile, if there is one; asking keeps it longer."""
        image = self._tiles.get(key)
        if image is not None:
            self._tiles.move_to_end(key)
        return image

    def of_level(self, style: int, level: int) -> list[tuple[TileKey, QImage]]:
        """Every painted tile of a level."""
        return [(key, image) for key, image in self._tiles.items() if key.style == style and key.level == level]

    def want(self, keys: Sequence[TileKey], paint: Paint) -> None:
        """Paint these, the first soonest, and nothing wanted earlier."""
        with self._lock:
            self._wanted, self._paint = (
                [key for key in keys if key not in self._tiles and key not in self._begun],
                paint,
            )
            if self._wanted and self._worker is None:
                self._worker = threading.Thread(target=self._work, name="map-tiles")
                self._worker.start()

    def clear(self) -> None:
        """Forget every tile."""
        self._tiles.clear()

    def close(self) -> None:
        """Want nothing more and wait for the tile being painted."""
        with self._lock:
            self._wanted, worker = [], self._worker
        if worker is not None:
            worker.join()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            key, paint = job
            try:
                image = paint(key)
            except Exception:  # noqa: BLE001  a tile that cannot be painted stays empty
                _LOG.exception("painting map tile %s failed", key)
            else:
                self._painted.emit(key, image)

    def _next(self) -> tuple[TileKey, Paint] | None:
        with self._lock:
            if self._wanted and self._paint is not None:
                self._begun.add(self._wanted[0])
                return self._wanted.pop(0), self._paint
            self._worker = None
            return None

    def _keep(self, key: TileKey, image: QImage) -> None:
        self._tiles[key] = image
        self._begun.discard(key)
        while len(self._tiles) > KEPT_TILES:
            self._tiles.popitem(last=False)
        self.arrived.emit()

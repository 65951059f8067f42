"""Keeps painted pictures and has missing ones painted on a worker thread that lives only while there is work."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

_LOG = logging.getLogger(__name__)
Paint = Callable[[Any], QImage]
"""Gets a key that was wanted."""


class PictureSupply(QObject):
    """``arrived`` says that a wanted picture can be drawn. Use from the GUI thread; ``close`` ends the worker."""

    arrived = Signal()
    _painted = Signal(object, object)

    def __init__(self, keep: int, name: str) -> None:
        """``keep`` pictures at most; the thread is called ``name``."""
        super().__init__()
        self._keep_at_most, self._name = keep, name
        self._pictures: OrderedDict[Hashable, QImage] = OrderedDict()
        self._wanted: list[Hashable] = []
        self._begun: set[Hashable] = set()
        self._paint: Paint | None = None
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._working = False
        self._painted.connect(self._put, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is being painted."""
        return not self._working

    def picture(self, key: Hashable) -> QImage | None:
        """A painted picture, if there is one; asking keeps it longer."""
        image = self._pictures.get(key)
        if image is not None:
            self._pictures.move_to_end(key)
        return image

    def kept(self) -> list[tuple[Hashable, QImage]]:
        """Every painted picture, the one longest unused first."""
        return list(self._pictures.items())

    def want(self, keys: Sequence[Hashable], paint: Paint) -> None:
        """Paint these, the first soonest, and nothing wanted earlier."""
        with self._lock:
            self._wanted, self._paint = (
                [key for key in keys if key not in self._pictures and key not in self._begun],
                paint,
            )
            if self._wanted and not self._working:
                self._begin()

    def clear(self) -> None:
        """Forget every picture."""
        self._pictures.clear()

    def close(self) -> None:
        """Want nothing more and wait for the picture being painted."""
        with self._lock:
            self._wanted, worker, self._worker = [], self._worker, None
        if worker is not None:
            worker.join()

    def _begin(self) -> None:
        """A worker holds this object to its very end; the last one must never be what lets go of it."""
        if self._worker is not None:
            self._worker.join()
        self._working = True
        self._worker = threading.Thread(target=self._work, name=self._name)
        self._worker.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            key, paint = job
            try:
                image = paint(key)
            except Exception:  # noqa: BLE001  a picture that cannot be painted stays empty
                _LOG.exception("painting map picture %s failed", key)
            else:
                self._painted.emit(key, image)

    def _next(self) -> tuple[Hashable, Paint] | None:
        with self._lock:
            if self._wanted and self._paint is not None:
                self._begun.add(self._wanted[0])
                return self._wanted.pop(0), self._paint
            self._working = False
            return None

    def _put(self, key: Hashable, image: QImage) -> None:
        self._pictures[key] = image
        self._begun.discard(key)
        while len(self._pictures) > self._keep_at_most:
            self._pictures.popitem(last=False)
        self.arrived.emit()

"""Pictures read and decoded one after the other on a worker thread, and kept as long as the patient is in sight."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from hah_console.domain.chart.attachment import Attachment
from hah_console.services.attachments import attachment_bytes
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.pictures import decoded

THUMB_SIDE, FULL_SIDE = 96, 1600
MOST_THUMBS, MOST_FULL = 200, 6
Wanted = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, or the sentence that says why there is none; neither while it is being read."""

    image: QImage | None = None
    fault: str = ""


class PictureStock(QObject):
    """Signals: ``ready`` with the id of an attachment that can be shown now, or of which there is a fault to tell."""

    ready = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._kept: dict[int, OrderedDict[str, Shown]] = {THUMB_SIDE: OrderedDict(), FULL_SIDE: OrderedDict()}
        self._wanted: OrderedDict[Wanted, Attachment] = OrderedDict()
        self._running: Wanted | None = None

    def picture(self, attachment: Attachment, side: int) -> Shown:
        """What can be shown of it now; if nothing, it is read, the one asked for last first."""
        kept = self._kept[side].get(attachment.attachment_id)
        if kept is not None:
            self._kept[side].move_to_end(attachment.attachment_id)
            return kept
        wanted = (str(attachment.attachment_id), side)
        if wanted != self._running:
            self._wanted[wanted] = attachment
            self._wanted.move_to_end(wanted)
            self._next()
        return Shown()

    def forget(self) -> None:
        """Another patient: nothing is kept, and what is being read will not be."""
        self._wanted.clear()
        self._running = None
        for kept in self._kept.values():
            kept.clear()

    def _next(self) -> None:
        if self._running is not None or not self._wanted:
            return
        wanted, attachment = self._wanted.popitem(last=True)
        self._running, desk = wanted, self.desk

        def read() -> tuple[Wanted, QImage]:
            content = attachment_bytes(desk.ctx, desk.actor, attachment)
            return wanted, decoded(content, attachment.media_type, wanted[1])

        desk.tasks.run_query(read, self._on_read, self._on_fault)

    def _on_read(self, found: tuple[Wanted, QImage]) -> None:
        if found[0] == self._running:
            self._keep(found[0], Shown(found[1]))

    def _on_fault(self, error: Exception) -> None:
        if self._running is not None:
            self._keep(self._running, Shown(fault=self.desk.texts.error(error)))

    def _keep(self, wanted: Wanted, shown: Shown) -> None:
        attachment_id, side = wanted
        kept = self._kept[side]
        kept[attachment_id] = shown
        while len(kept) > (MOST_THUMBS if side == THUMB_SIDE else MOST_FULL):
            kept.popitem(last=False)
        self._running = None
        self.ready.emit(attachment_id)
        self._next()

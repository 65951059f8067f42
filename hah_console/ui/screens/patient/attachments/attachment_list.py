"""Attachments as a list: a small picture or the kind of file, what it shows, when it was taken, by whom."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from hah_console.domain.chart.attachment import Attachment
from hah_console.ui.chart.note_list import strike_through
from hah_console.ui.screens.patient.attachments.picture_stock import Shown
from hah_console.ui.screens.patient.attachments.pictures import PDF
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate

PAD, SIDE = 10, 64
FLAGS = {PDF: "PDF"}


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One attachment in words; ``item`` is what its small picture is made of."""

    key: str
    name: str
    taken: str
    detail: str
    spoken: str
    item: Attachment


class AttachmentDelegate(RowDelegate):
    """A small picture at the left, three lines beside it. ``picture`` gives what can be shown now."""

    height = SIDE + 2 * PAD

    def __init__(self, theme: Theme, picture: Callable[[Attachment], Shown]) -> None:
        super().__init__(theme)
        self._picture = picture

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, AttachmentLine):
            return
        frame = QRect(box.left() + PAD, box.top() + PAD, SIDE, SIDE)
        self._draw_small(painter, frame, row.item)
        left = frame.right() + 12
        width = box.right() - PAD - left
        wrong = row.item.withdrawn_at is not None
        name = QRect(left, frame.top(), width, 22)
        taken = self.text(painter, name, row.name, "ink-2" if wrong else "ink", BODY_PX, bold=True)
        if wrong:
            strike_through(painter, name, taken, self.theme)
        self.text(painter, QRect(left, frame.top() + 22, width, 20), row.taken)
        self.text(painter, QRect(left, frame.top() + 43, width, 18), row.detail, "ink-2", LABEL_PX)

    def _draw_small(self, painter: QPainter, frame: QRect, item: Attachment) -> None:
        painter.setPen(QPen(self.theme.color("line"), 1))
        painter.setBrush(self.theme.color("ground"))
        painter.drawRoundedRect(frame, 6, 6)
        if item.media_type in FLAGS or item.withdrawn_at is not None:
            self._mark(painter, frame, FLAGS.get(item.media_type, "✕") if item.withdrawn_at is None else "✕")
            return
        shown = self._picture(item)
        if shown.image is not None:
            draw_within(painter, frame.adjusted(1, 1, -1, -1), shown.image)
        elif shown.fault:
            self._mark(painter, frame, "⚠")

    def _mark(self, painter: QPainter, frame: QRect, text: str) -> None:
        painter.setPen(self.theme.color("ink-2"))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), text)


def draw_within(painter: QPainter, frame: QRect, image: QImage) -> None:
    """The whole picture in the middle of a frame, as large as it fits, its sides in their proportion."""
    size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = frame.left() + (frame.width() - size.width()) / 2
    top = frame.top() + (frame.height() - size.height()) / 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)

"""Painted rows of the hospital tab: kinds with the shape of how surely they are known, and facts with their origin."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.hospital_facts import Knowledge
from hah_console.ui.screens.patient.hospital.fact_text import FactLine
from hah_console.ui.screens.patient.hospital.kind_text import KindLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import triangle

PAD, SHAPE_PX, SHARE, WHEN_WIDTH = 12, 12, 0.5, 190


class KindDelegate(RowDelegate):
    """A filled dot for what was told, a tick in a ring for a stated none, an empty ring for nothing told, a dashed one
    for never asked, a triangle for what failed or cannot be used."""

    height = 50

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, KindLine):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        shape = QRectF(inner.left(), inner.top() + 5, SHAPE_PX, SHAPE_PX)
        self._shape(painter, shape, row.knowledge)
        left = inner.left() + SHAPE_PX + 8
        width = inner.right() - left
        used = self.text(painter, QRect(left, inner.top(), width, 20), row.said, "ink", BODY_PX, right=True)
        name = QRect(left, inner.top(), width - used - 8, 20)
        self.text(painter, name, row.name, "ink", BODY_PX, bold=row.bad or row.knowledge is Knowledge.PROVIDED)
        about = QRect(left, inner.top() + 21, width, 17)
        self.text(painter, about, row.about, "ink" if row.bad else "ink-2", LABEL_PX, bold=row.bad)

    def _shape(self, painter: QPainter, box: QRectF, knowledge: Knowledge) -> None:
        ink = self.theme.color("ink" if knowledge in _STRONG else "ink-2")
        painter.setPen(
            QPen(ink, 1.4, Qt.PenStyle.DotLine if knowledge is Knowledge.NEVER_ASKED else Qt.PenStyle.SolidLine)
        )
        painter.setBrush(ink if knowledge is Knowledge.PROVIDED else Qt.BrushStyle.NoBrush)
        if knowledge in (Knowledge.FAILED, Knowledge.UNUSABLE):
            painter.drawPolygon(triangle(box))
            return
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if knowledge is Knowledge.NONE_STATED:
            middle = box.center()
            tick = (QPointF(-2.6, 0.2), QPointF(-0.7, 2.2), QPointF(2.8, -2.0))
            painter.drawPolyline([middle + step for step in tick])


_STRONG = frozenset({Knowledge.PROVIDED, Knowledge.FAILED, Knowledge.UNUSABLE})


class FactDelegate(RowDelegate):
    """Name and value, at the right when it held; below it status, and where it is from."""

    height = 50

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, FactLine):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        body = inner.width() - WHEN_WIDTH - 8
        width = int(body * SHARE) if row.value else body
        self.text(painter, QRect(inner.left(), inner.top(), width - 8, 20), row.name, "ink", BODY_PX, bold=not row.none)
        value = QRect(inner.left() + width, inner.top(), body - width, 20)
        self.text(painter, value, row.value, "ink", BODY_PX, bold=True)
        when = QRect(inner.right() - WHEN_WIDTH, inner.top(), WHEN_WIDTH, 20)
        self.text(painter, when, row.when, "ink-2", BODY_PX, right=True)
        about = " · ".join(part for part in (row.note, row.origin) if part)
        self.text(painter, QRect(inner.left(), inner.top() + 21, inner.width(), 17), about, "ink-2", LABEL_PX)

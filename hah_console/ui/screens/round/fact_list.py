"""The facts of one patient as a list: the name, what it says, a course where there is one, and when."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from hah_console.ui.screens.round.facts import Course, Fact
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import FOCUS_BAR, RowDelegate
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, LABEL_WIDTH, TOP, LEAST = 12, 76, 4, 27
WIDE_FROM, WIDE, NARROW = 560, (92, 92), (60, 78)
"""From how many pixels on the list is wide; then and else the widths of a course and of what stands at the right."""
GAP_S = 3 * 3600.0


class FactDelegate(RowDelegate):
    """As many lines as a fact needs in a list ``width`` pixels wide; bold needs a look, hatched is missing."""

    width = 520

    def row_height(self, row: object) -> int:
        if not isinstance(row, Fact):
            return LEAST
        return max(LEAST, wrapped_height(row.value, self._room(row), BODY_PX, bold=row.strong) + 2 * TOP)

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, Fact):
            return
        if row.missing:
            hatch = QBrush(self.theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(box.adjusted(FOCUS_BAR, 0, -1, -1), hatch)
        top = box.top() + TOP
        if not row.repeated:
            self.text(painter, QRect(box.left() + PAD, top, LABEL_WIDTH - 6, 18), row.label, "ink-2", LABEL_PX)
        left = box.left() + PAD + LABEL_WIDTH
        ink = self.theme.color("ink-2" if row.missing else "ink")
        value = QRect(left, top, self._room(row), box.height())
        write_wrapped(painter, value, row.value, ink, BODY_PX, bold=row.strong)
        course, beside = self._sides
        aside = QRect(box.right() - PAD - beside, top, beside, 18)
        self.text(painter, aside, row.aside, "ink-2", LABEL_PX, right=True)
        if row.course:
            area = QRectF(aside.left() - course - 6, box.top() + 4, course, LEAST - 9)
            self._course(painter, area, row)

    def _room(self, row: Fact) -> int:
        course, beside = self._sides
        drawn = course + 6 if row.course else 0
        return max(80, self.width - 2 * PAD - LABEL_WIDTH - beside - 8 - drawn)

    @property
    def _sides(self) -> tuple[int, int]:
        return WIDE if self.width >= WIDE_FROM else NARROW

    def _course(self, painter: QPainter, area: QRectF, row: Fact) -> None:
        """On the patient's own scale; a gap is a gap."""
        first, last = row.course[0][0], row.course[-1][0]
        low = min(value for _, value in row.course)
        high = max(value for _, value in row.course)
        span, rise = max(1.0, last - first), max(1.0, high - low)
        painter.setPen(QPen(self.theme.color(row.token), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in _unbroken(row.course):
            points = [
                QPointF(
                    area.left() + area.width() * (at - first) / span, area.bottom() - area.height() * (v - low) / rise
                )
                for at, v in part
            ]
            painter.drawPolyline(QPolygonF(points))


def _unbroken(course: Course) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = []
    for point in course:
        if parts and point[0] - parts[-1][-1][0] <= GAP_S:
            parts[-1].append(point)
        else:
            parts.append([point])
    return parts

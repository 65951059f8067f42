"""Monitors as a list in columns, gateways as a list of two lines."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.screens.devices.presenter import DeviceLine, GatewayLine, RefusedLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, RowList, write
from hah_console.ui.widgets.shapes import triangle

PAD, MARK_PX, HEADER, AFTER_NUMBERS = 10, 11, 28, 16
COLUMNS = (
    ("state", 0.17), ("patient", 0.125), ("device", 0.13), ("battery", 0.07), ("signal", 0.09), ("seen", 0.105),
    ("clock", 0.085), ("firmware", 0.09), ("gateway", 0.135),
)  # fmt: skip
# i18n: devices.column.*
NUMERIC = frozenset({"battery", "signal", "seen", "clock"})
AGES_WITH_IT = frozenset({"battery", "signal", "clock"})
"""What a monitor that is not reached told last: it may have changed since."""


def boxes(box: QRect) -> dict[str, QRect]:
    """Where each column lies in a row."""
    left, found = box.left() + PAD + MARK_PX + 8, {}
    room = box.width() - 2 * PAD - MARK_PX - 8
    for name, share in COLUMNS:
        width = int(room * share)
        apart = AFTER_NUMBERS if name == "firmware" else 0
        found[name] = QRect(left + apart, box.top(), width - 8 - apart, box.height())
        left += width
    return found


class DeviceDelegate(RowDelegate):
    """One line per monitor; a triangle and words in bold where somebody is needed."""

    height = 33

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, DeviceLine):
            return
        places = boxes(box)
        if row.trouble:
            painter.setBrush(self.theme.color("ink"))
            painter.setPen(Qt.PenStyle.NoPen)
            top = box.top() + (box.height() - MARK_PX) / 2
            painter.drawPolygon(triangle(QRectF(box.left() + PAD, top, MARK_PX, MARK_PX)))
        for name, place in places.items():
            self._cell(painter, place, row, name)

    def _cell(self, painter: QPainter, place: QRect, row: DeviceLine, name: str) -> None:
        old = row.old and name in AGES_WITH_IT
        if old:
            hatch = QBrush(self.theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(place.adjusted(-4, 1, 4, -2), hatch)
        bold = bool(row.trouble) and name in ("state", "patient")
        calm = name in ("device", "firmware") or (name == "state" and not row.trouble)
        token = "ink-3" if old else "ink-2" if calm else "ink"
        self.text(painter, place, getattr(row, name), token, BODY_PX, bold=bold, right=name in NUMERIC)


class GatewayDelegate(RowDelegate):
    """Two lines per gateway."""

    height = 50

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, GatewayLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        if not row.online:
            painter.setBrush(self.theme.color("ink"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(triangle(QRectF(inner.left(), inner.top() + 4, MARK_PX, MARK_PX)))
        left = inner.left() + (0 if row.online else MARK_PX + 6)
        first = QRect(left, inner.top(), inner.right() - left, 20)
        self.text(painter, first, f"{row.name} {row.state}", "ink", BODY_PX, bold=not row.online)
        self.text(painter, first, row.devices, "ink", BODY_PX, right=True)
        second = QRect(inner.left(), inner.top() + 21, inner.width(), 16)
        self.text(painter, second, row.detail, "ink-2", LABEL_PX)


class RefusedDelegate(RowDelegate):
    """Who and how often, what is wrong with it and what to do, and the reason as it was found."""

    height = 102

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RefusedLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        first = QRect(inner.left(), inner.top(), inner.width(), 18)
        taken = self.text(painter, first, row.count, "ink-2", LABEL_PX, right=True)
        self.text(painter, first.adjusted(0, 0, -taken - 8, 0), row.who, "ink", BODY_PX, bold=True)
        what = QRect(inner.left(), inner.top() + 19, inner.width(), 38)
        self._wrapped(painter, what, row.what, "ink", LABEL_PX + 1)
        reason = QRect(inner.left(), inner.bottom() - 30, inner.width(), 31)
        self._wrapped(painter, reason, row.reason, "ink-2", LABEL_PX)

    def _wrapped(self, painter: QPainter, place: QRect, words: str, token: str, size_px: int) -> None:
        painter.setPen(self.theme.color(token))
        painter.setFont(font(size_px))
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), words)


class DeviceHeader(QWidget):
    """The names of the columns over the list."""

    def __init__(self, texts: Texts, theme: Theme, rows: RowList) -> None:
        super().__init__()
        self._rows = rows
        self.setFixedHeight(HEADER)
        self.restyle(texts, theme)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEADER)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(LABEL_PX))
        for name, place in boxes(QRect(0, 0, self._rows.viewport().width(), self.height())).items():
            words = self._texts(f"devices.column.{name}")
            write(painter, place, words, self._theme.color("ink-2"), LABEL_PX, right=name in NUMERIC)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

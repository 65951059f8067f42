"""Paints the cells of the census: marks, score chips, sparklines, hatched stale values, two-tone texts."""

from collections.abc import Hashable
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hah_console.services.board import TREND_HOURS, CensusRow
from hah_console.ui.delegates.picture_cache import PictureCache
from hah_console.ui.models.census_model import NUMERIC, Role
from hah_console.ui.screens.census.presenter import Cell, CensusLine, Column
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import on_selected
from hah_console.ui.widgets.shapes import draw_priority

ROW_HEIGHT = 33
PAD, GAP, MARK_PX, CHIP_WIDTH, CHIP_HEIGHT, AGE_HEIGHT = 6, 4, 12, 38, 18, 13
TREND_TOP_SCORE = 10.0
"""The sparkline's fixed scale: a new value shifts the window, never the scale."""
TREND_GAP_S = 9_000
"""Two scores further apart than this are not joined: a gap must stay visible."""
TREND_STEP_S = 300
"""The sparkline moves on this often; a pixel is more."""
_BAND_TOKENS = {"red": "news-red", "orange": "news-orange", "yellow": "news-yellow", "none": "ink-3"}
VALUES = NUMERIC - {Column.TASKS}
_STRONG_COLUMNS = frozenset({Column.PATIENT})
_SMALL_COLUMNS = frozenset({Column.UPDATED})


class CensusDelegate(QStyledItemDelegate):
    """Colours and fonts are made once per theme; painting only looks them up.

    ``old``: the board does not follow, so that no value is of now.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.now_s = 0.0
        self.old = False
        self.pictures = PictureCache()
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.pictures.clear()
        names = (
            "surface",
            "ink",
            "ink-2",
            "ink-3",
            "line",
            "selected",
            "hover",
            "stale-hatch",
            "accent",
            *_BAND_TOKENS.values(),
        )
        self._colours = {name: theme.color(name) for name in names}
        self._old = self._colours["ink-3"]
        self._hatch = QBrush(theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(40, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line, column = index.data(Role.LINE), index.column()
        if not isinstance(line, CensusLine):
            return
        box: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = self._colours["selected" if selected else "surface"]
        # PERF: painting every cell anew takes 43 ms, drawing kept pictures a fifth of it
        self.pictures.draw(
            painter, box, (column, selected, self.old, self._look(line, column)), ground,
            lambda inside, place: self._whole(inside, place, line, column, selected),
        )  # fmt: skip
        if selected:
            self._focus_bar(painter, box, option)

    def _look(self, line: CensusLine, column: int) -> Hashable:
        """Everything the picture of a cell depends on beside theme and size."""
        row, cell = line.row, line.cells[column]
        if column == Column.MARK:
            return row.alarm.priority if row.alarm else None
        if column == Column.SCORE:
            return cell, row.score.band if row.score else None, row.no_data
        if column == Column.TREND:
            newest = row.trend[-1] if row.trend else None
            return row.patient_id, newest, len(row.trend), row.no_data, int(self.now_s // TREND_STEP_S)
        return cell

    def _whole(self, painter: QPainter, box: QRect, line: CensusLine, column: int, selected: bool) -> None:
        painter.setPen(self._colours["line"])
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._old = self._colours[on_selected("ink-3") if selected else "ink-3"]
        self._cell(painter, box, line, column)

    def _focus_bar(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
        """The selected row of the table that has the keyboard focus carries an accent bar at its left."""
        table = option.widget
        if box.left() <= 0 and table is not None and table.hasFocus():
            painter.fillRect(QRect(box.left(), box.top(), 4, box.height() - 1), self._colours["accent"])

    def _cell(self, painter: QPainter, box: QRect, line: CensusLine, column: int) -> None:
        if column == Column.MARK:
            self._mark(painter, box, line.row)
        elif column == Column.SCORE:
            self._score(painter, box, line)
        elif column == Column.TREND:
            self._trend(painter, box, line.row)
        else:
            cell = line.cells[column]
            self._text(painter, box, replace(cell, stale=True) if self.old and column in VALUES else cell, column)

    def _mark(self, painter: QPainter, box: QRect, row: CensusRow) -> None:
        if row.alarm is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(0, 0, MARK_PX, MARK_PX)
        place.moveCenter(QRectF(box).center())
        colour, _ = self._theme.priority(row.alarm.priority)
        draw_priority(painter, row.alarm.priority, place, colour, self._theme.edge(row.alarm.priority))

    def _score(self, painter: QPainter, box: QRect, line: CensusLine) -> None:
        cell, score = line.cells[Column.SCORE], line.row.score
        chip = QRectF(box.left() + PAD, box.center().y() - CHIP_HEIGHT / 2 + 0.5, CHIP_WIDTH, CHIP_HEIGHT)
        if score is None:
            self._text(painter, box, Cell(soft=cell.strong), Column.SCORE)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if line.row.no_data else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self._colours[_BAND_TOKENS[score.band]], 2 if score.band == "red" else 1.5, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
        painter.setPen(self._colours["ink"])
        painter.setFont(font(BODY_PX, bold=True))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), cell.strong)
        painter.setPen(self._colours["ink-2"])
        painter.setFont(font(LABEL_PX))
        rest = box.adjusted(PAD + CHIP_WIDTH + 4, 0, 0, -1)
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cell.soft)

    def _trend(self, painter: QPainter, box: QRect, row: CensusRow) -> None:
        area = QRectF(box).adjusted(PAD, 7, -PAD * 2, -8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours["ink-3" if row.no_data else "ink-2"], 1.2))
        for part in _unbroken(row.trend):
            painter.drawPolyline(QPolygonF([_place(area, at_s - self.now_s, score) for at_s, score in part]))

    def _text(self, painter: QPainter, box: QRect, cell: Cell, column: int) -> None:
        if cell.stale:
            painter.fillRect(box.adjusted(0, 0, 0, -1), self._hatch)
        inner = box.adjusted(PAD, 0, -PAD, -1)
        size = LABEL_PX if column in _SMALL_COLUMNS else BODY_PX
        colour = self._old if cell.stale else self._colours["ink"]
        if column in NUMERIC:
            self._number(painter, inner, cell, colour)
            return
        first = inner.adjusted(0, 0, -_kept_for_warning(cell, size), 0)
        left = self._part(painter, first, cell.strong, colour, size, bold=column in _STRONG_COLUMNS)
        if left:
            inner.setLeft(inner.left() + left + GAP)
        soft = self._colours["ink" if cell.warning else "ink-2"]
        words = cell.soft if cell.warning else whole_words(cell.soft, QFontMetrics(font(size)), inner.width())
        self._part(painter, inner, words, soft, size, bold=cell.warning)

    def _number(self, painter: QPainter, box: QRect, cell: Cell, colour: QColor) -> None:
        """A number, above its age where it has one."""
        upper = box.adjusted(0, 1, 0, -AGE_HEIGHT) if cell.soft else box
        painter.setPen(colour)
        painter.setFont(font(BODY_PX))
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), cell.strong)
        if cell.soft:
            painter.setPen(self._colours["ink-2"])
            painter.setFont(font(LABEL_PX))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom), cell.soft)

    def _part(self, painter: QPainter, box: QRect, text: str, colour: QColor, size: int, *, bold: bool) -> int:
        """Draw one piece of text, shortened to the room; returns the width it took."""
        if not text or box.width() <= 0:
            return 0
        face = font(size, bold=bold)
        metrics = QFontMetrics(face)
        width = metrics.horizontalAdvance(text)
        shown = text if width <= box.width() else metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(face)
        painter.setPen(colour)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        return min(width, box.width())


def _kept_for_warning(cell: Cell, size: int) -> int:
    """SAFETY(cut number): a warning is whole, however long what stands before it: "late 5" is neither min nor h."""
    return QFontMetrics(font(size, bold=True)).horizontalAdvance(cell.soft) + GAP if cell.warning else 0


def whole_words(text: str, metrics: QFontMetrics, room: int) -> str:
    """As many leading words as fit: a light addition is left out rather than cut in the middle of a dose."""
    words = text.split(" ")
    while words and metrics.horizontalAdvance(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


def _unbroken(trend: tuple[tuple[float, float], ...]) -> list[list[tuple[float, float]]]:
    """The stretches of a trend without gaps."""
    parts: list[list[tuple[float, float]]] = []
    for point in trend:
        if parts and point[0] - parts[-1][-1][0] <= TREND_GAP_S:
            parts[-1].append(point)
        else:
            parts.append([point])
    return parts


def _place(area: QRectF, ago_s: float, score: float) -> QPointF:
    """``ago_s`` is negative: seconds from now back to the point."""
    x = area.right() + area.width() * ago_s / (TREND_HOURS * 3600)
    return QPointF(x, area.bottom() - area.height() * min(score, TREND_TOP_SCORE) / TREND_TOP_SCORE)

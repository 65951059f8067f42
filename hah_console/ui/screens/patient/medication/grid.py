"""The medication record as a table of orders by days; every dose is a shape, a moment and a word."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from hah_console.domain.dose import OPEN
from hah_console.ui.screens.patient.medication.grid_text import Grid, GridMark, GridRow
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.cell_table import CellDelegate, CellHeader, CellTable
from hah_console.ui.widgets.dose_marks import draw_dose
from hah_console.ui.widgets.row_list import write

HEAD_WIDTH, CELL_WIDTH, LINE, PAD, SHAPE_PX, DAY_HEIGHT = 240, 124, 18, 8, 11, 28
CELL, DAY = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
_SPOKEN = (int(Qt.ItemDataRole.AccessibleTextRole),)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """Rows are orders, columns days."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid((), ())

    def show_grid(self, grid: Grid) -> bool:
        """Take another grid; True when rows or columns are others than before."""
        before, self.grid = self.grid, grid
        same = [d.day for d in before.days] == [d.day for d in grid.days]
        same = same and [(r.key, r.title) for r in before.rows] == [(r.key, r.title) for r in grid.rows]
        if not same:
            self.beginResetModel()
            self.endResetModel()
        elif before != grid and grid.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(grid.rows) - 1, len(grid.days) - 1))
        return not same

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.grid.days)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self.grid.rows[index.row()]
        if role == CELL:
            return row.cells[index.column()]
        if role == DAY:
            return self.grid.days[index.column()]
        return row.spoken[index.column()] if role in _SPOKEN else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.grid.days[section].label
        row = self.grid.rows[section]
        return f"{row.title} {row.how}"


class _DayHeader(CellHeader):
    """Today stands in bold with a line in the colour of the ink."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        if not isinstance(model, GridModel):
            return
        day = model.grid.days[logicalIndex]
        write(painter, rect.adjusted(PAD, 0, -4, 0), day.label, self.theme.color("ink" if day.today else "ink-2"),
              BODY_PX, bold=day.today)  # fmt: skip
        painter.setPen(QPen(self.theme.color("ink" if day.today else "line"), 2 if day.today else 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class _OrderHeader(CellHeader):
    """Drug and amount, and below them how."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        if not isinstance(model, GridModel):
            return
        row = model.grid.rows[logicalIndex]
        box = QRect(rect.left() + 12, rect.top() + 6, rect.width() - 18, LINE)
        write(painter, box, row.title, self.theme.color("ink-2" if row.ended else "ink"), BODY_PX, bold=not row.ended)
        write(painter, box.translated(0, LINE), row.how, self.theme.color("ink-2"), LABEL_PX)
        painter.setPen(self.theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class _DoseDelegate(CellDelegate):
    def ground(self, index: Index) -> str:
        return "hover" if index.data(DAY).today else ""

    def draw(self, painter: QPainter, box: QRect, index: Index) -> None:
        for number, mark in enumerate(index.data(CELL)):
            self._mark(painter, QRect(box.left() + PAD, box.top() + 6 + number * LINE, box.width() - PAD, LINE), mark)

    def _mark(self, painter: QPainter, line: QRect, mark: GridMark) -> None:
        place = QRectF(line.left(), line.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        draw_dose(painter, mark.standing, place, self.theme, mark.late)
        rest = line.adjusted(SHAPE_PX + 5, 0, -2, 0)
        urgent = mark.late is not None
        ink = self.theme.color("ink" if urgent else "ink-2")
        write(painter, rest, f"{mark.at} {mark.word}", ink, LABEL_PX, bold=urgent)


class DoseGrid(CellTable):
    """Signals: ``chosen`` with the id of the dose that stands in the cell the keyboard is on, ``opened`` on Enter."""

    opened = Signal(str)

    def __init__(self, name: str, theme: Theme) -> None:
        self.grid_model = GridModel()
        days = _DayHeader(theme, Qt.Orientation.Horizontal, DAY_HEIGHT)
        days.setDefaultSectionSize(CELL_WIDTH)
        orders = _OrderHeader(theme, Qt.Orientation.Vertical, HEAD_WIDTH)
        super().__init__(name, self.grid_model, _DoseDelegate(theme), days, orders)
        self.doubleClicked.connect(self._open)

    def show_grid(self, grid: Grid) -> None:
        """Take another grid; the cell is kept, and today stands in sight when there was none."""
        was = self.currentIndex()
        if not self.grid_model.show_grid(grid):
            return
        for number, row in enumerate(grid.rows):
            self.setRowHeight(number, _height(row))
        kept = self.grid_model.index(was.row(), was.column()) if was.isValid() else QModelIndex()
        self.setCurrentIndex(kept if kept.isValid() else self.grid_model.index(0, grid.today))
        self.scrollTo(self.grid_model.index(0, min(grid.today + 2, len(grid.days) - 1)))

    def current_id(self) -> str:
        """The dose in the current cell: the first that is open, else the last; empty for none."""
        cell: tuple[GridMark, ...] = self.currentIndex().data(CELL) or ()
        still = [mark for mark in cell if mark.standing in OPEN]
        return (still[0] if still else cell[-1]).key if cell else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, _: QModelIndex) -> None:
        if self.current_id():
            self.opened.emit(self.current_id())


def _height(row: GridRow) -> int:
    return max(2, *(len(cell) for cell in row.cells)) * LINE + 12

"""The table of laboratory results: analytes by times, every value with its unit."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.lab import Side
from hah_console.ui.screens.patient.results.lab_text import LabCell, LabGrid, LabRow
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.cell_table import CellDelegate, CellHeader, CellTable
from hah_console.ui.widgets.row_list import write

HEAD_WIDTH, CELL_WIDTH, LINE, PAD, TIME_HEIGHT = 180, 150, 20, 8, 28
CELL = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.AccessibleTextRole),)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LabModel(QAbstractTableModel):
    """Rows are analytes, columns the moments of specimens."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = LabGrid((), ())

    def show_grid(self, grid: LabGrid) -> bool:
        """Take another table; False when it is the same."""
        if grid == self.grid:
            return False
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.grid.times)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self.grid.rows[index.row()]
        if role == CELL:
            return row.cells[index.column()]
        return row.spoken[index.column()] if role in _SPOKEN else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.grid.times[section]
        row = self.grid.rows[section]
        return f"{row.name} {row.units}"


class _TimeHeader(CellHeader):
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        if isinstance(model, LabModel):
            write(painter, rect.adjusted(PAD, 0, -4, 0), model.grid.times[logicalIndex], self.theme.color("ink-2"))
            painter.setPen(self.theme.color("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class _AnalyteHeader(CellHeader):
    """Name and unit; a row of several units says so in bold."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        if not isinstance(model, LabModel):
            return
        row = model.grid.rows[logicalIndex]
        box = QRect(rect.left() + 12, rect.top() + 2, rect.width() - 18, LINE)
        write(painter, box, row.name, self.theme.color("ink"), BODY_PX, bold=True)
        ink = self.theme.color("ink" if row.mixed else "ink-2")
        write(painter, box.translated(0, LINE - 2), row.units, ink, LABEL_PX, bold=row.mixed)
        painter.setPen(self.theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def _mark(painter: QPainter, line: QRect, cell: LabCell, theme: Theme) -> int:
    """High or low: the word, over a line for low, under one for high. Returns its width."""
    wide = write(painter, line.adjusted(3, 0, 0, 0), cell.word, theme.color("ink"), LABEL_PX, bold=True) + 6
    edge = line.top() + 1 if cell.side is Side.HIGH else line.bottom() - 1
    painter.setPen(QPen(theme.color("ink"), 2))
    painter.drawLine(line.left(), edge, line.left() + wide, edge)
    return wide


class _ResultDelegate(CellDelegate):
    def draw(self, painter: QPainter, box: QRect, index: Index) -> None:
        cell: tuple[LabCell, ...] = index.data(CELL)
        for number, one in enumerate(cell):
            line = QRect(box.left() + PAD, box.top() + 3 + number * LINE, box.width() - PAD - 2, LINE)
            wide = write(painter, line, f"{one.value} {one.arrow}".rstrip(), self.theme.color("ink"), BODY_PX,
                         bold=one.side is not None)  # fmt: skip
            if one.side is not None:
                wide += 6 + _mark(painter, line.adjusted(wide + 6, 0, 0, 0), one, self.theme)
            write(painter, line.adjusted(wide + 6, 0, 0, 0), one.source, self.theme.color("ink-2"), LABEL_PX)


class LabTable(CellTable):
    """Signals: ``chosen`` with the id of the result the keyboard is on, or empty."""

    def __init__(self, name: str, theme: Theme) -> None:
        self.lab_model = LabModel()
        times = _TimeHeader(theme, Qt.Orientation.Horizontal, TIME_HEIGHT)
        times.setDefaultSectionSize(CELL_WIDTH)
        names = _AnalyteHeader(theme, Qt.Orientation.Vertical, HEAD_WIDTH)
        super().__init__(name, self.lab_model, _ResultDelegate(theme), times, names)

    def show_grid(self, grid: LabGrid) -> None:
        """Take another table; the newest column stands in sight."""
        if not self.lab_model.show_grid(grid):
            return
        for number, row in enumerate(grid.rows):
            self.setRowHeight(number, _height(row))
        if grid.rows:
            newest = self.lab_model.index(0, len(grid.times) - 1)
            self.setCurrentIndex(newest)
            self.scrollTo(newest)

    def current_id(self) -> str:
        """The last result in the current cell; empty for none."""
        cell: tuple[LabCell, ...] = self.currentIndex().data(CELL) or ()
        return cell[-1].result_id if cell else ""


def _height(row: LabRow) -> int:
    return max(2, *(len(cell) for cell in row.cells)) * LINE + 4

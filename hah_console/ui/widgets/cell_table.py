"""A table of painted cells below and beside fixed heads; the keyboard moves through it one cell at a time."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hah_console.ui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class CellHeader(QHeaderView):
    """A head in the colours of a theme: ``extent`` px high on top, or wide at the left."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, extent: int) -> None:
        super().__init__(orientation)
        self.theme, self._extent = theme, extent

    def sizeHint(self) -> QSize:
        return QSize(self._extent, 10) if self.orientation() is Qt.Orientation.Vertical else super().sizeHint()

    def settle(self) -> None:
        """Of one size, and nothing to press; once it stands in its table."""
        if self.orientation() is Qt.Orientation.Vertical:
            self.setFixedWidth(self._extent)
        else:
            self.setFixedHeight(self._extent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)


class CellDelegate(QStyledItemDelegate):
    """Paints ground, line and frame of a cell; what stands in it is painted by ``draw``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def ground(self, index: Index) -> str:
        """The colour token of the ground of a cell that is not chosen; empty for none."""
        return ""

    def draw(self, painter: QPainter, box: QRect, index: Index) -> None:
        """Paint what stands in the cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and view is not None and view.hasFocus()
        if ground := "selected" if chosen else self.ground(index):
            painter.fillRect(box, self.theme.color(ground))
        painter.setPen(self.theme.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self.draw(painter, box, index)
        if chosen:
            painter.setPen(QPen(self.theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()


class CellTable(QTableView):
    """Signals: ``chosen`` with the id of what stands in the cell the keyboard is on, or empty."""

    chosen = Signal(str)

    def __init__(
        self, name: str, model: QAbstractTableModel, cells: CellDelegate, columns: CellHeader, rows: CellHeader
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._model, self._parts = model, (cells, columns, rows)
        self.setModel(model)
        self.setItemDelegate(cells)
        self.setHorizontalHeader(columns)
        self.setVerticalHeader(rows)
        for header in (columns, rows):
            header.settle()
        self._make_quiet()
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit(self.current_id()))

    def _make_quiet(self) -> None:
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView, QTableView:focus { border: none; background: transparent; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def current_id(self) -> str:
        """The id of what stands in the current cell; empty for nothing."""
        return ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.current_id())

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        for part in self._parts:
            part.theme = theme
        self.viewport().update()

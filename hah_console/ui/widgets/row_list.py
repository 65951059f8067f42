"""A list of painted rows that keeps its row by key, opens with Enter, and shows its focus."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hah_console.ui.models.rows_model import ROW, RowsModel, SpokenRow
from hah_console.ui.theme.fonts import BODY_PX, font
from hah_console.ui.theme.theme import Theme

FOCUS_BAR = 4
Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints ground, separator and focus bar; ``draw`` paints the row."""

    height = 48

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._selected = False

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.row_height(index.data(ROW)))

    def row_height(self, row: object) -> int:
        """Height in pixels of one row."""
        return self.height

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect
        state = option.state
        view = option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = view is not None and view.hasFocus()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._selected = selected and (focused or bool(getattr(view, "keeps_selection", False)))
        if self._selected:
            painter.fillRect(box, self.theme.color("selected"))
            if focused:
                painter.fillRect(QRect(box.left(), box.top(), FOCUS_BAR, box.height() - 1), self.theme.color("accent"))
        painter.setPen(self.theme.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self.draw(painter, box, index.data(ROW))
        painter.restore()

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        """Paint one row."""
        raise NotImplementedError

    def text(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        token: str = "ink",
        size: int = BODY_PX,
        *,
        bold: bool = False,
        right: bool = False,
    ) -> int:
        """Write one line, elided to the box and centred in its height; returns the width written."""
        colour = self.theme.color(on_selected(token) if self._selected else token)
        return write(painter, box, text, colour, size, bold=bold, right=right)


def on_selected(token: str) -> str:
    """The token that stays legible on the ground of a selected row."""
    return "ink-2" if token == "ink-3" else "ink" if token.startswith("series-") else token


def write(
    painter: QPainter,
    box: QRect,
    text: str,
    colour: QColor,
    size: int = BODY_PX,
    *,
    bold: bool = False,
    right: bool = False,
) -> int:
    """Write one line, elided to the box and centred in its height; returns the width written."""
    face = font(size, bold=bold)
    metrics = QFontMetrics(face)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(face)
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
    return metrics.horizontalAdvance(shown)


class RowList(QListView):
    """Signals: ``opened`` with a key on Enter or double click, ``chosen`` with a key when the row changes, ``focused``
    when the keyboard comes to it."""

    opened = Signal(str)
    chosen = Signal(str)
    focused = Signal()

    def __init__(self, name: str, delegate: RowDelegate, *, keeps_selection: bool = False) -> None:
        super().__init__()
        self.keeps_selection = keeps_selection
        self.rows = RowsModel(self)
        self._delegate = delegate
        self.setObjectName(name)
        self.setModel(self.rows)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView, QListView:focus { border: none; background: transparent; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_rows(self, rows: Sequence[SpokenRow]) -> None:
        """Take new rows; the current one is kept by its key, and the first taken when there was none."""
        kept, was_at = self.key(), self.currentIndex().row()
        self.rows.show_rows(rows)
        if not rows or (self.key() == kept and kept):
            return
        position = self.rows.position(kept) if kept else None
        here = position if position is not None else min(max(was_at, 0), len(rows) - 1)
        self.setCurrentIndex(self.rows.index(self.rows.nearest(here)))

    def key(self) -> str:
        """The key of the current row, or empty."""
        row = self.rows.row(self.currentIndex().row())
        return row.key if row else ""

    def row(self) -> SpokenRow | None:
        """The current row."""
        return self.rows.row(self.currentIndex().row())

    def choose(self, key: str) -> bool:
        """Make a key's row the current one; False when it is not there."""
        position = self.rows.position(key)
        if position is None:
            return False
        self.setCurrentIndex(self.rows.index(position))
        self.scrollTo(self.currentIndex())
        return True

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._delegate.restyle(theme)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if row is not None:
            self.opened.emit(row.key)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.rows.row(current.row())
        self.viewport().update()
        if row is not None:
            self.chosen.emit(row.key)

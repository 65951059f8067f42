"""A list of prepared rows for a delegate to paint; each has a ``key`` and a spoken sentence, or is a heading."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ROW = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class SpokenRow(Protocol):
    """What a row must tell: who it is, and its sentence."""

    @property
    def key(self) -> str: ...
    @property
    def spoken(self) -> str: ...


class RowsModel(QAbstractListModel):
    """``show_rows`` updates in place while the same rows stand in the same order, else resets."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SpokenRow, ...] = ()

    def show_rows(self, rows: Sequence[SpokenRow]) -> None:
        """Take new rows."""
        new = tuple(rows)
        if [row.key for row in new] != [row.key for row in self._rows]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        changed = [i for i, (old, row) in enumerate(zip(self._rows, new, strict=True)) if old != row]
        self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        return row.spoken if role in _SPOKEN else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading between rows can neither be chosen nor stepped on."""
        heading = index.isValid() and _is_heading(self._rows[index.row()])
        return Qt.ItemFlag.ItemNeverHasChildren if heading else super().flags(index)

    def nearest(self, position: int) -> int:
        """The first row from a position on that is no heading, else the last one before it."""
        order = (*range(position, len(self._rows)), *range(position - 1, -1, -1))
        return next((here for here in order if not _is_heading(self._rows[here])), position)

    def row(self, position: int) -> SpokenRow | None:
        """The row at a position, or None."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position(self, key: str) -> int | None:
        """Where a key stands, or None."""
        return next((i for i, row in enumerate(self._rows) if row.key == key), None)


def _is_heading(row: SpokenRow) -> bool:
    return bool(getattr(row, "heading", False))

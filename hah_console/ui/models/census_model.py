"""The census as an item model over prepared lines: an order array, contiguous runs of changes, never a full reset
for a changed value."""

from collections.abc import Iterator
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hah_console.domain.ids import PatientId
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.census.presenter import CensusLine, Column

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Role(IntEnum):
    """Roles beside Qt's own."""

    LINE = Qt.ItemDataRole.UserRole
    CELL = Qt.ItemDataRole.UserRole + 1


NUMERIC = frozenset(
    {Column.SPO2, Column.HEART_RATE, Column.RESPIRATION, Column.PRESSURE, Column.TEMPERATURE, Column.TASKS}
)
HEADERS = (
    "",
    "census.column.patient",
    "census.column.condition",
    "census.column.score",
    "census.column.trend",
    "census.column.spo2",
    "census.column.heart_rate",
    "census.column.respiration",
    "census.column.pressure",
    "census.column.temperature",
    "census.column.updated",
    "census.column.visit",
    "census.column.dose",
    "census.column.tasks",
    "census.column.owner",
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CensusModel(QAbstractTableModel):
    """Rows are CensusLines. ``show_lines`` tells views exactly what changed."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._lines: tuple[CensusLine, ...] = ()
        self._positions: dict[PatientId, int] = {}

    def show_lines(self, lines: tuple[CensusLine, ...]) -> None:
        """Take new lines: same patients in place are updated, a new order is a layout change, new people a reset."""
        old_ids = tuple(line.row.patient_id for line in self._lines)
        new_ids = tuple(line.row.patient_id for line in lines)
        if old_ids == new_ids:
            self._update(lines)
        elif len(old_ids) == len(new_ids) and set(old_ids) == set(new_ids):
            self._reorder(lines)
        else:
            self.beginResetModel()
            self._put(lines)
            self.endResetModel()

    def restyle(self, texts: Texts) -> None:
        """Take another language for the headers."""
        self._texts = texts
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def patient_at(self, row: int) -> PatientId | None:
        """Who stands in a row."""
        return self._lines[row].row.patient_id if 0 <= row < len(self._lines) else None

    def row_of(self, patient_id: str) -> int | None:
        """In which row a patient stands, None when not in sight."""
        return self._positions.get(PatientId(patient_id))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Role.LINE:
            return line
        cell = line.cells[index.column()]
        if role == Role.CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{cell.strong} {cell.soft}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line, index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(HEADERS[section]) if HEADERS[section] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if section in NUMERIC else _LEFT)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._texts(HEADERS[section] or "census.column.mark")
        return None

    def _spoken(self, line: CensusLine, column: int) -> str:
        if column in (Column.MARK, Column.PATIENT):
            return line.spoken
        cell = line.cells[column]
        value = f"{cell.strong} {cell.soft}".strip()
        if cell.stale:
            value = self._texts("census.spoken_stale")
        header = self._texts(HEADERS[column])
        return f"{header} {value}".strip()

    def _put(self, lines: tuple[CensusLine, ...]) -> None:
        self._lines = lines
        self._positions = {line.row.patient_id: row for row, line in enumerate(lines)}

    def _update(self, lines: tuple[CensusLine, ...]) -> None:
        changed = [_changed_columns(old, new) for old, new in zip(self._lines, lines, strict=True)]
        self._put(lines)
        for first, last, left, right in _runs(changed):
            self.dataChanged.emit(self.index(first, left), self.index(last, right))

    def _reorder(self, lines: tuple[CensusLine, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        people = [self.patient_at(index.row()) for index in before]
        self._put(lines)
        after = [self.index(self._positions[p], i.column()) for i, p in zip(before, people, strict=True) if p]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _changed_columns(old: CensusLine, new: CensusLine) -> tuple[int, int] | None:
    """The first and last column that differ, None when the line is the same."""
    if old is new:
        return None
    columns = [c for c in Column if old.cells[c] != new.cells[c]]
    if old.row.trend != new.row.trend:
        columns.append(Column.TREND)
    if old.row.score != new.row.score:
        columns.append(Column.SCORE)
    if old.row.alarm != new.row.alarm:
        columns.append(Column.MARK)
    return (min(columns), max(columns)) if columns else None


def _runs(changed: list[tuple[int, int] | None]) -> Iterator[tuple[int, int, int, int]]:
    """Contiguous runs of changed rows as (first row, last row, leftmost column, rightmost column)."""
    first: int | None = None
    left, right = len(Column), 0
    for row, columns in enumerate([*changed, None]):
        if columns is not None:
            first = row if first is None else first
            left, right = min(left, columns[0]), max(right, columns[1])
        elif first is not None:
            yield first, row - 1, left, right
            first, left, right = None, len(Column), 0

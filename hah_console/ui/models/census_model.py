"""The census as an item model over frozen rows: an order array, contiguous runs of changes, words made when they are
asked for, never a full reset for a changed value."""

from collections.abc import Callable, Iterator
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hah_console.domain.ids import PatientId
from hah_console.services.board import CensusRow
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
    """Rows are CensusRows in the order shown; ``line_of`` says one in words and is asked for those in sight only.

    ``show_rows`` tells views exactly what changed.
    """

    def __init__(self, texts: Texts, line_of: Callable[[CensusRow], CensusLine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts, self._line_of = texts, line_of
        self._rows: tuple[CensusRow, ...] = ()
        self._ids: tuple[PatientId, ...] = ()
        self._positions: dict[PatientId, int] = {}
        self._lines: dict[int, CensusLine] = {}

    def show_rows(self, rows: tuple[CensusRow, ...]) -> None:
        """Take new rows: same patients in place are updated, a new order is a layout change, new people a reset."""
        ids = tuple(row.patient_id for row in rows)
        if ids == self._ids:
            self._update(rows)
        elif len(ids) == len(self._ids) and self._positions.keys() == set(ids):
            self._reorder(rows)
        else:
            self.beginResetModel()
            self._put(rows)
            self.endResetModel()

    def tick(self, first: int, last: int) -> None:
        """Time has passed for the rows in sight: ages and lateness are written anew."""
        last = min(last, len(self._rows) - 1)
        self._lines.clear()
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, Column.UPDATED), self.index(last, Column.DOSE))

    def restyle(self, texts: Texts) -> None:
        """Take another language for the headers."""
        self._texts = texts
        self._lines.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def patient_at(self, row: int) -> PatientId | None:
        """Who stands in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, patient_id: str) -> int | None:
        """In which row a patient stands, None when not in sight."""
        return self._positions.get(PatientId(patient_id))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        line = self._line(index.row())
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

    def _line(self, row: int) -> CensusLine:
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = self._line_of(self._rows[row])
        return line

    def _put(self, rows: tuple[CensusRow, ...]) -> None:
        self._rows = rows
        self._ids = tuple(row.patient_id for row in rows)
        self._positions = {pid: position for position, pid in enumerate(self._ids)}
        self._lines.clear()

    def _update(self, rows: tuple[CensusRow, ...]) -> None:
        changed = [_changed_columns(old, new) for old, new in zip(self._rows, rows, strict=True)]
        self._rows = rows
        self._lines.clear()
        for first, last, left, right in _runs(changed):
            self.dataChanged.emit(self.index(first, left), self.index(last, right))

    def _reorder(self, rows: tuple[CensusRow, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        people = [self.patient_at(index.row()) for index in before]
        self._put(rows)
        after = [self.index(self._positions[p], i.column()) for i, p in zip(before, people, strict=True) if p]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


_COLUMNS_OF = (
    ("alarm", Column.MARK, Column.MARK),
    ("score", Column.SCORE, Column.SCORE),
    ("trend", Column.TREND, Column.TREND),
    ("vitals", Column.SPO2, Column.TEMPERATURE),
    ("last_received_at", Column.UPDATED, Column.UPDATED),
    ("no_data", Column.TREND, Column.UPDATED),
    ("visit", Column.VISIT, Column.VISIT),
    ("dose", Column.DOSE, Column.DOSE),
    ("open_tasks", Column.TASKS, Column.TASKS),
    ("owner", Column.OWNER, Column.OWNER),
    ("day", Column.CONDITION, Column.CONDITION),
    ("condition", Column.CONDITION, Column.CONDITION),
    ("target_days", Column.CONDITION, Column.CONDITION),
    ("max_days", Column.CONDITION, Column.CONDITION),
    ("name", Column.PATIENT, Column.PATIENT),
    ("age_years", Column.PATIENT, Column.PATIENT),
    ("sex", Column.PATIENT, Column.PATIENT),
)
"""Which columns each fact of a row is written in."""


def _changed_columns(old: CensusRow, new: CensusRow) -> tuple[int, int] | None:
    """The first and last column that differ, None when the row is the same."""
    if old is new:
        return None
    spans = [(left, right) for name, left, right in _COLUMNS_OF if getattr(old, name) != getattr(new, name)]
    return (min(left for left, _ in spans), max(right for _, right in spans)) if spans else None


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

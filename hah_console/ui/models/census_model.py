"""The census as an item model over frozen rows: an order array, contiguous runs of changes, words made when they are
asked for, never a full reset for a changed value."""

from collections.abc import Callable, Iterable, Iterator, Set
from enum import IntEnum
from operator import attrgetter

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hah_console.domain.ids import PatientId
from hah_console.services.board import CensusRow
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.census.presenter import CensusLine, Column

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PATIENT = attrgetter("patient_id")


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

    ``spoken_of`` is the sentence a screen reader says. ``show_rows`` tells views exactly what changed.
    """

    def __init__(
        self,
        texts: Texts,
        line_of: Callable[[CensusRow], CensusLine],
        spoken_of: Callable[[CensusLine], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts, self._line_of, self._spoken_of = texts, line_of, spoken_of
        self._rows: tuple[CensusRow, ...] = ()
        self._ids: tuple[PatientId, ...] = ()
        self._positions: dict[PatientId, int] = {}
        self._lines: dict[int, CensusLine] = {}

    def show_rows(self, rows: tuple[CensusRow, ...]) -> None:
        """Take new rows: same patients in place are updated, a new order is a layout change, new people a reset."""
        ids = tuple(map(_PATIENT, rows))
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
        in_sight = range(max(0, first), min(last + 1, len(self._rows)))
        self._lines = {row: self._lines[row] for row in in_sight if row in self._lines}
        self._tell((row, _TICKING) for row in in_sight)

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
            return self._spoken_of(line)
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
        """PERF(four times a second): of 1,000 rows few are another object, and only these have to be looked at."""
        pairs = enumerate(zip(self._rows, rows, strict=True))
        others = [(row, _changed_columns(old, new)) for row, (old, new) in pairs if old is not new]
        self._rows = rows
        self._tell([(row, columns) for row, columns in others if columns])

    def _tell(self, changed: Iterable[tuple[int, frozenset[int]]]) -> None:
        """Tell the views of cells that may have changed. PERF(35 us a cell): where words were there, of other words."""
        rows_of: dict[int, list[int]] = {}
        for row, columns in changed:
            old = self._lines.pop(row, None)
            new = self._line(row) if old else None
            for column in columns:
                if old is None or new is None or column in _PICTURES or old.cells[column] != new.cells[column]:
                    rows_of.setdefault(column, []).append(row)
        for column, rows in rows_of.items():
            for first, last in _runs(rows):
                self.dataChanged.emit(self.index(first, column), self.index(last, column))

    def _reorder(self, rows: tuple[CensusRow, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        people = [self.patient_at(index.row()) for index in before]
        self._put(rows)
        after = [self.index(self._positions[p], i.column()) for i, p in zip(before, people, strict=True) if p]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


_VITALS = frozenset(range(Column.SPO2, Column.TEMPERATURE + 1))
_COLUMNS_OF: tuple[tuple[str, Set[int]], ...] = (
    ("alarm", {Column.MARK}),
    ("score", {Column.SCORE}),
    ("trend", {Column.TREND}),
    ("vitals", _VITALS),
    ("last_received_at", {Column.UPDATED}),
    ("no_data", {Column.TREND, *_VITALS, Column.UPDATED}),
    ("visit", {Column.VISIT}),
    ("dose", {Column.DOSE}),
    ("open_tasks", {Column.TASKS}),
    ("owner", {Column.OWNER}),
    ("day", {Column.CONDITION}),
    ("condition", {Column.CONDITION}),
    ("target_days", {Column.CONDITION}),
    ("max_days", {Column.CONDITION}),
    ("name", {Column.PATIENT}),
    ("age_years", {Column.PATIENT}),
    ("sex", {Column.PATIENT}),
)
"""Which columns each fact of a row is written in."""
_PICTURES = frozenset({Column.MARK, Column.SCORE, Column.TREND})
"""Cells that show more than their words."""
_TICKING = frozenset(range(Column.UPDATED, Column.DOSE + 1))
"""Ages and lateness."""


def _changed_columns(old: CensusRow, new: CensusRow) -> frozenset[int]:
    """The columns whose facts differ."""
    return frozenset().union(*(cs for name, cs in _COLUMNS_OF if getattr(old, name) != getattr(new, name)))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Contiguous runs of ascending numbers, as first and last."""
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield first, last
            first = row
        last = row
    yield first, last

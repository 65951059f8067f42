"""The tiles as an item model: what a screen reader and the keyboard see of the canvas."""

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hah_console.domain.ids import PatientId
from hah_console.services.board import CensusRow
from hah_console.ui.screens.ward.presenter import Tile
from hah_console.ui.screens.ward.tile_places import Part

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PATIENT = attrgetter("patient_id")
PARTS_ROLE = int(Qt.ItemDataRole.UserRole)
"""A change told with this role and the parts added to it is one of these parts only."""


class WardModel(QAbstractListModel):
    """Rows in the order shown. Values arriving are taken at once and told by ``tell``, a part at a time."""

    def __init__(
        self, tile_of: Callable[[CensusRow], Tile], spoken_of: Callable[[CensusRow], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tile_of, self._spoken_of = tile_of, spoken_of
        self._rows: list[CensusRow] = []
        self._ids: tuple[PatientId, ...] = ()
        self._positions: dict[PatientId, int] = {}
        self._tiles: dict[int, Tile] = {}

    def show_rows(self, rows: tuple[CensusRow, ...]) -> None:
        """Take rows: the same people in place are taken silently, a new order is a layout change, new people a reset.

        An alarm that began, changed or ended is told at once.
        """
        ids = tuple(map(_PATIENT, rows))
        if ids == self._ids:
            old, self._rows = self._rows, list(rows)
            for position, (was, row) in enumerate(zip(old, rows, strict=True)):
                if was is row:
                    continue
                if was.alarm != row.alarm or was.no_data != row.no_data:
                    self._refresh(position)
        elif len(ids) == len(self._ids) and self._positions.keys() == set(ids):
            self._reorder(rows)
        else:
            self.beginResetModel()
            self._put(rows)
            self.endResetModel()

    def put(self, position: int, row: CensusRow) -> None:
        """Newer values of the patient at a position; ``tell`` says so to the views."""
        self._rows[position] = row

    def tell(self, position: int) -> bool:
        """Make the tile anew; tells the views when it says something else, and returns whether it does."""
        tile, before = self._tile_of(self._rows[position]), self._tiles.get(position)
        parts = Part.WHOLE if before is None else changed_parts(before, tile)
        if not parts:
            return False
        self._tiles[position] = tile
        self._changed(position, PARTS_ROLE + parts)
        return True

    def restyle(self) -> None:
        """Take other words."""
        self._tiles.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def tile(self, position: int) -> Tile:
        """The tile at a position."""
        tile = self._tiles.get(position)
        if tile is None:
            tile = self._tiles[position] = self._tile_of(self._rows[position])
        return tile

    def row(self, position: int) -> CensusRow | None:
        """The row at a position, or None."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def patient_at(self, position: int) -> PatientId | None:
        """Who stands at a position."""
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def position_of(self, patient_id: str) -> int | None:
        """Where a patient stands, None when not in sight."""
        return self._positions.get(PatientId(patient_id))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken_of(row)
        return None

    def _refresh(self, position: int) -> None:
        self._tiles.pop(position, None)
        self._changed(position)

    def _changed(self, position: int, *roles: int) -> None:
        index = self.index(position)
        self.dataChanged.emit(index, index, roles)

    def _put(self, rows: tuple[CensusRow, ...]) -> None:
        self._rows = list(rows)
        self._ids = tuple(row.patient_id for row in rows)
        self._positions = {pid: position for position, pid in enumerate(self._ids)}
        self._tiles.clear()

    def _reorder(self, rows: tuple[CensusRow, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        people = [self.patient_at(index.row()) for index in before]
        self._put(rows)
        self.changePersistentIndexList(before, [self.index(self._positions[p]) for p in people if p is not None])
        self.layoutChanged.emit()


def changed_parts(old: Tile, new: Tile) -> Part:
    """What of a tile must be painted anew; PERF: mostly numbers, once a second and in every tile."""
    if _rest(old) != _rest(new):
        return Part.WHOLE
    numbers = Part(0) if old.numbers == new.numbers else Part.NUMBERS
    return numbers if (old.chip, old.foot) == (new.chip, new.foot) else numbers | Part.FOOT


def _rest(tile: Tile) -> tuple[object, ...]:
    """All but numbers and foot; an alarm that comes or goes is seen at the edge and in the head as well."""
    score = tile.score, tile.score_soft, tile.band
    return tile.patient_id, tile.name, tile.age, *score, tile.silent, tile.priority, tile.day

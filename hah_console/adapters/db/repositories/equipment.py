"""Pieces of equipment, sets of them, their history; backup hospitals."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from hah_console.adapters.db.mapping.equipment_set import set_of, set_values
from hah_console.adapters.db.mapping.hospital import hospital_of, hospital_values
from hah_console.adapters.db.mapping.kit import custody_of, custody_values, kit_of, kit_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import equipment, people
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.equipment_set import OPEN_SETS, EquipmentSet
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EpisodeId, EquipmentSetId, HospitalId, IntakeId, KitId
from hah_console.domain.kit import Custody, Kit

_KIT = Mapping(people.kit, "kit", kit_values, kit_of)
_SET = Mapping(equipment.equipment_set, "equipment_set", set_values, set_of)
_HOSPITAL = Mapping(people.hospital, "hospital", hospital_values, hospital_of)


class KitRows(KeyedRows[KitId, Kit]):
    """Pieces of equipment."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _KIT)

    def of_episode(self, episode_id: EpisodeId) -> tuple[Kit, ...]:
        """Those an admission has."""
        return self._where(self._table.c.episode_id == episode_id)

    def by_serial(self, serial: str) -> Kit | None:
        """The one with a serial number."""
        found = self._where(self._table.c.serial == serial)
        return found[0] if found else None


class EquipmentSetRows(KeyedRows[EquipmentSetId, EquipmentSet]):
    """Sets of equipment, the one promised first before the others."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _SET)

    def open(self) -> tuple[EquipmentSet, ...]:
        """Those of which something is still to be done."""
        states = sorted(state.value for state in OPEN_SETS)
        return self._where(self._table.c.state.in_(states), order=[self._table.c.promised_at])

    def of_episode(self, episode_id: EpisodeId) -> tuple[EquipmentSet, ...]:
        """Those of one admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._table.c.promised_at])

    def of_intake(self, intake_id: IntakeId) -> tuple[EquipmentSet, ...]:
        """Those of one intake."""
        return self._where(self._table.c.intake_id == intake_id, order=[self._table.c.promised_at])


class CustodyRows:
    """Who had which piece when; nothing is ever changed or taken away."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, lines: Sequence[Custody]) -> None:
        """Append lines."""
        if lines:
            self._tx.write(insert(equipment.custody), [custody_values(line) for line in lines])

    def of_kit(self, kit_id: KitId) -> tuple[Custody, ...]:
        """The history of one piece in order of writing."""
        mine = select(equipment.custody).where(equipment.custody.c.kit_id == kit_id)
        return tuple(custody_of(row) for row in self._tx.rows(mine.order_by(equipment.custody.c.number)))


class HospitalRows(KeyedRows[HospitalId, Hospital]):
    """Backup hospitals."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _HOSPITAL)

"""Kits and backup hospitals."""

from hah_console.adapters.db.mapping.hospital import hospital_of, hospital_values
from hah_console.adapters.db.mapping.kit import kit_of, kit_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import people
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import HospitalId, KitId
from hah_console.domain.kit import Kit

_KIT = Mapping(people.kit, "kit", kit_values, kit_of)
_HOSPITAL = Mapping(people.hospital, "hospital", hospital_values, hospital_of)


class KitRows(KeyedRows[KitId, Kit]):
    """Equipment kits."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _KIT)


class HospitalRows(KeyedRows[HospitalId, Hospital]):
    """Backup hospitals."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _HOSPITAL)

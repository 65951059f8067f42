"""Backup hospitals of the site."""

from dataclasses import dataclass

from hah_console.domain.ids import HospitalId
from hah_console.domain.place import Place


@dataclass(frozen=True, slots=True)
class Hospital:
    """``level`` is the site's word for the emergency responsibility level; empty means unknown, never none.

    ``items`` has the level of each item it is rated for (stroke, coronary, trauma ...); ``network`` is its transfer
    network.
    """

    hospital_id: HospitalId
    name: str
    place: Place
    level: str = ""
    phone: str = ""
    departments: frozenset[str] = frozenset()
    is_base: bool = False
    is_laboratory: bool = False
    version: int = 0
    network: str = ""
    items: tuple[tuple[str, str], ...] = ()

    def level_of(self, item: str) -> str:
        """The level in one item, empty when it is not known to be rated for it."""
        return dict(self.items).get(item, "")

"""Backup hospitals of the site."""

from dataclasses import dataclass

from hah_console.domain.ids import HospitalId
from hah_console.domain.place import Place


@dataclass(frozen=True, slots=True)
class Hospital:
    """``level`` is the site's word for the emergency responsibility level; empty means unknown, never none."""

    hospital_id: HospitalId
    name: str
    place: Place
    level: str = ""
    phone: str = ""
    departments: frozenset[str] = frozenset()
    is_base: bool = False
    is_laboratory: bool = False
    version: int = 0

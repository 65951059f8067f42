"""Ports of equipment: pieces, sets of them, who had which when. See ``ports``."""

from collections.abc import Sequence
from typing import Protocol

from hah_console.domain.equipment_set import EquipmentSet
from hah_console.domain.ids import EpisodeId, EquipmentSetId, IntakeId, KitId
from hah_console.domain.kit import Custody, Kit
from hah_console.services.keyed_port import Keyed


class Kits(Keyed[KitId, Kit], Protocol):
    """Pieces of equipment. No two have the same serial number."""

    def of_episode(self, episode_id: EpisodeId) -> tuple[Kit, ...]: ...
    def by_serial(self, serial: str) -> Kit | None: ...


class EquipmentSets(Keyed[EquipmentSetId, EquipmentSet], Protocol):
    """Sets of equipment, the one promised first before the others. ``open``: something is still to be done."""

    def open(self) -> tuple[EquipmentSet, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[EquipmentSet, ...]: ...
    def of_intake(self, intake_id: IntakeId) -> tuple[EquipmentSet, ...]: ...


class CustodyLines(Protocol):
    """The history of each piece in order of writing; append-only."""

    def add(self, lines: Sequence[Custody]) -> None: ...
    def of_kit(self, kit_id: KitId) -> tuple[Custody, ...]: ...

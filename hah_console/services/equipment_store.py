"""How commands of equipment read and write: pieces with a line of their history, sets with their audit entry."""

from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.equipment_set import EquipmentSet
from hah_console.domain.ids import EquipmentSetId, PatientId
from hah_console.domain.kit import Custody, Kit, KitState
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

SET, KIT = "equipment_set", "kit"


def keep(uow: UnitOfWork, actor: Actor, kit: Kit, action: str, at: datetime, now: datetime, reason: str = "") -> Kit:
    """Store a piece that was moved ``at``, with a line of its history. Raises VersionConflict."""
    stored = uow.kits.save(kit)
    uow.custody.add([Custody(kit.kit_id, at, actor.user_id, kit.state, kit.episode_id, reason, now)])
    uow.changed(action, KIT, kit.kit_id, actor, now)
    return stored


def store_set(
    uow: UnitOfWork, actor: Actor, one: EquipmentSet, action: str, now: datetime, **facts: str
) -> EquipmentSet:
    """Store a set with its audit entry. Raises VersionConflict."""
    stored = uow.equipment_sets.save(one)
    told = {"recipe": one.recipe, "state": one.state.value, "pieces": " ".join(one.kit_ids), **facts}
    record(uow, actor, now, action, SET, one.set_id, patient_of(uow, one), **told)
    return stored


def set_as_seen(uow: UnitOfWork, set_id: EquipmentSetId, version: int) -> EquipmentSet:
    """A set at the version a person acts on. Raises NotFound, VersionConflict."""
    one = uow.equipment_sets.get(set_id)
    require_seen(SET, set_id, version, one.version)
    return one


def pieces_in(uow: UnitOfWork, one: EquipmentSet, state: KitState) -> tuple[Kit, ...]:
    """The pieces of a set that are in a state and still with its admission."""
    found = (uow.kits.find(kit_id) for kit_id in one.kit_ids)
    return tuple(kit for kit in found if kit and kit.state is state and kit.episode_id == one.episode_id)


def patient_of(uow: UnitOfWork, one: EquipmentSet) -> PatientId | None:
    """Whose set it is; None before the admission."""
    return uow.episodes.get(one.episode_id).patient_id if one.episode_id else None

"""Whether the register of equipment holds together: no piece with nobody it should be with, no stock promised twice."""

from collections import Counter
from collections.abc import Iterator

from hah_console.domain.episode import EpisodeState
from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.kit import AT_HOME, WITH_PATIENT, Kit, KitState
from hah_console.services.context import Context
from hah_console.services.equipment_stock import free_stock
from hah_console.services.ports import UnitOfWork

IN_CARE_ONLY = frozenset({KitState.PREPARED, KitState.SENT, KitState.IN_USE})


def check_register(ctx: Context) -> tuple[str, ...]:
    """What does not hold, one short line each: ``code: subject``; empty when all does."""
    with ctx.store() as uow:
        kits, sets = uow.kits.all(), uow.equipment_sets.open()
        return (
            *(line for kit in kits for line in _piece(uow, kit)),
            *_twice(kits, sets),
            *(f"stock: {kind}" for kind, free in sorted(free_stock(kits, sets).items()) if free < 0),
        )


def _piece(uow: UnitOfWork, kit: Kit) -> Iterator[str]:
    if kit.state in AT_HOME and kit.episode_id is None:
        yield f"nobody: {kit.kit_id}"
    if kit.state not in WITH_PATIENT and kit.episode_id is not None:
        yield f"still_with: {kit.kit_id}"
    episode = uow.episodes.find(kit.episode_id) if kit.episode_id else None
    if episode is not None and episode.state is EpisodeState.CLOSED and kit.state in IN_CARE_ONLY:
        yield f"left: {kit.kit_id}"


def _twice(kits: tuple[Kit, ...], sets: tuple[EquipmentSet, ...]) -> Iterator[str]:
    """One piece in the packed sets of two, or one device on two pieces."""
    packed = Counter(kit_id for one in sets if one.state is SetState.PACKED for kit_id in one.kit_ids)
    devices = Counter(kit.device_id for kit in kits if kit.device_id is not None)
    yield from (f"packed_twice: {kit_id}" for kit_id, count in packed.items() if count > 1)
    yield from (f"device_twice: {device_id}" for device_id, count in devices.items() if count > 1)

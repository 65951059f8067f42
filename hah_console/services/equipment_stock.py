"""How many pieces of each kind are ready and promised to nobody; sets that waited get theirs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.equipment_rules import Needs
from hah_console.domain.equipment_set import EquipmentSet, SetState, StockShort
from hah_console.domain.ids import KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.services.equipment_store import store_set
from hah_console.services.ports import UnitOfWork


def left_to_pack(one: EquipmentSet, kits: Mapping[KitId, Kit]) -> Counter[str]:
    """How many of each kind a set still needs beside the pieces it has."""
    has = Counter(kits[kit_id].kind for kit_id in one.kit_ids if kit_id in kits)
    return Counter(dict(one.needs)) - has


def free_stock(kits: Iterable[Kit], sets: Iterable[EquipmentSet]) -> Counter[str]:
    """Ready pieces of each kind less what is set aside. SAFETY(stock): what is set aside is never promised again."""
    known = {kit.kit_id: kit for kit in kits}
    free = Counter(kit.kind for kit in known.values() if kit.state is KitState.AVAILABLE)
    for one in sets:
        if one.state is SetState.RESERVED:
            free.subtract(left_to_pack(one, known))
    return free


def require_stock(needs: Needs | Counter[str], free: Mapping[str, int]) -> None:
    """Raises StockShort for the first kind of which fewer are free than wanted."""
    for kind, wanted in sorted(dict(needs).items()):
        if wanted > free.get(kind, 0):
            raise StockShort(kind=kind, wanted=wanted, free=max(0, free.get(kind, 0)))


def covers(free: Mapping[str, int], needs: Mapping[str, int]) -> bool:
    """Whether all that is needed is free."""
    return all(wanted <= free.get(kind, 0) for kind, wanted in needs.items())


def settle_wanted(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
    """Set pieces aside for the sets that waited for them, the one promised first before the others."""
    kits, sets = uow.kits.all(), uow.equipment_sets.open()
    known, free = {kit.kit_id: kit for kit in kits}, free_stock(kits, sets)
    for one in sets:
        if one.state is SetState.WANTED and covers(free, left := left_to_pack(one, known)):
            free.subtract(left)
            store_set(uow, actor, one.reserved(one.kit_ids), "reserve_equipment", now, waited="yes")

"""The equipment of a site pack into the store: pieces with how they came there, and sets on their way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hah_console.domain.equipment_set import EquipmentSet
from hah_console.domain.ids import UserId
from hah_console.domain.kit import Custody, Kit, KitState
from hah_console.domain.prescription import Receipt
from hah_console.domain.site_pack import PackSet, SitePack
from hah_console.services.ports import UnitOfWork

LOADER = UserId("service")
LOADED = "site_load"
_WAY = (KitState.PREPARED, KitState.SENT, KitState.IN_USE, KitState.TO_RETRIEVE)
STEP = timedelta(hours=1)
"""Between two states of an invented history."""


def write_pieces(uow: UnitOfWork, pack: SitePack, now: datetime) -> int:
    """Save the pieces whose id is not there yet; returns how many. Only a synthetic site's past is invented."""
    minutes = dict(pack.kit_minutes)
    new = [kit for kit in pack.kits if uow.kits.find(kit.kit_id) is None]
    for kit in new:
        ago = minutes.get(kit.kit_id)
        dated = kit if ago is None else replace(kit, since=now - timedelta(minutes=ago))
        uow.kits.save(dated)
        uow.custody.add([*(_way(dated, now) if pack.site.synthetic else ()), _line(dated, dated.since or now, now)])
    return len(new)


def write_sets(uow: UnitOfWork, pack: SitePack, now: datetime) -> int:
    """Save the sets whose id is not there yet; returns how many."""
    new = [row for row in pack.sets if uow.equipment_sets.find(row.set_id) is None]
    for row in new:
        uow.equipment_sets.save(_set(row, now))
    return len(new)


def _way(kit: Kit, now: datetime) -> Iterator[Custody]:
    """The states a piece with a patient was in before, an hour each."""
    if kit.since is None or kit.state not in _WAY:
        return
    before = _WAY[: _WAY.index(kit.state)]
    for steps, state in zip(range(len(before), 0, -1), before, strict=True):
        yield _line(replace(kit, state=state), kit.since - steps * STEP, now)


def _line(kit: Kit, at: datetime, now: datetime) -> Custody:
    return Custody(kit.kit_id, at, LOADER, kit.state, kit.episode_id, kit.fault or LOADED, now)


def _set(row: PackSet, now: datetime) -> EquipmentSet:
    reserved = now - timedelta(minutes=row.reserved_minutes)
    packed = bool(row.kit_ids) and row.delivered_minutes is None
    at = now - timedelta(minutes=row.delivered_minutes) if row.delivered_minutes is not None else None
    return EquipmentSet(
        row.set_id, row.recipe, row.needs, now + timedelta(minutes=row.promised_minutes), reserved, LOADER, row.state,
        episode_id=row.episode_id, kit_ids=row.kit_ids, packed_by=LOADER if packed or at else None,
        packed_at=reserved if packed or at else None,
        receipt=Receipt(row.received_by, row.relationship, at, LOADER) if at else None,
    )  # fmt: skip

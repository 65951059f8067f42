"""Commands of single pieces: register, fetch, clean, test, put out of order, repair, swap a broken one."""

import uuid
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import SWAP, EquipmentSet, SetState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import DeviceId, EpisodeId, EquipmentSetId, KitId
from hah_console.domain.kit import AT_HOME, Kit, KitState
from hah_console.domain.task import TaskKind
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.doses import complete_task_of
from hah_console.services.equipment_sets import send_for
from hah_console.services.equipment_stock import free_stock, require_stock, settle_wanted
from hah_console.services.equipment_store import KIT, keep, store_set
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


def register_piece(
    ctx: Context, actor: Actor, kit_id: KitId, kind: str, serial: str, device_id: DeviceId | None = None
) -> Changes:
    """A new piece, to be tested before it is ready. Its number, serial and device id are nobody else's.

    Raises NotPermitted, InvalidInput (empty, taken, serial_taken, device_taken).
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    number, named = written_line(kit_id, "kit_id", needed=True), written_line(kind, "kind", needed=True)
    written = written_line(serial, "serial", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        _require_new(uow, KitId(number), written, device_id)
        kit = Kit(KitId(number), named, KitState.TESTING, device_id, serial=written, since=now)
        keep(uow, actor, kit, "register_equipment", now, now)
        record(uow, actor, now, "register_equipment", KIT, number, kind=named, serial=written)
        return uow.commit()


def collect_piece(ctx: Context, actor: Actor, kit_id: KitId, version: int, at: datetime | None = None) -> Changes:
    """Fetched from the home ``at`` (now unless told): it is with nobody any more, and is cleaned next.

    With the last piece the visit that fetches them is done. Raises as ``move_piece``.
    """
    require(actor, Action.COMPLETE_TASK)
    now = ctx.clock.now()
    when = not_to_come(at or now, now, "at")
    with ctx.store() as uow:
        uow.take_turn()
        kit = _as_seen(uow, kit_id, version)
        collected = kit.moved(KitState.CLEANING, when)
        keep(uow, actor, collected, "collect_equipment", when, now, kit.fault)
        if kit.episode_id is not None and not _to_fetch(uow, kit.episode_id):
            _complete_retrieval(uow, actor, kit.episode_id, now)
        record(uow, actor, now, "collect_equipment", KIT, kit_id, was_with=kit.episode_id or "")
        return uow.commit()


def move_piece(
    ctx: Context, actor: Actor, kit_id: KitId, version: int, to: KitState, at: datetime | None = None
) -> Changes:
    """Cleaned (to testing), tested (to ready), to be cleaned again, or repaired (to testing); ``at`` now unless told.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput (a time to come or before the
    present state began).
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    when = not_to_come(at or now, now, "at")
    with ctx.store() as uow:
        uow.take_turn()
        kit = _as_seen(uow, kit_id, version)
        if to not in _WORKSHOP or kit.state in AT_HOME or kit.state is KitState.PREPARED:
            raise IllegalTransition(entity=KIT, state=kit.state.value, move=to.value)
        keep(uow, actor, kit.moved(to, when), "move_equipment", when, now)
        record(uow, actor, now, "move_equipment", KIT, kit_id, was=kit.state.value, state=to.value)
        settle_wanted(uow, actor, now)
        return uow.commit()


def report_broken(ctx: Context, actor: Actor, kit_id: KitId, version: int, fault: str) -> Changes:
    """Out of order, or to be fetched when it is at a home; a set that was packed with it is taken apart.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput without what is wrong.
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now, what = ctx.clock.now(), written_line(fault, "fault", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        kit = _as_seen(uow, kit_id, version)
        keep(uow, actor, kit.broken(what, now), "break_equipment", now, now, what)
        _take_out(uow, actor, kit, now)
        record(uow, actor, now, "break_equipment", KIT, kit_id, was=kit.state.value, fault=what)
        return uow.commit()


def swap_piece(
    ctx: Context, actor: Actor, rules: EquipmentRules, kit_id: KitId, version: int, new_id: KitId, fault: str
) -> Changes:
    """Another piece of the same kind for a broken one at a home: packed at once, brought by its own task, the broken
    one is fetched. Until then its device still speaks for the patient.

    Raises NotPermitted, NotFound, VersionConflict, KitTaken, StockShort, IllegalTransition, InvalidInput.
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now, what = ctx.clock.now(), written_line(fault, "fault", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        old, new = _as_seen(uow, kit_id, version), uow.kits.get(new_id)
        if old.episode_id is None or old.state not in AT_HOME:
            raise IllegalTransition(entity=KIT, state=old.state.value, move=SWAP)
        if new.kind != old.kind:
            raise InvalidInput(field="kit_id", value=new_id, reason="another_kind")
        given = new.given_to(old.episode_id, now)
        require_stock(((new.kind, 1),), free_stock(uow.kits.all(), uow.equipment_sets.open()))
        keep(uow, actor, old.broken(what, now), "swap_equipment", now, now, what)
        keep(uow, actor, given, "swap_equipment", now, now, SWAP)
        _send_swap(uow, actor, rules, old, new, what, now)
        return uow.commit()


_WORKSHOP = frozenset({KitState.AVAILABLE, KitState.CLEANING, KitState.TESTING})


def _as_seen(uow: UnitOfWork, kit_id: KitId, version: int) -> Kit:
    kit = uow.kits.get(kit_id)
    require_seen(KIT, kit_id, version, kit.version)
    return kit


def _require_new(uow: UnitOfWork, kit_id: KitId, serial: str, device_id: DeviceId | None) -> None:
    if uow.kits.find(kit_id) is not None:
        raise InvalidInput(field="kit_id", value=kit_id, reason="taken")
    if uow.kits.by_serial(serial) is not None:
        raise InvalidInput(field="serial", value=serial, reason="serial_taken")
    if device_id is not None and any(kit.device_id == device_id for kit in uow.kits.all()):
        raise InvalidInput(field="device_id", value=device_id, reason="device_taken")


def _to_fetch(uow: UnitOfWork, episode_id: EpisodeId) -> bool:
    return any(kit.state is KitState.TO_RETRIEVE for kit in uow.kits.of_episode(episode_id))


def _complete_retrieval(uow: UnitOfWork, actor: Actor, episode_id: EpisodeId, now: datetime) -> None:
    patient_id = uow.episodes.get(episode_id).patient_id
    for task in uow.tasks.of_patient(patient_id):
        if task.episode_id == episode_id and task.kind is TaskKind.KIT_RETRIEVAL:
            complete_task_of(uow, actor, task.task_id, now)


def _take_out(uow: UnitOfWork, actor: Actor, kit: Kit, now: datetime) -> None:
    """A packed set that lost a piece waits to be packed again, or for stock."""
    for one in uow.equipment_sets.of_episode(kit.episode_id) if kit.episode_id else ():
        if one.state is SetState.PACKED and kit.kit_id in one.kit_ids:
            rest = tuple(kit_id for kit_id in one.kit_ids if kit_id != kit.kit_id)
            store_set(uow, actor, one.short(rest), "unpack_equipment", now)
    settle_wanted(uow, actor, now)


def _send_swap(
    uow: UnitOfWork, actor: Actor, rules: EquipmentRules, old: Kit, new: Kit, fault: str, now: datetime
) -> None:
    episode = uow.episodes.get(old.episode_id or EpisodeId(""))
    one = EquipmentSet(
        EquipmentSetId(f"ES-{uuid.uuid4().hex[:12]}"), SWAP, ((new.kind, 1),), now + rules.swap, now, actor.user_id,
        SetState.PACKED, episode_id=episode.episode_id, kit_ids=(new.kit_id,), packed_by=actor.user_id, packed_at=now,
        reason=fault,
    )  # fmt: skip
    store_set(uow, actor, one, "swap_equipment", now, fault=fault)
    send_for(uow, actor, rules, episode, one, now)
    if episode.kit_id == old.kit_id:
        uow.episodes.save(replace(episode, kit_id=new.kit_id))
        uow.changed("swap_equipment", "episode", episode.episode_id, actor, now)

"""Commands that bring a set to the home: pack, take apart, deliver against a receipt, tick the check-list."""

from collections import Counter
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotReady
from hah_console.domain.ids import AttachmentId, EquipmentSetId, KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.prescription import Receipt
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.doses import complete_task_of
from hah_console.services.equipment_sets import delivery_task
from hah_console.services.equipment_stock import left_to_pack
from hah_console.services.equipment_store import SET, keep, patient_of, pieces_in, set_as_seen, store_set
from hah_console.services.moments import not_to_come
from hah_console.services.ports import UnitOfWork
from hah_console.services.proof import own_proof
from hah_console.services.seen import require_seen


def pack_set(
    ctx: Context, actor: Actor, set_id: EquipmentSetId, version: int, kit_ids: tuple[KitId, ...] = ()
) -> Changes:
    """Put the pieces of a set together: those named, or ready ones with the fullest battery.

    SAFETY(one patient): each piece is ready and with nobody when it is written. Raises NotPermitted, NotFound,
    VersionConflict, IllegalTransition, KitTaken, NotReady (``missing`` names kinds), InvalidInput (a piece too many).
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        one = set_as_seen(uow, set_id, version)
        if one.state is not SetState.RESERVED or one.episode_id is None:
            raise IllegalTransition(entity=SET, state=one.state.value, move=SetState.PACKED.value)
        chosen = _chosen(uow, one, kit_ids)
        for kit in chosen:
            keep(uow, actor, kit.given_to(one.episode_id, now), "pack_equipment", now, now, one.recipe)
        packed = one.packed((*one.kit_ids, *(kit.kit_id for kit in chosen)), actor.user_id, now)
        store_set(uow, actor, packed, "pack_equipment", now)
        return uow.commit()


def unpack_set(ctx: Context, actor: Actor, set_id: EquipmentSetId, version: int) -> Changes:
    """Take a packed set apart: its pieces are ready again, and set aside for it. Raises as ``pack_set``."""
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        one = set_as_seen(uow, set_id, version)
        loose = pieces_in(uow, one, KitState.PREPARED)
        taken = {kit.kit_id for kit in loose}
        unpacked = one.reserved(tuple(kit_id for kit_id in one.kit_ids if kit_id not in taken))
        for kit in loose:
            keep(uow, actor, kit.moved(KitState.AVAILABLE, now), "unpack_equipment", now, now)
        store_set(uow, actor, unpacked, "unpack_equipment", now)
        return uow.commit()


def deliver_set(
    ctx: Context,
    actor: Actor,
    set_id: EquipmentSetId,
    version: int,
    received_by: str,
    relationship: str,
    at: datetime | None = None,
    proof: AttachmentId | None = None,
) -> Changes:
    """Handed over at the door to somebody, ``at`` (now unless told), with a picture among the attachments or none.

    Raises NotPermitted, NotFound, AlreadyDelivered, VersionConflict, IllegalTransition, InvalidInput (name, moment,
    a picture of another patient).
    """
    require(actor, Action.COMPLETE_TASK)
    now = ctx.clock.now()
    when = not_to_come(at or now, now, "delivered_at")
    receipt = _receipt(received_by, relationship, when, actor)
    with ctx.store() as uow:
        uow.take_turn()
        hand_over_set(uow, actor, set_id, receipt, proof, now, version)
        return uow.commit()


def hand_over_set(
    uow: UnitOfWork,
    actor: Actor,
    set_id: EquipmentSetId,
    receipt: Receipt,
    proof: AttachmentId | None,
    now: datetime,
    version: int | None = None,
) -> None:
    """The same within a transaction that has taken its turn, for the desk and for a worker's phone."""
    seen = uow.equipment_sets.get(set_id)
    one = seen.delivered(receipt, own_proof(uow, patient_of(uow, seen), proof))
    require_seen(SET, set_id, version, one.version)
    for kit in pieces_in(uow, one, KitState.PREPARED):
        keep(
            uow, actor, kit.moved(KitState.SENT, receipt.at), "deliver_equipment", receipt.at, now, receipt.relationship
        )
    complete_task_of(uow, actor, delivery_task(set_id), now)
    store_set(uow, actor, one, "deliver_equipment", now)


def tick_step(
    ctx: Context, actor: Actor, rules: EquipmentRules, set_id: EquipmentSetId, version: int, step_id: str
) -> Changes:
    """A line of the check-list is done at the home; with the last one the pieces are in use.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition before the delivery, InvalidInput.
    """
    require(actor, Action.COMPLETE_TASK)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        one = set_as_seen(uow, set_id, version)
        asked = [step.step_id for step in rules.steps_for(frozenset(dict(one.needs)))]
        if step_id not in asked:
            raise InvalidInput(field="step", value=step_id, reason="unknown")
        ticked = one.ticked(step_id, actor.user_id, now)
        if {step.step_id for step in ticked.steps} >= set(asked):
            ticked = ticked.done(asked, now)
            for kit in pieces_in(uow, one, KitState.SENT):
                keep(uow, actor, kit.moved(KitState.IN_USE, now), "set_up_equipment", now, now)
        store_set(uow, actor, ticked, "tick_set_up", now, step=step_id)
        return uow.commit()


def _chosen(uow: UnitOfWork, one: EquipmentSet, kit_ids: tuple[KitId, ...]) -> list[Kit]:
    """The pieces to pack; raises NotReady when some are missing, InvalidInput for one nobody needs."""
    kits = uow.kits.all()
    left = left_to_pack(one, {kit.kit_id: kit for kit in kits})
    chosen = [uow.kits.get(kit_id) for kit_id in kit_ids] if kit_ids else _fullest(kits, left)
    has = Counter(kit.kind for kit in chosen)
    if has - left:
        raise InvalidInput(field="kit_id", value=" ".join(sorted(has - left)), reason="not_needed")
    if left - has:
        raise NotReady("pack", tuple(sorted(left - has)))
    return chosen


def _fullest(kits: tuple[Kit, ...], left: Counter[str]) -> list[Kit]:
    """Ready pieces of each kind, the fullest battery first."""
    ready = sorted((k for k in kits if k.state is KitState.AVAILABLE), key=lambda k: (-(k.battery_pct or 0), k.kit_id))
    return [kit for kind, count in left.items() for kit in [k for k in ready if k.kind == kind][:count]]


def _receipt(received_by: str, relationship: str, at: datetime, actor: Actor) -> Receipt:
    name = written_line(received_by, "received_by", needed=True)
    return Receipt(name, written_line(relationship, "relationship"), at, actor.user_id)

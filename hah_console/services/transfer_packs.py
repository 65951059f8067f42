"""Packs of running transfers: issued when a hospital is asked, issued again when they change, sent until received."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import IllegalTransition, NotFound
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.pack_delivery import Channel, DeliveryState, PackDelivery
from hah_console.domain.transfer import Transfer
from hah_console.domain.transfer_pack import PackContent, TransferPack
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.pack_content import pack_content
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

Sender = Callable[[TransferPack], None]
"""Takes one version to where it goes; raises OSError, or HahError, when it does not get there."""
PACK_FOLDER = "pack_folder"
"""The site fact that names the folder from which hospitals fetch packs; without one none is dropped."""


def freeze_pack(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer) -> TransferPack:
    """SAFETY(stale pack): what a hospital is told is frozen in the transaction that asks it, with number and digest.

    A hospital that is asked next gets a version of its own.
    """
    content = pack_content(ctx, uow, transfer, _asked(transfer))
    return _issued(ctx, uow, actor, transfer, uow.packs.newest(transfer.transfer_id), content)


def reissue_changed(ctx: Context, actor: Actor) -> tuple[TransferPack, ...]:
    """A new version of the pack of every running transfer of which something else is true now."""
    with ctx.store() as uow:
        found = [made for transfer in uow.transfers.open() if (made := _reissued(ctx, uow, actor, transfer))]
        if found:
            uow.commit()
    return tuple(found)


def send_due(ctx: Context, actor: Actor, senders: Mapping[Channel, Sender]) -> int:
    """One attempt for every delivery that is due on a channel somebody can send on; how many got there.

    Each is noted in a transaction of its own: one that fails is tried again later and keeps no other waiting.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        due = [one for one in uow.deliveries.open() if one.channel in senders and one.due(now)]
        packs = {one.pack_id: uow.packs.find(one.pack_id) for one in due}
    return sum(_attempt(ctx, actor, one, packs[one.pack_id], senders[one.channel]) for one in due)


def retry_now(ctx: Context, actor: Actor, delivery_id: str, expected_version: int) -> Changes:
    """Somebody wants it tried at once. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition."""
    require(actor, Action.MOVE_TRANSFER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        delivery = uow.deliveries.get(delivery_id)
        require_seen("pack_delivery", delivery_id, expected_version, delivery.version)
        if delivery.state is not DeliveryState.FAILED:
            raise IllegalTransition(entity="pack_delivery", state=delivery.state.value, move="retry")
        uow.deliveries.save(replace(delivery, next_at=now))
        record(uow, actor, now, "retry_pack", "transfer", delivery.transfer_id, delivery=delivery_id)
        return uow.commit()


def pack_received(ctx: Context, actor: Actor, transfer_id: TransferId, name: str) -> Changes:
    """Somebody at the hospital has the newest version: her name, as she told it.

    Raises NotPermitted, NotFound without a pack, InvalidInput without a name, IllegalTransition when it is known.
    """
    require(actor, Action.ANSWER_TRANSFER)
    with ctx.store() as uow:
        note_received(ctx, uow, actor, uow.transfers.get(transfer_id), name)
        return uow.commit()


def note_received(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer, name: str) -> None:
    """As ``pack_received``, within a transaction."""
    now, pack = ctx.clock.now(), uow.packs.newest(transfer.transfer_id)
    if pack is None:
        raise NotFound(entity="transfer_pack", entity_id=transfer.transfer_id)
    own = [one for one in uow.deliveries.of_transfer(transfer.transfer_id) if one.pack_id == pack.pack_id]
    received = own[0].received(now, name)
    uow.deliveries.save(received)
    facts = {"number": str(pack.number), "name": received.received_by}
    about = transfer.transfer_id
    record(uow, actor, now, "pack_received", "transfer", about, transfer.patient_id, **facts)


def _reissued(ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer) -> TransferPack | None:
    before = uow.packs.newest(transfer.transfer_id)
    if before is None or not transfer.under_way or transfer.hospital_id is None:
        return None
    content = pack_content(ctx, uow, transfer, _asked(transfer))
    if not content.changed_from(before.content):
        return None
    return _issued(ctx, uow, actor, transfer, before, content)


def _issued(
    ctx: Context, uow: UnitOfWork, actor: Actor, transfer: Transfer, before: TransferPack | None, content: PackContent
) -> TransferPack:
    now, number = ctx.clock.now(), before.number + 1 if before else 1
    changed = content.changed_from(before.content) if before else ()
    pack_id = f"PK-{uuid.uuid4().hex[:16]}"
    asked = _asked(transfer)
    pack = TransferPack(
        pack_id, transfer.transfer_id, number, asked, now, actor.user_id, content, content.digest(), changed
    )
    uow.packs.add(pack)
    _queue(uow, pack, now)
    facts = {"number": str(number), "digest": pack.digest, "hospital": asked, "changed": " ".join(changed)}
    about = transfer.transfer_id
    record(uow, actor, now, "issue_pack", "transfer", about, transfer.patient_id, **facts)
    return pack


def _queue(uow: UnitOfWork, pack: TransferPack, now: datetime) -> None:
    """A newer version goes out instead of those nobody has received."""
    for former in uow.deliveries.of_transfer(pack.transfer_id):
        if former.superseded() != former:
            uow.deliveries.save(former.superseded())
    dropped = (Channel.FOLDER,) if uow.site.get(PACK_FOLDER) else ()
    for channel in (*dropped, Channel.PAGE):
        delivery_id = f"DL-{uuid.uuid4().hex[:16]}"
        uow.deliveries.save(PackDelivery(delivery_id, pack.pack_id, pack.transfer_id, channel, now))


def _attempt(ctx: Context, actor: Actor, one: PackDelivery, pack: TransferPack | None, send: Sender) -> bool:
    trouble = "lost" if pack is None else "altered" if not pack.holds else ""
    if pack is not None and not trouble:
        try:
            send(pack)
        except Exception as error:  # noqa: BLE001  SAFETY(pack not delivered): whatever it is, it is shown and tried again
            trouble = type(error).__name__
    now = ctx.clock.now()
    with ctx.store() as uow:
        current = uow.deliveries.get(one.delivery_id)
        if not current.due(now):
            return False
        uow.deliveries.save(current.failed(now, trouble) if trouble else current.delivered(now))
        action = "pack_not_delivered" if trouble else "pack_delivered"
        facts = {"channel": one.channel.value, **({"trouble": trouble} if trouble else {})}
        record(uow, actor, now, action, "transfer", one.transfer_id, None, **facts)
        uow.commit()
    return not trouble


def _asked(transfer: Transfer) -> HospitalId:
    assert transfer.hospital_id is not None
    return transfer.hospital_id

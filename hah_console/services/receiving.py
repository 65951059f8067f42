"""The receiving hospital and its one inbound case: let in by a code, shown that case, heard with its answers.

Every refusal is the same CodeRefused: a caller never learns whether a case, a code or a session exists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, Role, require
from hah_console.domain.errors import HahError, IllegalTransition
from hah_console.domain.hospital_news import HospitalNews
from hah_console.domain.ids import TransferId
from hah_console.domain.pack_delivery import Channel, DeliveryState
from hah_console.domain.receiving import CodeRefused, ReceivingSlip, digest, hospital_author, new_code, new_secret
from hah_console.domain.transfer import Means, Side, Transfer, TransferStage
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.transfer_ends import sign
from hah_console.services.transfer_packs import pack_received
from hah_console.services.transfer_steps import as_seen
from hah_console.services.transfers import accept, arrive, refuse

SLIP_LASTS = timedelta(hours=12)
"""A working day of an emergency department: longer than any way to it, over when its case is."""
PAGE = "receiving page"
_SHOWN_AFTER = timedelta(hours=2)
"""What was handed over stays in sight this long, for the record of the hospital."""


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """``code`` is in the clear here and nowhere else: it is told by telephone, the slip's name goes with the link."""

    slip_id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InboundCase:
    """What the hospital sees: its case as it is now. ``offers`` are the answers it may give."""

    transfer: Transfer
    hospital: str
    pack: TransferPack | None
    offers: tuple[str, ...]
    received_by: str
    until: datetime
    at: datetime


def issue_slip(ctx: Context, actor: Actor, transfer_id: TransferId, expected_version: int) -> IssuedSlip:
    """A new key for the hospital that is asked; former ones of the transfer end.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition when no hospital is asked or it is over.
    """
    require(actor, Action.MOVE_TRANSFER)
    now, code, slip_id = ctx.clock.now(), new_code(), new_secret()
    with ctx.store() as uow:
        transfer = as_seen(uow, transfer_id, expected_version)
        if not _inbound(transfer) or transfer.hospital_id is None:
            raise IllegalTransition(entity="transfer", state=transfer.stage.value, move="issue_code")
        _revoke(uow, transfer_id, now)
        slip = ReceivingSlip(
            slip_id, transfer_id, transfer.hospital_id, digest(slip_id, code), now, actor.user_id, now + SLIP_LASTS
        )
        uow.slips.save(slip)
        facts = {"hospital": transfer.hospital_id, "expires_at": slip.expires_at.isoformat()}
        record(uow, actor, now, "issue_receiving_code", "transfer", transfer_id, transfer.patient_id, **facts)
        uow.commit()
    return IssuedSlip(slip_id, code, slip.expires_at)


def open_case(ctx: Context, slip_id: str, code: str) -> str:
    """Use a code: the secret of the session it opens. Raises CodeRefused."""
    now, session = ctx.clock.now(), new_secret()
    with ctx.store() as uow:
        slip = uow.slips.find(slip_id)
        if slip is None:
            raise CodeRefused
        if not slip.fits(code):
            _note_wrong(uow, slip, now)
            raise CodeRefused
        transfer = uow.transfers.get(slip.transfer_id)
        if not _shown(transfer, slip, now):
            raise CodeRefused
        _save_opened(uow, slip, session, now)
        actor = _actor(uow, slip)
        record(uow, actor, now, "open_receiving_page", "transfer", slip.transfer_id, transfer.patient_id)
        uow.commit()
    return session


def look(ctx: Context, slip_id: str, session: str) -> InboundCase:
    """The case, once for each time it is shown: every look is in the audit trail. Raises CodeRefused."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        slip, transfer = _admitted(uow, slip_id, session, now)
        pack = uow.packs.newest(transfer.transfer_id)
        mine = pack if pack is not None and pack.hospital_id == slip.hospital_id else None
        received = _note_shown(uow, mine, now)
        number = str(mine.number) if mine else ""
        actor = _actor(uow, slip)
        record(uow, actor, now, "look_receiving_page", "transfer", slip.transfer_id, transfer.patient_id, pack=number)
        uow.commit()
        return InboundCase(transfer, actor.name, mine, _offers(transfer), received, slip.expires_at, now)


def answer(ctx: Context, slip_id: str, session: str, seen_version: int, what: str, words: str) -> Changes:
    """One answer of the hospital: ``accept``, ``refuse`` (with a reason), ``arrive``, ``receive`` and ``sign`` (with a
    name). ``seen_version`` is that of the case it saw.

    Raises CodeRefused; VersionConflict, IllegalTransition and InvalidInput for the answer itself.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        slip, transfer = _admitted(uow, slip_id, session, now)
        actor = _actor(uow, slip)
    if what not in _ANSWERS:
        raise IllegalTransition(entity="transfer", state=transfer.stage.value, move=what[:20])
    return _ANSWERS[what](ctx, actor, transfer.transfer_id, seen_version, words)


def tell_beds(ctx: Context, slip_id: str, session: str, news: Callable[[str, str], HospitalNews]) -> Changes:
    """What the hospital tells of its beds; ``news`` makes the report of hospital and author. Raises CodeRefused,
    InvalidInput."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        slip, _ = _admitted(uow, slip_id, session, now)
        actor = _actor(uow, slip)
        uow.hospital_news.add(news(slip.hospital_id, actor.user_id))
        record(uow, actor, now, "hospital_news", "hospital", slip.hospital_id)
        return uow.commit()


def _sign(ctx: Context, actor: Actor, transfer_id: TransferId, version: int, name: str) -> Changes:
    return sign(ctx, actor, transfer_id, version, Side.RECEIVER, name, Means.PAGE)


def _receive(ctx: Context, actor: Actor, transfer_id: TransferId, _version: int, name: str) -> Changes:
    return pack_received(ctx, actor, transfer_id, name)


_ANSWERS: dict[str, Callable[[Context, Actor, TransferId, int, str], Changes]] = {
    "accept": accept,
    "refuse": refuse,
    "arrive": arrive,
    "receive": _receive,
    "sign": _sign,
}


def _offers(transfer: Transfer) -> tuple[str, ...]:
    ahead = transfer.next_stages()
    found = {
        "accept": TransferStage.ACCEPTED in ahead,
        "refuse": TransferStage.REFUSED in ahead,
        "arrive": TransferStage.ARRIVED in ahead,
        "sign": transfer.stage is TransferStage.ARRIVED and transfer.signature(Side.RECEIVER) is None,
    }
    return tuple(name for name, offered in found.items() if offered)


def _inbound(transfer: Transfer) -> bool:
    """Whether a hospital has been asked and has the question, or the patient on the way, still."""
    return transfer.under_way and transfer.stage not in {TransferStage.DECIDED, TransferStage.REFUSED}


def _shown(transfer: Transfer, slip: ReceivingSlip, now: datetime) -> bool:
    """SAFETY(one inbound case): the patient is this hospital's, and still on the way or just handed over."""
    if transfer.hospital_id != slip.hospital_id:
        return False
    just = now - transfer.history[-1].at <= _SHOWN_AFTER
    handed_over = transfer.stage in {TransferStage.HANDED_OVER, TransferStage.CLOSED}
    return _inbound(transfer) or (handed_over and just)


def _admitted(uow: UnitOfWork, slip_id: str, session: str, now: datetime) -> tuple[ReceivingSlip, Transfer]:
    slip = uow.slips.find(slip_id)
    if slip is None or not slip.admits(session, now):
        raise CodeRefused
    transfer = uow.transfers.get(slip.transfer_id)
    if not _shown(transfer, slip, now):
        raise CodeRefused
    return slip, transfer


def _save_opened(uow: UnitOfWork, slip: ReceivingSlip, session: str, now: datetime) -> None:
    """Of two who use a code at the same time the second is refused like any other."""
    try:
        uow.slips.save(slip.opened(session, now))
    except CodeRefused:
        raise
    except HahError as error:
        raise CodeRefused from error


def _note_wrong(uow: UnitOfWork, slip: ReceivingSlip, now: datetime) -> None:
    uow.slips.save(slip.mistyped())
    facts = {"wrong": str(slip.wrong + 1)}
    record(uow, _actor(uow, slip), now, "wrong_receiving_code", "transfer", slip.transfer_id, None, **facts)
    uow.commit()


def _note_shown(uow: UnitOfWork, pack: TransferPack | None, now: datetime) -> str:
    """The version in sight is delivered by being shown; the name of who has received it, empty for nobody yet."""
    if pack is None:
        return ""
    mine = [one for one in uow.deliveries.of_transfer(pack.transfer_id) if one.pack_id == pack.pack_id]
    for one in mine:
        if one.channel is Channel.PAGE and one.state in {DeliveryState.WAITING, DeliveryState.FAILED}:
            uow.deliveries.save(one.delivered(now))
    return next((one.received_by for one in mine if one.received_by), "")


def _revoke(uow: UnitOfWork, transfer_id: TransferId, now: datetime) -> None:
    for former in uow.slips.of_transfer(transfer_id):
        if former.revoked_at is None:
            uow.slips.save(former.revoked(now))


def _actor(uow: UnitOfWork, slip: ReceivingSlip) -> Actor:
    """The hospital as the author of what is done on its page."""
    hospital = uow.hospitals.find(slip.hospital_id)
    name = hospital.name if hospital else slip.hospital_id
    return Actor(hospital_author(slip.hospital_id), name, Role.HOSPITAL, PAGE)

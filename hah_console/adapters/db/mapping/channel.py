"""Rows of packs, their way to the hospital, news of hospitals and keys to the receiving page."""

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
    word_tuple,
    words,
)
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import HospitalId, TransferId, UserId
from hah_console.domain.pack_delivery import Channel, DeliveryState, PackDelivery
from hah_console.domain.receiving import ReceivingSlip
from hah_console.domain.transfer_pack import TransferPack, content_of


def pack_values(pack: TransferPack) -> Values:
    """The row of a version of a pack."""
    return {
        "pack_id": pack.pack_id,
        "transfer_id": pack.transfer_id,
        "number": pack.number,
        "hospital_id": pack.hospital_id,
        "issued_at": ms(pack.issued_at),
        "issued_by": pack.issued_by,
        "content": pack.content.text(),
        "digest": pack.digest,
        "changed": words(pack.changed),
    }


def pack_of(row: Row) -> TransferPack:
    """The version of a row."""
    return TransferPack(
        pack_id=row["pack_id"],
        transfer_id=TransferId(row["transfer_id"]),
        number=row["number"],
        hospital_id=HospitalId(row["hospital_id"]),
        issued_at=at(row["issued_at"]),
        issued_by=UserId(row["issued_by"]),
        content=content_of(row["content"]),
        digest=row["digest"],
        changed=word_tuple(row["changed"]),
    )


def delivery_values(delivery: PackDelivery) -> Values:
    """The row of a delivery."""
    return {
        "delivery_id": delivery.delivery_id,
        "pack_id": delivery.pack_id,
        "transfer_id": delivery.transfer_id,
        "channel": delivery.channel.value,
        "created_at": ms(delivery.created_at),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "next_at": ms_or_none(delivery.next_at),
        "trouble": delivery.trouble,
        "delivered_at": ms_or_none(delivery.delivered_at),
        "received_at": ms_or_none(delivery.received_at),
        "received_by": delivery.received_by,
        "version": delivery.version,
    }


def delivery_of(row: Row) -> PackDelivery:
    """The delivery of a row."""
    return PackDelivery(
        delivery_id=row["delivery_id"],
        pack_id=row["pack_id"],
        transfer_id=TransferId(row["transfer_id"]),
        channel=Channel(row["channel"]),
        created_at=at(row["created_at"]),
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        next_at=at_or_none(row["next_at"]),
        trouble=row["trouble"],
        delivered_at=at_or_none(row["delivered_at"]),
        received_at=at_or_none(row["received_at"]),
        received_by=row["received_by"],
        version=row["version"],
    )


def news_values(news: HospitalNews) -> Values:
    """The row of a report."""
    return {
        "news_id": news.news_id,
        "hospital_id": news.hospital_id,
        "heard_at": ms(news.heard_at),
        "by": news.by,
        "by_hospital": news.by_hospital,
        "ward_beds": news.ward_beds,
        "icu_beds": news.icu_beds,
        "ed_waiting": news.ed_waiting,
        "diversion": value_or_none(news.diversion),
        "note": news.note,
    }


def news_of(row: Row) -> HospitalNews:
    """The report of a row."""
    return HospitalNews(
        news_id=row["news_id"],
        hospital_id=HospitalId(row["hospital_id"]),
        heard_at=at(row["heard_at"]),
        by=row["by"],
        by_hospital=row["by_hospital"],
        ward_beds=row["ward_beds"],
        icu_beds=row["icu_beds"],
        ed_waiting=row["ed_waiting"],
        diversion=member_or_none(Diversion, row["diversion"]),
        note=row["note"],
    )


def slip_values(slip: ReceivingSlip) -> Values:
    """The row of a key."""
    return {
        "slip_id": slip.slip_id,
        "transfer_id": slip.transfer_id,
        "hospital_id": slip.hospital_id,
        "code_digest": slip.code_digest,
        "issued_at": ms(slip.issued_at),
        "issued_by": slip.issued_by,
        "expires_at": ms(slip.expires_at),
        "opened_at": ms_or_none(slip.opened_at),
        "session_digest": slip.session_digest,
        "wrong": slip.wrong,
        "revoked_at": ms_or_none(slip.revoked_at),
        "version": slip.version,
    }


def slip_of(row: Row) -> ReceivingSlip:
    """The key of a row."""
    return ReceivingSlip(
        slip_id=row["slip_id"],
        transfer_id=TransferId(row["transfer_id"]),
        hospital_id=HospitalId(row["hospital_id"]),
        code_digest=row["code_digest"],
        issued_at=at(row["issued_at"]),
        issued_by=UserId(row["issued_by"]),
        expires_at=at(row["expires_at"]),
        opened_at=at_or_none(row["opened_at"]),
        session_digest=row["session_digest"],
        wrong=row["wrong"],
        revoked_at=at_or_none(row["revoked_at"]),
        version=row["version"],
    )

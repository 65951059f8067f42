"""Packs and their way to the hospital, news of hospitals, keys to the receiving page."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select

from hah_console.adapters.db.mapping.channel import (
    delivery_of,
    delivery_values,
    news_of,
    news_values,
    pack_of,
    pack_values,
    slip_of,
    slip_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows
from hah_console.adapters.db.repositories.keyed import Mapping as KeyedMapping
from hah_console.adapters.db.tables import channel
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.hospital_news import HospitalNews
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.pack_delivery import DeliveryState, PackDelivery
from hah_console.domain.receiving import ReceivingSlip
from hah_console.domain.transfer_pack import TransferPack

_DELIVERY = KeyedMapping(channel.pack_delivery, "pack_delivery", delivery_values, delivery_of)
_SLIP = KeyedMapping(channel.receiving_slip, "receiving_slip", slip_values, slip_of)
_PACK, _NEWS = channel.transfer_pack, channel.hospital_news


class PackRows:
    """Versions of packs in order; nothing is ever changed or taken away."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, pack: TransferPack) -> None:
        """Append a version. Raises IllegalTransition when its number is there already."""
        new = self._tx.insert(_PACK).on_conflict_do_nothing(index_elements=["transfer_id", "number"])
        if self._tx.write(new.returning(_PACK.c.pack_id), pack_values(pack)).first() is None:
            raise IllegalTransition(entity="transfer_pack", state=str(pack.number), move="issue")

    def find(self, pack_id: str) -> TransferPack | None:
        """One version."""
        found = self._where(_PACK.c.pack_id == pack_id)
        return found[0] if found else None

    def of_transfer(self, transfer_id: TransferId) -> tuple[TransferPack, ...]:
        """Every version of a transfer's pack."""
        return self._where(_PACK.c.transfer_id == transfer_id)

    def newest(self, transfer_id: TransferId) -> TransferPack | None:
        """The version in force."""
        last = select(func.max(_PACK.c.number)).where(_PACK.c.transfer_id == transfer_id).scalar_subquery()
        found = self._where(_PACK.c.transfer_id == transfer_id, _PACK.c.number == last)
        return found[0] if found else None

    def _where(self, *conditions: ColumnElement[bool]) -> tuple[TransferPack, ...]:
        rows = self._tx.rows(select(_PACK).where(*conditions).order_by(_PACK.c.transfer_id, _PACK.c.number))
        return tuple(pack_of(row) for row in rows)


class DeliveryRows(KeyedRows[str, PackDelivery]):
    """The way of packs to hospitals."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _DELIVERY)

    def open(self) -> tuple[PackDelivery, ...]:
        """Those that wait for an attempt, the longest waiting first."""
        states = (DeliveryState.WAITING.value, DeliveryState.FAILED.value)
        return self._where(self._table.c.state.in_(states), order=[self._table.c.created_at])

    def of_transfer(self, transfer_id: TransferId) -> tuple[PackDelivery, ...]:
        """All of one transfer in order of time."""
        return self._where(self._table.c.transfer_id == transfer_id, order=[self._table.c.created_at])


class HospitalNewsRows:
    """What was heard of hospitals; nothing is ever changed."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, news: HospitalNews) -> None:
        """Append a report."""
        self._tx.write(insert(_NEWS), news_values(news))

    def latest(self) -> Mapping[HospitalId, HospitalNews]:
        """The newest report of each hospital."""
        newest = select(_NEWS.c.hospital_id, func.max(_NEWS.c.heard_at).label("last"))
        last = newest.group_by(_NEWS.c.hospital_id).subquery()
        same = (last.c.hospital_id == _NEWS.c.hospital_id) & (last.c.last == _NEWS.c.heard_at)
        rows = self._tx.rows(select(_NEWS).join(last, same).order_by(_NEWS.c.news_id))
        return {found.hospital_id: found for found in (news_of(row) for row in rows)}

    def of_hospital(self, hospital_id: HospitalId, since: datetime) -> tuple[HospitalNews, ...]:
        """The reports of one hospital from a moment on."""
        mine = select(_NEWS).where(_NEWS.c.hospital_id == hospital_id, _NEWS.c.heard_at >= ms(since))
        return tuple(news_of(row) for row in self._tx.rows(mine.order_by(_NEWS.c.heard_at)))


class SlipRows(KeyedRows[str, ReceivingSlip]):
    """Keys to the receiving page."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _SLIP)

    def of_transfer(self, transfer_id: TransferId) -> tuple[ReceivingSlip, ...]:
        """All of one transfer in order of issue."""
        return self._where(self._table.c.transfer_id == transfer_id, order=[self._table.c.issued_at])

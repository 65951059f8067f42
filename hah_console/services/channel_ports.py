"""Ports of the green channel: packs and their way to the hospital, news of hospitals, keys to the receiving page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hah_console.domain.hospital_news import HospitalNews
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.pack_delivery import PackDelivery
from hah_console.domain.receiving import ReceivingSlip
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services.keyed_port import Keyed


class TransferPacks(Protocol):
    """Versions of packs, never changed; ``add`` raises IllegalTransition for a number that is there already."""

    def add(self, pack: TransferPack) -> None: ...
    def find(self, pack_id: str) -> TransferPack | None: ...
    def of_transfer(self, transfer_id: TransferId) -> tuple[TransferPack, ...]: ...
    def newest(self, transfer_id: TransferId) -> TransferPack | None: ...


class PackDeliveries(Keyed[str, PackDelivery], Protocol):
    """Deliveries; ``open``: those that wait for an attempt, the longest waiting first."""

    def open(self) -> tuple[PackDelivery, ...]: ...
    def of_transfer(self, transfer_id: TransferId) -> tuple[PackDelivery, ...]: ...


class HospitalReports(Protocol):
    """What was heard of hospitals; ``latest`` is the newest of each."""

    def add(self, news: HospitalNews) -> None: ...
    def latest(self) -> Mapping[HospitalId, HospitalNews]: ...
    def of_hospital(self, hospital_id: HospitalId, since: datetime) -> tuple[HospitalNews, ...]: ...


class ReceivingSlips(Keyed[str, ReceivingSlip], Protocol):
    """Keys to the receiving page."""

    def of_transfer(self, transfer_id: TransferId) -> tuple[ReceivingSlip, ...]: ...

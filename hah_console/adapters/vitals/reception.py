"""Reads a batch of messages: readings, statuses, what must go to the quarantine, and what may be forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from hah_console.adapters.vitals.decode import NO_KEYS, DeviceKeys, Owners, guard, opened, reading_of
from hah_console.adapters.vitals.heard_device import DBM, HeardDevice, is_name, printable, status_of
from hah_console.adapters.vitals.payload import READ_VERSIONS, WireSet, signature_holds
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.status_payload import WireStatus, parse_status
from hah_console.adapters.vitals.times import times_of, unix_ms
from hah_console.adapters.vitals.topics import GATEWAY, subject_of
from hah_console.adapters.vitals.unusable import UnusableMessage
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import DeviceId, GatewayId, PatientId
from hah_console.domain.reading import Reading
from hah_console.domain.refusal import Reason, Refusal

MOST_TOPICS = 20_000
MOST_GATEWAYS = 10_000
"""More names than any site has homes: what invents names is refused, and neither kept in memory nor stored."""
Mark = tuple[PatientId, DeviceId]


@dataclass(slots=True)
class Heard:
    """A batch. ``handled``: by patient and device the sequences that need not be sent again once it is stored."""

    readings: list[Reading] = field(default_factory=list)
    refused: list[tuple[Received, Reason]] = field(default_factory=list)
    devices: dict[DeviceId, DeviceStatus] = field(default_factory=dict)
    gateways: dict[GatewayId, GatewayStatus] = field(default_factory=dict)
    handled: dict[Mark, list[int]] = field(default_factory=dict)


class Reception:
    """Used by the one writer. ``owners`` says whose each device is and may be set anew at any time."""

    def __init__(self, site_id: str, keys: DeviceKeys = NO_KEYS) -> None:
        self._site, self._keys = site_id, keys
        self._subjects: dict[str, tuple[str, str] | None] = {}
        self._known: dict[DeviceId, HeardDevice] = {}
        self._gateways: set[str] = set()
        self.owners: Owners = {}

    def read(self, messages: Iterable[Received]) -> Heard:
        """Every message becomes something; nothing is raised for what is in it."""
        heard = Heard()
        received_at, received_ms = None, 0
        for message in messages:
            if message.received_at is not received_at:
                received_at, received_ms = message.received_at, unix_ms(message.received_at)
            try:
                self._read(message, received_ms, heard)
            except UnusableMessage as unusable:
                heard.refused.append((message, unusable.reason))
        return heard

    def _read(self, message: Received, received_ms: int, heard: Heard) -> None:
        subject = self._subject(message.topic)
        if subject is None:
            raise UnusableMessage(f"topic: not one of site {self._site}", Refusal.SITE, site=self._site)
        kind, who = subject
        if kind == "vitals":
            self._read_set(message, PatientId(who), received_ms, heard)
        elif kind == GATEWAY:
            heard.gateways[GatewayId(who)] = self._gateway(message, who)
        else:
            status = self._device(message, PatientId(who))
            heard.devices[status.device_id] = status

    def _read_set(self, message: Received, patient: PatientId, received_ms: int, heard: Heard) -> None:
        wire = opened(message.payload, patient, self.owners, self._keys)
        try:
            self.take_in(wire, patient, message.received_at, received_ms, heard)
        finally:
            heard.handled.setdefault((patient, DeviceId(wire.dev)), []).append(wire.seq)

    def take_in(self, wire: WireSet, patient: PatientId, received_at: datetime, received_ms: int, heard: Heard) -> None:
        """The reading of a set whose sender is known, and the news of its device. Raises UnusableMessage."""
        times = times_of(wire, received_at, received_ms)
        heard.readings.append(reading_of(wire, patient, received_at, times))
        device = DeviceId(wire.dev)
        known = self._known.get(device)
        if known is None:
            known = self._known[device] = HeardDevice()
        status = known.news(wire, patient, received_at, times)
        if status is not None:
            heard.devices[device] = status

    def _device(self, message: Received, patient: PatientId) -> DeviceStatus:
        wire = _status(message)
        device = DeviceId(wire.dev)
        if not wire.dev or self.owners.get(device) != patient:
            why = f"dev: {wire.dev or 'nobody'} is not with {patient}"
            raise UnusableMessage(why, Refusal.NOT_HERS, device=wire.dev, patient=patient)
        key = self._keys.get(device)
        if key and not signature_holds(message.payload, key):
            raise UnusableMessage("sig: missing or not that of the device", Refusal.SIGNATURE)
        known = self._known.setdefault(device, HeardDevice())
        known.online = wire.online
        said = known.with_news(wire)
        return status_of(device, patient, _moment(message, wire), known.sequence, said, None, online=wire.online)

    def _gateway(self, message: Received, gateway_id: str) -> GatewayStatus:
        wire = _status(message)
        if wire.gw != gateway_id:
            raise UnusableMessage(f"gw: {wire.gw} on the topic of {gateway_id}", Refusal.GATEWAY, gateway=wire.gw)
        if not is_name(gateway_id):
            raise UnusableMessage(f"gw: {gateway_id} is no name", Refusal.GATEWAY, gateway=gateway_id)
        if gateway_id not in self._gateways and len(self._gateways) >= MOST_GATEWAYS:
            said = f"gw: more than {MOST_GATEWAYS} gateways"
            raise UnusableMessage(said, Refusal.MANY_GATEWAYS, most=MOST_GATEWAYS)
        self._gateways.add(gateway_id)
        moment, signal = _moment(message, wire), wire.rssi if wire.rssi in DBM else None
        return GatewayStatus(GatewayId(gateway_id), wire.online, moment, signal, printable(wire.fw))

    def _subject(self, topic: str) -> tuple[str, str] | None:
        if topic not in self._subjects:
            if len(self._subjects) > MOST_TOPICS:
                self._subjects.clear()
            self._subjects[topic] = subject_of(topic, self._site)
        return self._subjects[topic]


def _status(message: Received) -> WireStatus:
    guard(message.payload)
    try:
        wire = parse_status(message.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableMessage(f"payload: {error}", Refusal.UNREADABLE) from error
    if wire.v not in READ_VERSIONS:
        raise UnusableMessage(f"v: version {wire.v} is not known", Refusal.VERSION, version=wire.v)
    return wire


def _moment(message: Received, wire: WireStatus) -> datetime:
    """When a status was true: on receipt, or when it was written if the broker had kept it."""
    if not message.retained or wire.t is None:
        return message.received_at
    written_ms = min(max(wire.t, 0), unix_ms(message.received_at))
    return datetime.fromtimestamp(written_ms / 1_000, UTC)

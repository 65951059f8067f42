"""From a message to a Reading, or to the reason why it cannot be one."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from hah_console.adapters.vitals.payload import READ_VERSIONS, WireSet, parse, signature_holds
from hah_console.adapters.vitals.times import EARLY, LATE, Times, times_of, unix_ms
from hah_console.adapters.vitals.topics import subject_of
from hah_console.adapters.vitals.unusable import UnusableMessage
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import PLAUSIBLE, Reading, Vital
from hah_console.domain.refusal import Refusal

__all__ = ["EARLY", "LATE", "UnusableMessage", "decode", "guard", "opened", "reading_of"]

Message = tuple[str, bytes, datetime]
"""Topic, payload, moment of receipt."""
Owners = Mapping[DeviceId, PatientId]
DeviceKeys = Mapping[DeviceId, bytes]
"""The secret of each device that signs."""

LARGEST_BYTES = 20_480
"""A set has a few hundred bytes; iotcore refuses more than this as well."""
MOST_BRACKETS = 32
"""Opening brackets in one message; a set has two. More is nested needlessly and is not even looked into."""
LARGEST_SEQUENCE = 2**63 - 1
"""What a database can hold."""

NO_KEYS: DeviceKeys = MappingProxyType({})
_VITALS = {vital.value: vital for vital in Vital}
_RANGES = [(vital, vital.value, *PLAUSIBLE[vital]) for vital in Vital]
_NONE_OFF: frozenset[Vital] = frozenset()


def decode(message: Message, site_id: str, devices: Owners, keys: DeviceKeys = NO_KEYS) -> Reading:
    """The reading of one message; raises UnusableMessage. A batch is read by ``reception.Reception``."""
    name, payload, received_at = message
    subject = subject_of(name, site_id)
    if subject is None or subject[0] != "vitals":
        raise UnusableMessage(f"topic: not one of site {site_id}", Refusal.SITE, site=site_id)
    wire = opened(payload, subject[1], devices, keys)
    times = times_of(wire, received_at, unix_ms(received_at))
    return reading_of(wire, PatientId(subject[1]), received_at, times)


def opened(payload: bytes, patient: str, devices: Owners, keys: DeviceKeys) -> WireSet:
    """The set of a message whose sender is who it says; raises UnusableMessage.

    ``devices`` says whose each device is: SAFETY(identity) a set whose topic names another patient than the one the
    device was given to is refused, it may be a monitor carried to the wrong bed.
    """
    guard(payload)
    try:
        wire = parse(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableMessage(f"payload: {error}", Refusal.UNREADABLE) from error
    if wire.v not in READ_VERSIONS:
        raise UnusableMessage(f"v: version {wire.v} is not known", Refusal.VERSION, version=wire.v)
    if not wire.dev or not 0 <= wire.seq <= LARGEST_SEQUENCE:
        raise UnusableMessage("dev, seq: empty, negative or too large", Refusal.NUMBERING)
    if devices.get(DeviceId(wire.dev)) != patient:
        raise _of_another(wire.dev, patient, devices)
    if keys and (key := keys.get(DeviceId(wire.dev))) and not signature_holds(payload, key):
        raise UnusableMessage("sig: missing or not that of the device", Refusal.SIGNATURE)
    return wire


def guard(payload: bytes) -> None:
    """Refuse what need not be read at all; raises UnusableMessage."""
    if len(payload) > LARGEST_BYTES:
        size, most = len(payload), LARGEST_BYTES
        raise UnusableMessage(f"payload: {size} bytes, more than {most}", Refusal.TOO_LARGE, size=size, most=most)
    if payload.count(b"{") + payload.count(b"[") > MOST_BRACKETS:
        raise UnusableMessage("payload: nested too deeply", Refusal.NESTED)


def reading_of(wire: WireSet, patient: PatientId, received_at: datetime, times: Times) -> Reading:
    """The reading of an opened set; raises UnusableMessage when a value cannot be one."""
    off = _sensors_off(wire) if wire.off else _NONE_OFF
    values: dict[Vital, float] = {}
    for vital, key, low, high in _RANGES:
        value = getattr(wire, key)
        if value is None or vital in off:
            continue
        if low <= value <= high:
            values[vital] = value
        elif value == 0:
            off |= {vital}  # monitors report a sensor that fell off as 0
        else:
            said = f"{key}: {value:g} is outside {low:g} to {high:g}"
            raise UnusableMessage(said, Refusal.RANGE, vital=vital, value=value, low=float(low), high=float(high))
    if not values and not off:
        raise UnusableMessage("no value", Refusal.NO_VALUE)
    return Reading(
        patient, DeviceId(wire.dev), wire.seq, times.measured_at, received_at, values, off, times.gateway_at
    )  # fmt: skip


def _sensors_off(wire: WireSet) -> frozenset[Vital]:
    unknown = set(wire.off) - _VITALS.keys()
    if unknown:
        names = ", ".join(sorted(unknown))
        raise UnusableMessage(f"off: {names} is not a vital sign", Refusal.SENSOR, names=names)
    return frozenset(_VITALS[key] for key in wire.off)


def _of_another(device: str, patient: str, devices: Owners) -> UnusableMessage:
    owner = devices.get(DeviceId(device))
    if owner is None:
        return UnusableMessage(f"dev: {device} is with nobody", Refusal.NOBODYS, device=device)
    said = f"dev: {device} is with {owner}, not with {patient}"
    return UnusableMessage(said, Refusal.ANOTHERS, device=device, owner=owner, patient=patient)

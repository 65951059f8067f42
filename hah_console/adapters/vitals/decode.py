"""From a message to a Reading, or to the reason why it cannot be one."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from hah_console.adapters.vitals.payload import FORMAT_VERSION, WireSet, parse, patient_of
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import PLAUSIBLE, Reading, Vital

Message = tuple[str, bytes, datetime]
"""Topic, payload, moment of receipt."""

EARLY = timedelta(minutes=5)
"""A device's clock may run ahead by this much; more is a wrong clock."""

LATE = timedelta(hours=48)
"""A device may deliver what it kept while offline for this long."""


LARGEST_BYTES = 20_480
"""A set has a few hundred bytes; iotcore refuses more than this as well."""

LARGEST_SEQUENCE = 2**63 - 1
"""What a database can hold."""

LONGEST_REASON = 200


class UnusableMessage(ValueError):
    """A message that cannot be a reading; the text is the reason kept in the quarantine, short and printable."""

    def __init__(self, reason: str) -> None:
        super().__init__("".join(c if c.isprintable() else "�" for c in reason[:LONGEST_REASON]))


def decode(message: Message, site_id: str, devices: Mapping[DeviceId, PatientId]) -> Reading:
    """The reading of a message.

    ``devices`` says whose each device is: SAFETY(identity) a set whose topic names another patient than the one the
    device was given to is refused, it may be a monitor carried to the wrong bed. Raises UnusableMessage.
    """
    topic, payload, received_at = message
    patient = patient_of(topic, site_id)
    if patient is None:
        raise UnusableMessage(f"topic: not one of site {site_id}")
    wire = _parsed(payload)
    _check_frame(wire)
    _check_owner(wire, patient, devices)
    values, off = _values(wire)
    return Reading(
        PatientId(patient), DeviceId(wire.dev), wire.seq, _moment(wire.t, received_at), received_at, values, off
    )  # fmt: skip


def _parsed(payload: bytes) -> WireSet:
    if len(payload) > LARGEST_BYTES:
        raise UnusableMessage(f"payload: {len(payload)} bytes, more than {LARGEST_BYTES}")
    try:
        return parse(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableMessage(f"payload: {error}") from error
    except RecursionError as error:
        raise UnusableMessage("payload: nested too deeply") from error


def _check_frame(wire: WireSet) -> None:
    if wire.v != FORMAT_VERSION:
        raise UnusableMessage(f"v: version {wire.v} is not known")
    if not wire.dev or not 0 <= wire.seq <= LARGEST_SEQUENCE:
        raise UnusableMessage("dev, seq: empty, negative or too large")


def _check_owner(wire: WireSet, patient: str, devices: Mapping[DeviceId, PatientId]) -> None:
    owner = devices.get(DeviceId(wire.dev))
    if owner is None:
        raise UnusableMessage(f"dev: {wire.dev} is with nobody")
    if owner != patient:
        raise UnusableMessage(f"dev: {wire.dev} is with {owner}, not with {patient}")


def _values(wire: WireSet) -> tuple[dict[Vital, float], frozenset[Vital]]:
    off = {vital for vital in Vital if vital.value in wire.off}
    unknown = set(wire.off) - {vital.value for vital in Vital}
    if unknown:
        raise UnusableMessage(f"off: {', '.join(sorted(unknown))} is not a vital sign")
    values: dict[Vital, float] = {}
    for vital, value in wire.measured().items():
        if value == 0:
            off.add(vital)  # monitors report a sensor that fell off as 0
        elif vital not in off:
            values[vital] = _plausible(vital, value)
    if not values and not off:
        raise UnusableMessage("no value")
    return values, frozenset(off)


def _plausible(vital: Vital, value: float) -> float:
    low, high = PLAUSIBLE[vital]
    if not low <= value <= high:
        raise UnusableMessage(f"{vital.value}: {value:g} is outside {low:g} to {high:g}")
    return value


def _moment(measured_ms: int, received_at: datetime) -> datetime:
    try:
        measured = datetime.fromtimestamp(measured_ms / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise UnusableMessage(f"t: {measured_ms} is not a time") from error
    if measured > received_at + EARLY:
        raise UnusableMessage("t: the device's clock is ahead")
    if measured < received_at - LATE:
        raise UnusableMessage("t: older than a device keeps")
    return measured

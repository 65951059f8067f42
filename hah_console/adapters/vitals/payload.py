"""The wire format of a device's set of vital signs, version 2; version 1 is still read (docs/mqtt.md)."""

import hmac
from dataclasses import dataclass

import msgspec

FORMAT_VERSION = 2
READ_VERSIONS = frozenset({1, FORMAT_VERSION})
SIGNATURE_KEY = b',"sig":"'
SIGNATURE_BYTES = 64
"""Of an HMAC-SHA256 in hexadecimal."""


@dataclass(frozen=True, slots=True)
class DeviceSet:
    """One set as the device knows it; None means not measured. Units as in ``domain.reading.UNITS``.

    ``measured_at_ms`` is the device's clock as Unix milliseconds, ``gateway_ms`` that of the home's gateway when it
    had the set; ``sequence`` rises by device and never repeats.
    """

    device_id: str
    sequence: int
    measured_at_ms: int
    heart_rate: float | None = None
    spo2: float | None = None
    respiratory_rate: float | None = None
    systolic: float | None = None
    diastolic: float | None = None
    temperature: float | None = None
    sensors_off: tuple[str, ...] = ()
    battery_percent: int | None = None
    gateway_id: str | None = None
    gateway_ms: int | None = None
    signal_dbm: int | None = None
    firmware: str | None = None


class WireSet(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The JSON object of one message. Unknown keys are ignored, so that devices may send more."""

    v: int
    dev: str
    seq: int
    t: int
    hr: float | None = None
    spo2: float | None = None
    rr: float | None = None
    sbp: float | None = None
    dbp: float | None = None
    temp: float | None = None
    off: tuple[str, ...] = ()
    bat: int | None = None
    gw: str | None = None
    gt: int | None = None
    rssi: int | None = None
    fw: str | None = None
    sig: str | None = None


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(WireSet)


def encode(sent: DeviceSet, key: bytes | None = None) -> bytes:
    """The message of a set, signed when there is a key."""
    message = _ENCODER.encode(
        WireSet(
            v=FORMAT_VERSION, dev=sent.device_id, seq=sent.sequence, t=sent.measured_at_ms,
            hr=sent.heart_rate, spo2=sent.spo2, rr=sent.respiratory_rate,
            sbp=sent.systolic, dbp=sent.diastolic, temp=sent.temperature,
            off=sent.sensors_off, bat=sent.battery_percent, gw=sent.gateway_id, gt=sent.gateway_ms,
            rssi=sent.signal_dbm, fw=sent.firmware,
        )
    )  # fmt: skip
    return signed(message, key) if key else message


def parse(payload: bytes) -> WireSet:
    """The object of a message; raises msgspec.ValidationError or DecodeError naming the field."""
    return _DECODER.decode(payload)


def signed(message: bytes, key: bytes) -> bytes:
    """A JSON object with ``sig`` as its last key: HMAC-SHA256 of the object without it, in hexadecimal."""
    return message[:-1] + SIGNATURE_KEY + _signature(message, key) + b'"}'


def signature_holds(payload: bytes, key: bytes) -> bool:
    """Whether ``sig`` is the last key and belongs to everything before it."""
    place = len(payload) - SIGNATURE_BYTES - len(SIGNATURE_KEY) - 2
    end = place + len(SIGNATURE_KEY)
    if place < 0 or payload[place:end] != SIGNATURE_KEY or payload[-2:] != b'"}':
        return False
    return hmac.compare_digest(payload[end:-2], _signature(payload[:place] + b"}", key))


def _signature(message: bytes, key: bytes) -> bytes:
    return hmac.digest(key, message, "sha256").hex().encode()

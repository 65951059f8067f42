"""What a monitor or a gateway says of itself, and what the broker says for it when it goes without a word."""

import msgspec

from hah_console.adapters.vitals.payload import FORMAT_VERSION, signed


class WireStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON object of a status: of a monitor with ``dev``, of a gateway with ``gw`` alone. ``t``: when it was
    written, Unix milliseconds; a last will is written when the connection begins."""

    v: int
    online: bool
    t: int | None = None
    dev: str = ""
    gw: str | None = None
    bat: int | None = None
    rssi: int | None = None
    fw: str = ""


_DECODER = msgspec.json.Decoder(WireStatus)


def parse_status(payload: bytes) -> WireStatus:
    """The object of a message; raises msgspec.ValidationError or DecodeError naming the field."""
    return _DECODER.decode(payload)


def encode_status(status: WireStatus, key: bytes | None = None) -> bytes:
    """The message of a status, signed when there is a key."""
    message = msgspec.json.encode(status)
    return signed(message, key) if key else message


def device_status(
    device_id: str, at_ms: int, *, online: bool, battery_percent: int | None = None, firmware: str = ""
) -> WireStatus:
    """A monitor's own."""
    return WireStatus(FORMAT_VERSION, online, at_ms, device_id, bat=battery_percent, fw=firmware)


def gateway_status(
    gateway_id: str, at_ms: int, *, online: bool, signal_dbm: int | None = None, firmware: str = ""
) -> WireStatus:
    """A gateway's own."""
    return WireStatus(FORMAT_VERSION, online, at_ms, gw=gateway_id, rssi=signal_dbm, fw=firmware)

"""The wire format of waveforms, and of the request for them (docs/mqtt.md)."""

from datetime import UTC, datetime, timedelta

import msgspec

from hah_console.adapters.vitals.payload import FORMAT_VERSION
from hah_console.adapters.vitals.times import EARLY, unix_ms
from hah_console.domain.ids import PatientId
from hah_console.domain.strip import WaveSegment

LARGEST_BYTES = 20_480
HIGHEST_RATE_HZ = 1_000.0


class WireWave(msgspec.Struct, frozen=True):
    """The JSON object of a stretch: ``s`` are little-endian int16 in base64, value = sample * gain + offset in unit."""

    v: int
    t: int
    hz: float
    gain: float
    offset: float
    unit: str
    s: bytes


class WireWish(msgspec.Struct, frozen=True):
    """The JSON object of a request: until when waveforms are wanted, Unix milliseconds of the machine's clock."""

    until: int


_WAVES, _WISHES = msgspec.json.Decoder(WireWave), msgspec.json.Decoder(WireWish)


def encode_wave(segment: WaveSegment) -> bytes:
    """The message of a stretch."""
    start_ms = unix_ms(segment.start)
    return msgspec.json.encode(
        WireWave(
            FORMAT_VERSION, start_ms, segment.rate_hz, segment.gain, segment.offset, segment.unit, segment.samples
        )
    )  # fmt: skip


def decode_wave(payload: bytes, patient_id: PatientId, signal: str, received_at: datetime) -> WaveSegment | None:
    """The stretch of a message; None for anything else, waveforms are for looking at and nothing is kept of them.

    A start that is minutes away from the receipt is that of a wrong clock: the stretch then ends at its receipt.
    """
    if len(payload) > LARGEST_BYTES:
        return None
    try:
        wire = _WAVES.decode(payload)
        start = datetime.fromtimestamp(wire.t / 1_000, UTC)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, OSError, ValueError):
        return None
    if not 0 < wire.hz <= HIGHEST_RATE_HZ or not wire.s or len(wire.s) % 2 or wire.v != FORMAT_VERSION:
        return None
    if abs(start - received_at) > EARLY:
        start = received_at - timedelta(seconds=len(wire.s) / 2 / wire.hz)
    return WaveSegment(patient_id, signal, start, wire.hz, wire.gain, wire.offset, wire.unit, wire.s)


def encode_wish(until: datetime) -> bytes:
    """The message of a request."""
    return msgspec.json.encode(WireWish(unix_ms(until)))


def wish_until_ms(payload: bytes) -> int:
    """Until when waveforms are wanted; 0 for anything that is no request."""
    try:
        return _WISHES.decode(payload).until
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 0

"""Packs sets of vital signs into few bytes: int16 differences by column, low bytes and high bytes apart, zlib.

No value is rounded or clipped. One that is not a whole number of tenths makes its vital a row of float64; a difference
that does not fit 16 bits is kept in full behind the others. When a set was received, and when a gateway had it, is kept
to the tenth of a second: the milliseconds of both would cost more than all values together.
"""

import zlib
from typing import Final

import msgspec
import numpy as np

from hah_console.adapters.db.samples.columns import NO_TIME, Columns, Floats, Ints

CODEC: Final = 1
_ESCAPE = 0xFFFF
_LEVEL = 6
_DELAY_MS = 100
_TENTHS = 10.0
_MOST = 2.0**36
_INT_ROWS = 7
"""Device, sequence, measured, received, gateway, present and off stand before the rows of values."""


class _Header(msgspec.Struct, array_like=True):
    count: int
    devices: tuple[str, ...]
    steps: tuple[int, int]
    exact: int
    escapes: int


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Header)


def packed(columns: Columns, level: int = _LEVEL) -> bytes:
    """The bytes of a chunk."""
    tenths, exact = _tenths(columns.values)
    rows = np.vstack((_int_rows(columns), tenths))
    steps = np.diff(rows, axis=1, prepend=0)
    usual = _usual(steps[1]), _usual(steps[2])
    steps[1, 1:] -= usual[0]
    steps[2, 1:] -= usual[1]
    zigzag = ((steps << 1) ^ (steps >> 63)).view(np.uint64)
    large = zigzag >= _ESCAPE
    short = np.where(large, _ESCAPE, zigzag).astype("<u2")
    escapes = steps[large].astype("<i8")
    planes = short.view(np.uint8).reshape(-1, 2)
    raw = [columns.values[place].astype("<f8").tobytes() for place in range(len(tenths)) if not exact >> place & 1]
    header = _ENCODER.encode(_Header(len(columns), columns.devices, usual, exact, len(escapes)))
    body = b"".join((planes[:, 0].tobytes(), planes[:, 1].tobytes(), escapes.tobytes(), *raw))
    return bytes((CODEC, len(header) & 0xFF, len(header) >> 8)) + header + zlib.compress(body, level)


def unpacked(blob: bytes) -> Columns:
    """The sets of a chunk."""
    size = blob[1] | blob[2] << 8
    header = _DECODER.decode(blob[3 : 3 + size])
    body = zlib.decompress(blob[3 + size :])
    return _columns(header, body)


def _int_rows(columns: Columns) -> Ints:
    told = columns.gateway != NO_TIME
    delay = np.where(told, (columns.gateway - columns.measured) // _DELAY_MS, 0)
    known = (~np.isnan(columns.values)).astype(np.int64)
    present = (known << np.arange(len(known), dtype=np.int64)[:, None]).sum(axis=0) | (told.astype(np.int64) << 16)
    received = (columns.received - columns.measured) // _DELAY_MS
    return np.vstack((columns.device, columns.sequence, columns.measured, received, delay, present, columns.off))


def _tenths(values: Floats) -> tuple[Ints, int]:
    """Values in tenths, the last one repeated where there is none, and a bit for each vital that is exactly that."""
    known = ~np.isnan(values)
    small = np.abs(values) < _MOST
    scaled = np.rint(np.where(small, values, 0.0) * _TENTHS)
    fits = (small & (scaled / _TENTHS == values)) | ~known
    # A negative zero is a number of its own; it does not survive as a whole number.
    exact = fits.all(axis=1) & ~(np.signbit(values) & (values == 0)).any(axis=1)
    last = np.maximum.accumulate(np.where(known, np.arange(values.shape[1]), 0), axis=1)
    filled = np.take_along_axis(np.where(exact[:, None], scaled, 0.0), last, axis=1).astype(np.int64)
    return filled, sum(1 << place for place, good in enumerate(exact.tolist()) if good)


def _usual(steps: Ints) -> int:
    return int(np.sort(steps[1:])[(len(steps) - 1) // 2]) if len(steps) > 1 else 0


def _columns(header: _Header, body: bytes) -> Columns:
    vitals = 6
    size = header.count * (_INT_ROWS + vitals)
    bytes_ = np.frombuffer(body, np.uint8)
    short = bytes_[:size].astype(np.int64) | (bytes_[size : 2 * size].astype(np.int64) << 8)
    steps = (short >> 1) ^ -(short & 1)
    if header.escapes:
        steps[short == _ESCAPE] = np.frombuffer(body, "<i8", header.escapes, 2 * size)
    steps = steps.reshape(-1, header.count)
    steps[1, 1:] += header.steps[0]
    steps[2, 1:] += header.steps[1]
    rows = np.cumsum(steps, axis=1)
    device, sequence, measured, received, gateway, present, off = rows[:_INT_ROWS]
    known = (present >> np.arange(vitals)[:, None]) & 1 == 1
    values = np.where(known, rows[_INT_ROWS:] / _TENTHS, np.nan)
    _put_raw(values, header, body[2 * size + 8 * header.escapes :])
    told = np.where(present >> 16 & 1, measured + gateway * _DELAY_MS, NO_TIME)
    return Columns(header.devices, device, sequence, measured, measured + received * _DELAY_MS, told, off, values)


def _put_raw(values: Floats, header: _Header, raw: bytes) -> None:
    inexact = [place for place in range(len(values)) if not header.exact >> place & 1]
    for count, place in enumerate(inexact):
        values[place] = np.frombuffer(raw, "<f8", header.count, 8 * header.count * count)

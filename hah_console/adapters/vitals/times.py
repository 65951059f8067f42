"""When a set was measured: the device's clock, unless the gateway's or this machine's shows that it is wrong."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hah_console.adapters.vitals.payload import WireSet
from hah_console.adapters.vitals.unusable import UnusableMessage
from hah_console.domain.refusal import Refusal

EARLY = timedelta(minutes=5)
"""A clock may differ by this much; more is a wrong clock."""
LATE = timedelta(hours=48)
"""A device may deliver what it kept while offline for this long."""
_EARLY_MS, _LATE_MS = (int(span / timedelta(milliseconds=1)) for span in (EARLY, LATE))
_LAST_MS = 253_402_300_799_000
"""The end of the year 9999."""


class Times(NamedTuple):
    """``skew_s`` is how far the device's clock is ahead of the gateway's, or without a gateway of ours."""

    measured_at: datetime
    gateway_at: datetime | None
    skew_s: float


def times_of(wire: WireSet, received_at: datetime, received_ms: int) -> Times:
    """SAFETY(wrong clock): a set of a device whose clock is wrong is taken at the moment the gateway had it, else at
    that of its receipt, and how wrong it is is told. Raises UnusableMessage for what is too old to be kept."""
    device_ms, gateway_ms = wire.t, wire.gt
    if not 0 <= device_ms <= _LAST_MS:
        raise UnusableMessage(f"t: {device_ms} is not a time", Refusal.NO_TIME, time=device_ms)
    trusted = gateway_ms is not None and -_LATE_MS <= gateway_ms - received_ms <= _EARLY_MS
    gateway_at = _moment(gateway_ms) if trusted and gateway_ms is not None else None
    base_ms = gateway_ms if trusted and gateway_ms is not None else received_ms
    ahead_ms = device_ms - base_ms
    wrong = ahead_ms > _EARLY_MS or device_ms > received_ms + _EARLY_MS or (trusted and ahead_ms < -_EARLY_MS)
    if wrong:
        measured_at = gateway_at or received_at
    elif device_ms < received_ms - _LATE_MS:
        raise UnusableMessage("t: older than a device keeps", Refusal.TOO_OLD)
    else:
        measured_at = _moment(device_ms)
    return Times(measured_at, gateway_at, min(max(ahead_ms / 1_000, -1e9), 1e9))


def unix_ms(moment: datetime) -> int:
    """Unix milliseconds of an aware moment."""
    return round(moment.timestamp() * 1_000)


def _moment(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1_000, UTC)

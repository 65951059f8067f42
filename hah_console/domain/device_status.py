"""What is known of the monitors and gateways in the homes, apart from the values they measure."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import DeviceId, GatewayId, PatientId


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A monitor as last heard. None: it did not tell.

    ``skew_s`` is how far its clock is ahead of this service's in seconds, negative when it is behind; ``signal_dbm``
    its radio signal; ``online`` is False when it, or the broker on its behalf, said that it is leaving.
    """

    device_id: DeviceId
    patient_id: PatientId
    last_seen_at: datetime
    sequence: int
    gateway_id: GatewayId | None = None
    battery_pct: int | None = None
    signal_dbm: int | None = None
    firmware: str = ""
    skew_s: float | None = None
    online: bool = True


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """A gateway as last heard; ``online`` is False when it, or the broker on its behalf, said that it is leaving."""

    gateway_id: GatewayId
    online: bool
    last_seen_at: datetime
    signal_dbm: int | None = None
    firmware: str = ""

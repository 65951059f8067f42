"""What the service remembers of each monitor between two of its sets, so that its status is told when it changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.adapters.vitals.payload import WireSet
from hah_console.adapters.vitals.status_payload import WireStatus
from hah_console.adapters.vitals.times import EARLY, Times
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId, GatewayId, PatientId

TELL_EVERY = timedelta(seconds=10)
"""An unchanged monitor is told again after this long."""
STEADY_SHARE = 0.5
LONGEST_FIRMWARE, LONGEST_NAME = 40, 64
PERCENT, DBM = range(101), range(-200, 1)

Said = tuple[int | None, str | None, int | None, str | None]


@dataclass(slots=True)
class HeardDevice:
    """One monitor. ``said`` is what it told of battery, gateway, signal and firmware."""

    said: Said | None = None
    told_at: datetime | None = None
    skew_s: float = 0.0
    sequence: int = 0
    online: bool = True

    def news(self, wire: WireSet, patient: PatientId, received_at: datetime, times: Times) -> DeviceStatus | None:
        """Its status when it changed or was not told for long; else None."""
        said = (wire.bat, wire.gw, wire.rssi, wire.fw)
        self.sequence = max(self.sequence, wire.seq)
        due = self.told_at is None or received_at - self.told_at >= TELL_EVERY
        if not due and said == self.said and self.online:
            return None
        skew_s = self._skew_s(received_at, times)
        self.said, self.told_at, self.skew_s, self.online = said, received_at, times.skew_s, True
        return status_of(DeviceId(wire.dev), patient, received_at, self.sequence, said, skew_s)

    def with_news(self, wire: WireStatus) -> Said:
        """What a status says, and what the sets said of the rest."""
        battery, gateway, signal, firmware = self.said or (None, None, None, None)
        return (
            battery if wire.bat is None else wire.bat,
            wire.gw or gateway,
            signal if wire.rssi is None else wire.rssi,
            wire.fw or firmware,
        )

    def _skew_s(self, received_at: datetime, times: Times) -> float | None:
        """A monitor that is behind may have a wrong clock, or deliver what it kept: then it catches up."""
        behind = times.gateway_at is None and times.skew_s < -EARLY.total_seconds()
        if not behind:
            return times.skew_s
        if self.told_at is None:
            return None
        passed_s = (received_at - self.told_at).total_seconds()
        steady = abs(times.skew_s - self.skew_s) < STEADY_SHARE * passed_s
        return times.skew_s if steady else None


def printable(firmware: str) -> str:
    """Its first characters that can be shown, and stored everywhere: PostgreSQL holds no NUL."""
    return "".join(character for character in firmware[:LONGEST_FIRMWARE] if character.isprintable())


def is_name(told: str) -> bool:
    """Whether this can be the name of a gateway."""
    return len(told) <= LONGEST_NAME and told.isprintable()


def status_of(
    device: DeviceId,
    patient: PatientId,
    seen_at: datetime,
    sequence: int,
    said: Said,
    skew_s: float | None,
    *,
    online: bool = True,
) -> DeviceStatus:
    """What is plausible of what a monitor said."""
    battery, gateway, signal, firmware = said
    return DeviceStatus(
        device_id=device,
        patient_id=patient,
        last_seen_at=seen_at,
        sequence=sequence,
        gateway_id=GatewayId(gateway) if gateway and is_name(gateway) else None,
        battery_pct=battery if battery in PERCENT else None,
        signal_dbm=signal if signal in DBM else None,
        firmware=printable(firmware or ""),
        skew_s=skew_s,
        online=online,
    )

"""Rows of monitors and gateways as last heard."""

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import DeviceId, GatewayId, PatientId


def status_values(status: DeviceStatus) -> Values:
    """The row of a monitor, in the order of the columns."""
    return {
        "device_id": status.device_id,
        "patient_id": status.patient_id,
        "gateway_id": status.gateway_id,
        "last_seen_at": ms(status.last_seen_at),
        "sequence": status.sequence,
        "battery_pct": status.battery_pct,
        "signal_dbm": status.signal_dbm,
        "firmware": status.firmware,
        "skew_s": status.skew_s,
        "online": status.online,
    }


def status_of(row: Row) -> DeviceStatus:
    """The monitor of a row."""
    return DeviceStatus(
        device_id=DeviceId(row["device_id"]),
        patient_id=PatientId(row["patient_id"]),
        last_seen_at=at(row["last_seen_at"]),
        sequence=row["sequence"],
        gateway_id=row["gateway_id"],
        battery_pct=row["battery_pct"],
        signal_dbm=row["signal_dbm"],
        firmware=row["firmware"],
        skew_s=row["skew_s"],
        online=bool(row["online"]),
    )


def gateway_values(gateway: GatewayStatus) -> Values:
    """The row of a gateway."""
    return {
        "gateway_id": gateway.gateway_id,
        "online": gateway.online,
        "last_seen_at": ms(gateway.last_seen_at),
        "signal_dbm": gateway.signal_dbm,
        "firmware": gateway.firmware,
    }


def gateway_of(row: Row) -> GatewayStatus:
    """The gateway of a row."""
    return GatewayStatus(
        gateway_id=GatewayId(row["gateway_id"]),
        online=bool(row["online"]),
        last_seen_at=at(row["last_seen_at"]),
        signal_dbm=row["signal_dbm"],
        firmware=row["firmware"],
    )

"""Monitors and gateways as last heard."""

from collections.abc import Sequence

from sqlalchemy import select

from hah_console.adapters.db.bulk import put
from hah_console.adapters.db.mapping.device_status import gateway_of, gateway_values, status_of, status_values
from hah_console.adapters.db.tables.vitals import device_status, gateway_status
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.device_status import DeviceStatus, GatewayStatus


class DeviceRows:
    """One row per monitor and per gateway."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def save_statuses(self, rows: Sequence[DeviceStatus]) -> None:
        """Store monitors as last heard."""
        if rows:
            put(self._tx, device_status, [tuple(status_values(row).values()) for row in rows])

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Every monitor ever heard."""
        return tuple(status_of(row) for row in self._tx.rows(select(device_status).order_by(device_status.c.device_id)))

    def save_gateways(self, rows: Sequence[GatewayStatus]) -> None:
        """Store gateways as last heard."""
        if rows:
            self._tx.upsert(gateway_status, [gateway_values(row) for row in rows])

    def gateways(self) -> tuple[GatewayStatus, ...]:
        """Every gateway ever heard."""
        rows = self._tx.rows(select(gateway_status).order_by(gateway_status.c.gateway_id))
        return tuple(gateway_of(row) for row in rows)

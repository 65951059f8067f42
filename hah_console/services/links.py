"""Which homes can be heard at all: the broker, and the gateway each monitor hangs on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hah_console.alarms.system import SystemFacts
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import GatewayId

_Known = tuple[dict[GatewayId, GatewayStatus], dict[GatewayId, datetime], bool, datetime | None]


class Links:
    """Kept by the one writer; gateways as last told, the broker as the service sees it."""

    def __init__(self) -> None:
        self._gateways: dict[GatewayId, GatewayStatus] = {}
        self._back: dict[GatewayId, datetime] = {}
        self._broker_lost = False
        self._broker_back: datetime | None = None
        self._before = self._now()

    def begin(self) -> None:
        """A transaction begins."""
        self._before = self._now()

    def undo(self) -> None:
        """It failed: what was heard in it will be heard again."""
        self._gateways, self._back, self._broker_lost, self._broker_back = self._before

    def _now(self) -> _Known:
        return dict(self._gateways), dict(self._back), self._broker_lost, self._broker_back

    @property
    def gateways(self) -> Mapping[GatewayId, GatewayStatus]:
        """Gateways as last heard."""
        return self._gateways

    def set_gateways(self, rows: Iterable[GatewayStatus]) -> bool:
        """Those now in the store; whether any is reached otherwise than was known."""
        before = {name: row.online for name, row in self._gateways.items()}
        self._gateways = {row.gateway_id: row for row in rows}
        return before != {name: row.online for name, row in self._gateways.items()}

    def hear(self, rows: Sequence[GatewayStatus]) -> None:
        """What gateways, or the broker on their behalf, have just said."""
        for row in rows:
            before = self._gateways.get(row.gateway_id)
            if before is not None and row.online and not before.online:
                self._back[row.gateway_id] = row.last_seen_at
            self._gateways[row.gateway_id] = row

    def set_broker(self, facts: SystemFacts) -> bool:
        """The broker as the service sees it; whether that is news."""
        lost = facts.broker_lost_since is not None
        if lost is self._broker_lost:
            return False
        self._broker_lost = lost
        self._broker_back = self._broker_back if lost else facts.broker_ok_since
        return True

    def lost(self, devices: Iterable[DeviceStatus]) -> bool:
        """Whether a home with these monitors is known to be out of reach: the broker is lost, or every gateway is.

        SAFETY(other way): a monitor that needs no gateway, or one we know nothing of, may be heard at any time; its
        silence is its own.
        """
        if self._broker_lost:
            return True
        ways = [self._gateways.get(d.gateway_id) if d.gateway_id is not None else None for d in devices]
        return bool(ways) and all(gateway is not None and not gateway.online for gateway in ways)

    def since(self, devices: Iterable[DeviceStatus]) -> datetime | None:
        """Since when the home can be heard again, None when its link was never lost."""
        back = [self._back[d.gateway_id] for d in devices if d.gateway_id in self._back]
        if self._broker_back is not None:
            back.append(self._broker_back)
        return max(back, default=None)

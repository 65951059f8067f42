"""Which homes can be heard at all: the broker, and the gateway each monitor hangs on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hah_console.alarms.system import SystemFacts
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import GatewayId
from hah_console.domain.reading import Reading

_Moments = dict[GatewayId, datetime]
_Known = tuple[dict[GatewayId, GatewayStatus], _Moments, _Moments, bool, datetime | None]
SETTLED = timedelta(seconds=60)
"""After this long what arrives no longer comes from the queue the broker kept while the service was away."""


class Links:
    """Kept by the one writer; gateways as last told, the broker as the service sees it."""

    def __init__(self) -> None:
        self._gateways: dict[GatewayId, GatewayStatus] = {}
        self._back: _Moments = {}
        self._left: _Moments = {}
        self._broker_lost = False
        self._broker_back: datetime | None = None
        self._before = self._now()

    def begin(self) -> None:
        """A transaction begins."""
        self._before = self._now()

    def undo(self) -> None:
        """It failed: what was heard in it will be heard again."""
        self._gateways, self._back, self._left, self._broker_lost, self._broker_back = self._before

    def _now(self) -> _Known:
        return dict(self._gateways), dict(self._back), dict(self._left), self._broker_lost, self._broker_back

    @property
    def gateways(self) -> Mapping[GatewayId, GatewayStatus]:
        """Gateways as last heard."""
        return self._gateways

    def set_gateways(self, rows: Iterable[GatewayStatus]) -> bool:
        """Those now in the store; whether any is reached otherwise than was known."""
        before = {name: row.online for name, row in self._gateways.items()}
        self._gateways = {row.gateway_id: row for row in rows}
        away = {name: row.last_seen_at for name, row in self._gateways.items() if not row.online}
        self._left = {name: self._left.get(name, moment) for name, moment in away.items()}
        self._back = {name: moment for name, moment in self._back.items() if name in self._gateways}
        return before != {name: row.online for name, row in self._gateways.items()}

    def hear(self, rows: Sequence[GatewayStatus], now: datetime) -> None:
        """What gateways, or the broker on their behalf, have just said; of an older moment when the broker kept it."""
        for row in rows:
            before = self._gateways.get(row.gateway_id)
            if before is not None and row.online and not before.online:
                self._back[row.gateway_id] = row.last_seen_at
            self._gateways[row.gateway_id] = row
            if row.online:
                self._left.pop(row.gateway_id, None)
            else:
                self._left[row.gateway_id] = now

    @property
    def any_away(self) -> bool:
        """Whether any gateway is known to be away."""
        return bool(self._left)

    def proven(self, monitor: DeviceStatus, reading: Reading) -> GatewayStatus | None:
        """The gateway of a monitor, there again: a set that has arrived is proof against what was said before.

        SAFETY(proof of arrival): a last word that stays with the broker, or comes late, would keep the silence of a
        whole home from being told. What the broker kept while the service was away is older than that, and no proof.
        """
        left = self._left.get(monitor.gateway_id) if monitor.gateway_id is not None else None
        if left is None or monitor.gateway_id is None or reading.received_at <= left:
            return None
        if max(reading.measured_at, reading.gateway_at or reading.measured_at) <= left > reading.received_at - SETTLED:
            return None
        back = replace(self._gateways[monitor.gateway_id], online=True, last_seen_at=reading.received_at)
        self.hear([back], reading.received_at)
        return back

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

"""Decides what the board of monitors and gateways says, and what its counts keep; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.domain.device_status import DeviceStatus
from hah_console.services.context import Context
from hah_console.services.device_board import DeviceBoard, DeviceRow, GatewayRow, Trouble
from hah_console.services.refused_sets import RefusedSets
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.devices.refusal_text import refusal_text
from hah_console.ui.wording import NOTHING, age_text

# i18n: devices.trouble.*
UNREACHED = frozenset({Trouble.NEVER, Trouble.GATEWAY, Trouble.OFFLINE, Trouble.SILENT})


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """A count over the list that filters it: translation key of its name, and which rows it keeps."""

    filter_id: str
    text: str
    keeps: Callable[[DeviceRow], bool]


FILTERS = (
    DeviceFilter("all", "devices.filter.all", lambda _: True),
    DeviceFilter("trouble", "devices.filter.trouble", lambda row: bool(row.troubles)),
    DeviceFilter("unreached", "devices.filter.unreached", lambda row: bool(UNREACHED & set(row.troubles))),
    DeviceFilter("battery", "devices.filter.battery", lambda row: Trouble.BATTERY in row.troubles),
    DeviceFilter("clock", "devices.filter.clock", lambda row: Trouble.CLOCK in row.troubles),
)
ALL = FILTERS[0]


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One monitor in words; ``old`` when what it told last may no longer hold, ``trouble`` empty when all is well.

    ``state`` says that all is well too: an empty place would say nothing.
    """

    key: str
    trouble: str
    state: str
    patient: str
    device: str
    battery: str
    signal: str
    seen: str
    clock: str
    firmware: str
    gateway: str
    old: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class GatewayLine:
    """One gateway in words."""

    key: str
    name: str
    state: str
    devices: str
    detail: str
    online: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """What was sent for one patient and could not be used, in words."""

    key: str
    who: str
    count: str
    what: str
    reason: str
    spoken: str


@dataclass(slots=True)
class DevicesPresenter:
    """Rows keep their place until ``resort``: nothing moves under the hand."""

    ctx: Context
    texts: Texts
    filter: DeviceFilter = ALL
    board: DeviceBoard | None = None
    _order: tuple[str, ...] = ()
    _rows: dict[str, DeviceRow] = field(default_factory=dict)

    def take(self, board: DeviceBoard) -> None:
        """Accept a new reading; newcomers go to the end."""
        first = self.board is None
        self.board = board
        self._rows = {row.device_id: row for row in board.devices}
        kept = tuple(key for key in self._order if key in self._rows)
        known = set(kept)
        self._order = (*kept, *(row.device_id for row in board.devices if row.device_id not in known))
        if first:
            self.resort()

    def resort(self) -> None:
        """Put those that need somebody first."""
        self._order = tuple(row.device_id for row in self.board.devices) if self.board else ()

    def misplaced(self) -> bool:
        """Whether a row would move if the board were sorted now."""
        return self.board is not None and self._order != tuple(row.device_id for row in self.board.devices)

    def counts(self) -> dict[str, int]:
        """How many monitors each filter keeps."""
        return {f.filter_id: sum(map(f.keeps, self._rows.values())) for f in FILTERS}

    def lines(self, now: datetime) -> tuple[DeviceLine, ...]:
        """The monitors in sight, in their present order."""
        rows = (self._rows[key] for key in self._order)
        return tuple(self.line(row, now) for row in rows if self.filter.keeps(row))

    def gateways(self, now: datetime) -> tuple[GatewayLine, ...]:
        """The gateways, those offline first."""
        return tuple(self.gateway(row, now) for row in self.board.gateways) if self.board else ()

    def refused(self, now: datetime) -> tuple[RefusedLine, ...]:
        """What could not be used lately, the last first."""
        return tuple(self._refused(row, now) for row in self.board.refused) if self.board else ()

    def _refused(self, row: RefusedSets, now: datetime) -> RefusedLine:
        texts = self.texts
        who = f"{row.name} {row.patient_id}".strip() if row.patient_id else texts("devices.unknown")
        count = texts("devices.refused_count", count=row.count, age=age_text(texts, now - row.last_at))
        what = texts.word("devices.refused_do", row.fault)
        reason = refusal_text(texts, row.reason)
        spoken = texts("devices.spoken_refused", who=who, count=count, what=what, reason=reason)
        return RefusedLine(f"{row.patient_id}/{row.fault}", who, count, what, reason, spoken)

    # i18n: devices.refused_do.*
    def patient_of(self, key: str) -> str:
        """Whose monitor this is, or empty."""
        row = self._rows.get(key)
        return row.patient_id or "" if row else ""

    def summary(self) -> str:
        """How many monitors there are, how many need somebody, how many gateways are online."""
        if self.board is None:
            return ""
        online = sum(row.status.online for row in self.board.gateways)
        trouble, count = self.counts()["trouble"], len(self._rows)
        return self.texts(
            "devices.summary", count=count, trouble=trouble, online=online, gateways=len(self.board.gateways)
        )

    def line(self, row: DeviceRow, now: datetime) -> DeviceLine:
        """One monitor in words."""
        status = row.status
        trouble = self.texts("devices.and").join(self.texts.word("devices.trouble", t) for t in row.troubles)
        words = {
            "patient": f"{row.name} {row.patient_id}" if row.patient_id else self.texts("devices.nobody"),
            "device": f"{row.device_id} · {row.kit_id}" if row.kit_id else str(row.device_id),
            "battery": self._battery(status),
            "signal": self._signal(status),
            "seen": age_text(self.texts, now - status.last_seen_at) if status else self.texts("devices.never"),
            "clock": self._clock(status),
            "firmware": (status.firmware if status else "") or NOTHING,
            "gateway": self._gateway_of(row),
        }
        state = trouble or self.texts("devices.well")
        spoken = self.texts("devices.spoken", trouble=state, **words)
        old = bool(UNREACHED & set(row.troubles))
        return DeviceLine(row.device_id, trouble, state, **words, old=old, spoken=spoken)

    def gateway(self, row: GatewayRow, now: datetime) -> GatewayLine:
        """One gateway in words."""
        status = row.status
        state = self.texts("devices.online" if status.online else "devices.offline")
        devices = self.texts("devices.heard", heard=row.heard, count=row.devices)
        parts = [
            self.texts("devices.seen_ago", age=age_text(self.texts, now - row.last_heard_at)),
            *([_dbm(status.signal_dbm)] if status.signal_dbm is not None else []),
            *([status.firmware] if status.firmware else []),
        ]
        detail = " · ".join(parts)
        spoken = self.texts(
            "devices.spoken_gateway", name=status.gateway_id, state=state, devices=devices, detail=detail
        )
        return GatewayLine(status.gateway_id, status.gateway_id, state, devices, detail, status.online, spoken)

    def _gateway_of(self, row: DeviceRow) -> str:
        if row.gateway is not None:
            state = self.texts("devices.online" if row.gateway.online else "devices.offline")
            return f"{row.gateway.gateway_id} {state}"
        gateway = row.status.gateway_id if row.status else None
        return gateway or NOTHING

    def _battery(self, status: DeviceStatus | None) -> str:
        return f"{status.battery_pct} %" if status and status.battery_pct is not None else NOTHING

    def _signal(self, status: DeviceStatus | None) -> str:
        return _dbm(status.signal_dbm) if status and status.signal_dbm is not None else NOTHING

    def _clock(self, status: DeviceStatus | None) -> str:
        """How far the monitor's clock is off: seconds with a sign, longer ones in words."""
        if status is None or status.skew_s is None:
            return NOTHING
        sign = "+" if status.skew_s >= 0 else "−"
        off = abs(status.skew_s)
        if off < 60:
            return f"{sign}{off:.1f} {self.texts('devices.second')}"
        return f"{sign}{age_text(self.texts, timedelta(seconds=off))}"


def _dbm(signal: int) -> str:
    return f"{signal} dBm".replace("-", "−")

"""The monitors and gateways in the homes: what each was last heard to say, those that need somebody first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import DeviceId, GatewayId, KitId, PatientId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import masked_name
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork
from hah_console.services.refused_sets import LOOKED_BACK, MOST, RECENT, RefusedSets, refused_sets


class Trouble(StrEnum):
    """Why a monitor needs somebody, most urgent first."""

    NEVER = "never"
    GATEWAY = "gateway"
    OFFLINE = "offline"
    SILENT = "silent"
    REFUSED = "refused"
    BATTERY = "battery"
    CLOCK = "clock"
    NOBODY = "nobody"


_RANK = {trouble: place for place, trouble in enumerate(Trouble)}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One monitor. ``patient_id`` is None when its kit is with nobody; ``status`` None when it was never heard."""

    device_id: DeviceId
    kit_id: KitId | None
    patient_id: PatientId | None
    name: str
    status: DeviceStatus | None
    gateway: GatewayStatus | None
    troubles: tuple[Trouble, ...]

    def need(self) -> tuple[int, int, str, str]:
        """Sort key: smaller needs somebody more."""
        worst = min((_RANK[trouble] for trouble in self.troubles), default=len(_RANK))
        battery = self.status.battery_pct if self.status and self.status.battery_pct is not None else 100
        return (worst, battery, self.name, self.device_id)


@dataclass(frozen=True, slots=True)
class GatewayRow:
    """One gateway and how many of the monitors behind it are heard; ``last_heard_at`` by itself or by one of them."""

    status: GatewayStatus
    devices: int
    heard: int
    last_heard_at: datetime

    def need(self) -> tuple[bool, int, str]:
        """Sort key: those offline first, then those that have lost most monitors."""
        return (self.status.online, self.heard - self.devices, self.status.gateway_id)


@dataclass(frozen=True, slots=True)
class DeviceBoard:
    """Everything of one reading, as of ``at``."""

    devices: tuple[DeviceRow, ...]
    gateways: tuple[GatewayRow, ...]
    at: datetime
    refused: tuple[RefusedSets, ...] = ()

    def count(self, *troubles: Trouble) -> int:
        """How many monitors have one of these troubles; of no named one, how many have any."""
        wanted = set(troubles or Trouble)
        return sum(bool(wanted & set(row.troubles)) for row in self.devices)


@dataclass(frozen=True, slots=True)
class _Owner:
    kit_id: KitId
    patient_id: PatientId | None
    name: str


def read_device_board(ctx: Context, rules: AlarmRules) -> DeviceBoard:
    """The monitors of every kit in use and every monitor that was ever heard; the gateways."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        owners = _owners(uow)
        statuses = {status.device_id: status for status in uow.devices.statuses()}
        gateways = {gateway.gateway_id: gateway for gateway in uow.devices.gateways()}
        messages = uow.readings.refused_since(now - LOOKED_BACK, MOST)
    refused = refused_sets(messages, {o.patient_id: o.name for o in owners.values() if o.patient_id is not None})
    ids = sorted(owners.keys() | statuses.keys())
    going_on = {row.patient_id for row in refused if row.patient_id and now - row.last_at <= RECENT}
    rows = [_with_refused(_row(did, owners.get(did), statuses.get(did), gateways, rules, now), going_on) for did in ids]
    behind: dict[GatewayId, list[DeviceRow]] = {}
    for row in rows:
        if row.status is not None and row.status.gateway_id is not None:
            behind.setdefault(row.status.gateway_id, []).append(row)
    heard = [_gateway(gateway, behind.get(gateway.gateway_id, [])) for gateway in gateways.values()]
    gateway_rows = tuple(sorted(heard, key=GatewayRow.need))
    return DeviceBoard(tuple(sorted(rows, key=DeviceRow.need)), gateway_rows, now, refused)


def _with_refused(row: DeviceRow, going_on: Collection[PatientId]) -> DeviceRow:
    """SAFETY(refused sets): a monitor that sends what cannot be used is not one without power."""
    if row.patient_id not in going_on:
        return row
    troubles = {*row.troubles, Trouble.REFUSED}
    return replace(row, troubles=tuple(trouble for trouble in Trouble if trouble in troubles))


def _owners(uow: UnitOfWork) -> dict[DeviceId, _Owner]:
    people = {e.episode_id: e.patient_id for e in uow.episodes.open()}
    names = {p.patient_id: masked_name(p.name) for p in uow.patients.some(set(people.values()))}
    found: dict[DeviceId, _Owner] = {}
    for kit in uow.kits.all():
        patient_id = people.get(kit.episode_id) if kit.episode_id else None
        if kit.device_id is not None and (patient_id is not None or _counts(kit)):
            found[kit.device_id] = _Owner(kit.kit_id, patient_id, names.get(patient_id, "") if patient_id else "")
    return found


def _counts(kit: Kit) -> bool:
    return kit.state is KitState.IN_USE


def _row(
    device_id: DeviceId,
    owner: _Owner | None,
    status: DeviceStatus | None,
    gateways: Mapping[GatewayId, GatewayStatus],
    rules: AlarmRules,
    now: datetime,
) -> DeviceRow:
    gateway = gateways.get(status.gateway_id) if status and status.gateway_id else None
    return DeviceRow(
        device_id=device_id,
        kit_id=owner.kit_id if owner else None,
        patient_id=owner.patient_id if owner else None,
        name=owner.name if owner else "",
        status=status,
        gateway=gateway,
        troubles=_troubles(owner, status, gateway, rules, now),
    )


def _troubles(
    owner: _Owner | None,
    status: DeviceStatus | None,
    gateway: GatewayStatus | None,
    rules: AlarmRules,
    now: datetime,
) -> tuple[Trouble, ...]:
    if owner is None or owner.patient_id is None:
        return (Trouble.NOBODY,)
    if status is None:
        return (Trouble.NEVER,)
    found = {
        Trouble.GATEWAY: _cut_off(status, gateway),
        Trouble.OFFLINE: not status.online,
        Trouble.SILENT: now - status.last_seen_at > rules.silence.after,
        Trouble.BATTERY: _battery_low(status, rules),
        Trouble.CLOCK: _clock_wrong(status, rules),
    }
    return tuple(trouble for trouble, there in found.items() if there)


def _cut_off(status: DeviceStatus, gateway: GatewayStatus | None) -> bool:
    """Its gateway has gone, and it was not heard by another way since."""
    return gateway is not None and not gateway.online and status.last_seen_at <= gateway.last_seen_at


def _battery_low(status: DeviceStatus, rules: AlarmRules) -> bool:
    rule = rules.battery
    return rule is not None and status.battery_pct is not None and status.battery_pct <= rule.limit_pct


def _clock_wrong(status: DeviceStatus, rules: AlarmRules) -> bool:
    rule = rules.clock
    return rule is not None and status.skew_s is not None and abs(status.skew_s) >= rule.limit.total_seconds()


def _gateway(gateway: GatewayStatus, behind: list[DeviceRow]) -> GatewayRow:
    lost = {Trouble.OFFLINE, Trouble.SILENT}
    heard = sum(not lost & set(row.troubles) for row in behind)
    last = max((row.status.last_seen_at for row in behind if row.status), default=gateway.last_seen_at)
    last_heard_at = max(gateway.last_seen_at, last) if gateway.online else gateway.last_seen_at
    return GatewayRow(gateway, len(behind), heard if gateway.online else 0, last_heard_at)

"""Speeds, vehicle rules and detour factors, read from resources/profiles/speeds.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from hah_console.domain.errors import InvalidInput
from hah_console.domain.map_ground import RoadClass


@dataclass(frozen=True, slots=True)
class VehicleRule:
    """One vehicle kind: share of the class speed, time to park and reach the door, classes it may not use."""

    speed_factor: float
    access_seconds: int
    forbidden: frozenset[RoadClass]


@dataclass(frozen=True, slots=True)
class DetourBand:
    """Street distance over straight line for straight lines below ``below_km``."""

    below_km: float
    factor: float


@dataclass(frozen=True, slots=True)
class HourBand:
    """From ``begins`` until before ``ends``, local times of one day, a vehicle kind drives at a factor of its speed."""

    begins: time
    ends: time
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ClosedRule:
    """A street belongs to a closed stretch when it lies within ``along_m`` of it. Where nobody knows the streets, a way
    that passes its middle nearer than ``near_m`` takes ``detour_s`` longer."""

    along_m: float = 1.0
    near_m: float = 1.0
    detour_s: float = 0.0


NO_RULE = ClosedRule()


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """The whole file; speeds in km/h. ``estimate_slack`` is the share of an estimated ride that is added to it."""

    version: str
    class_kph: Mapping[RoadClass, float]
    vehicles: Mapping[str, VehicleRule]
    estimate_kph: float
    detours: tuple[DetourBand, ...]
    snap_limit_m: float
    snap_kph: float
    estimate_slack: float = 0.0
    hours: tuple[HourBand, ...] = ()
    closed: ClosedRule = NO_RULE

    def vehicle(self, kind: str) -> VehicleRule:
        """The rule of a vehicle kind; raises InvalidInput for one the file does not know."""
        if kind not in self.vehicles:
            raise InvalidInput(field="vehicle", value=kind, reason="unknown_vehicle")
        return self.vehicles[kind]

    def pace(self, kind: str, depart: time | None) -> float:
        """The share of its speed a vehicle kind reaches when it leaves at a local time; 1 outside every band."""
        now = () if depart is None else tuple(band for band in self.hours if band.begins <= depart < band.ends)
        return now[0].factors.get(kind, 1.0) if now else 1.0

    @property
    def turns(self) -> tuple[time, ...]:
        """The local times at which the pace may change, the beginning of the day first."""
        return tuple(sorted({time(), *(moment for band in self.hours for moment in (band.begins, band.ends))}))


def load_profile(path: Path) -> SpeedProfile:
    """Read the file; raises InvalidInput(reason=bad_speed_profile) when something is missing or no number."""
    try:
        with path.open("rb") as file:
            return _profile(tomllib.load(file))
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise InvalidInput(field="speeds", value=path.name, reason="bad_speed_profile") from error


def _profile(facts: Mapping[str, Any]) -> SpeedProfile:
    estimate, snap = facts["estimate"], facts["snap"]
    return SpeedProfile(
        version=str(facts["version"]),
        class_kph={road_class: float(facts["class_kph"][road_class.value]) for road_class in RoadClass},
        vehicles={name: _vehicle(rule) for name, rule in facts["vehicle"].items()},
        estimate_kph=float(estimate["kph"]),
        detours=tuple(DetourBand(float(b.get("below_km", "inf")), float(b["factor"])) for b in estimate["detour"]),
        snap_limit_m=float(snap["limit_metres"]),
        snap_kph=float(snap["kph"]),
        estimate_slack=_share(estimate["slack"]),
        hours=tuple(_hours(band) for band in facts["hours"]),
        closed=_closed(facts["closed"]),
    )


def _vehicle(rule: Mapping[str, Any]) -> VehicleRule:
    forbidden = frozenset(RoadClass(name) for name in rule["forbidden"])
    return VehicleRule(float(rule["speed_factor"]), int(rule["access_seconds"]), forbidden)


def _hours(band: Mapping[str, Any]) -> HourBand:
    begins, ends = time.fromisoformat(band["from"]), time.fromisoformat(band["until"])
    factors = {str(kind): float(factor) for kind, factor in band["factor"].items()}
    if begins >= ends or any(factor <= 0 for factor in factors.values()):
        raise ValueError(band)
    return HourBand(begins, ends, factors)


def _closed(facts: Mapping[str, Any]) -> ClosedRule:
    rule = ClosedRule(float(facts["along_metres"]), float(facts["near_metres"]), 60 * float(facts["detour_minutes"]))
    if min(rule.along_m, rule.near_m, rule.detour_s) <= 0:
        raise ValueError(facts)
    return rule


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 5:
        raise ValueError(value)
    return share

"""Recordings of vital signs for replay, and what a monitor reports at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.reading import Vital


@dataclass(frozen=True, slots=True)
class MonitorValues:
    """What a monitor reports: the values, the sensors that are off, and its battery in per cent if it tells.

    A vital in neither ``values`` nor ``sensor_off`` was not measured.
    """

    values: Mapping[Vital, float]
    sensor_off: frozenset[Vital] = frozenset()
    battery_percent: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was measured."""
        return not self.values and not self.sensor_off


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of a real person without identity: rows ``period_s`` seconds apart. ``source`` names the origin."""

    name: str
    source: str
    period_s: float
    rows: tuple[MonitorValues, ...]

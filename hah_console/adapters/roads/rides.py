"""What a provider of travel times answers: rides between places, without parking and without slack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.road_closure import Stretch
from hah_console.domain.visit import LegSource

Spots: TypeAlias = NDArray[np.float64]
"""Places as [n, 2]: latitude and longitude in WGS84 degrees."""
Way: TypeAlias = tuple[tuple[float, float], ...]
"""(latitude, longitude) points from door to door."""


@dataclass(frozen=True, slots=True)
class Rides:
    """Tables [origins, targets] of seconds at the pace of an ordinary hour and of metres; NaN: this provider cannot
    tell, because a place lies too far from its roads or no way leads there."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]

    @classmethod
    def unknown(cls, origins: int, targets: int) -> "Rides":
        """Nothing is known."""
        return cls(np.full((origins, targets), np.nan), np.full((origins, targets), np.nan))


class RideProvider(Protocol):
    """One source of travel times. Both questions may block and raise ``RoutingFailed`` when it cannot answer at all;
    then the next provider is asked. ``serves`` is False for a vehicle kind it knows nothing of."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> LegSource: ...
    @property
    def attribution(self) -> str: ...
    def serves(self, vehicle: str) -> bool: ...
    def rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides: ...
    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None:
        """From one place [2] to another; None when this provider cannot tell."""
        ...


@runtime_checkable
class StreetProvider(Protocol):
    """A source that knows streets by name, and the ways round those that are closed."""

    def streets(self, start: Spots, end: Spots, vehicle: str) -> tuple[Stretch, ...]:
        """The way from one place [2] to another by the names of its streets; nothing when it cannot tell."""
        ...

    def avoiding(self, closed: Sequence[Stretch]) -> "RideProvider": ...


@runtime_checkable
class ReachProvider(Protocol):
    """A source that also knows how far one gets; rings of (latitude, longitude), None when it cannot tell."""

    def reach(self, start: Spots, vehicle: str, seconds: float) -> tuple[Way, ...] | None: ...

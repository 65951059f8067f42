"""Builds a problem step by step and validates it at the end."""

from dataclasses import dataclass, field
from typing import Self, TypeVar

import msgspec

from scheduling.problem import (
    Caregiver,
    Depot,
    Inventory,
    Laboratory,
    Matrix,
    Pin,
    Previous,
    Problem,
    Shipment,
    TimeWindow,
    Underway,
    Visit,
    VisitDependency,
    VisitGroup,
    Weights,
)

Part = (
    Visit | Caregiver | Matrix | Depot | VisitGroup | VisitDependency | Shipment | Inventory | Laboratory
    | Pin | Underway | Previous
)  # fmt: skip
AnyPart = TypeVar("AnyPart", bound=msgspec.Struct)


@dataclass(slots=True)
class ProblemBuilder:
    """Collects the parts in any order; ``build`` raises ProblemInvalid when they do not fit together.

    ``daylight`` and ``freeze_time`` as in ``Problem``.
    """

    name: str
    weights: Weights = field(default_factory=Weights)
    daylight: TimeWindow | None = None
    freeze_time: int = 0
    _parts: list[Part] = field(default_factory=list)

    def add(self, *parts: Part) -> Self:
        """Add parts of any kind; returns the builder."""
        self._parts.extend(parts)
        return self

    def build(self) -> Problem:
        """The immutable problem. Raises TypeError for a part of no known kind, which no type checker lets through."""
        unknown = next((part for part in self._parts if not isinstance(part, Part)), None)
        if unknown is not None:
            raise TypeError(f"{unknown!r} is no part of a problem")
        return Problem(
            name=self.name,
            visits=self._of(Visit),
            caregivers=self._of(Caregiver),
            matrices=self._of(Matrix),
            depots=self._of(Depot),
            groups=self._of(VisitGroup),
            dependencies=self._of(VisitDependency),
            shipments=self._of(Shipment),
            inventories=self._of(Inventory),
            laboratories=self._of(Laboratory),
            pins=self._of(Pin),
            underway=self._of(Underway),
            previous=self._of(Previous),
            daylight=self.daylight,
            freeze_time=self.freeze_time,
            weights=self.weights,
        ).validated()

    def _of(self, kind: type[AnyPart]) -> tuple[AnyPart, ...]:
        return tuple(part for part in self._parts if isinstance(part, kind))

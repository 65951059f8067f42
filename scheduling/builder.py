"""Builds a problem step by step and validates it at the end."""

from dataclasses import dataclass, field
from typing import Self

from scheduling.problem import (
    Caregiver,
    Depot,
    Inventory,
    Laboratory,
    Matrix,
    Problem,
    Shipment,
    Visit,
    VisitDependency,
    VisitGroup,
    Weights,
)

Part = Visit | Caregiver | Matrix | Depot | VisitGroup | VisitDependency | Shipment | Inventory | Laboratory


@dataclass(slots=True)
class ProblemBuilder:
    """Collects the parts in any order; ``build`` raises ProblemInvalid when they do not fit together."""

    name: str
    weights: Weights = field(default_factory=Weights)
    _visits: list[Visit] = field(default_factory=list)
    _caregivers: list[Caregiver] = field(default_factory=list)
    _matrices: list[Matrix] = field(default_factory=list)
    _depots: list[Depot] = field(default_factory=list)
    _groups: list[VisitGroup] = field(default_factory=list)
    _dependencies: list[VisitDependency] = field(default_factory=list)
    _shipments: list[Shipment] = field(default_factory=list)
    _inventories: list[Inventory] = field(default_factory=list)
    _laboratories: list[Laboratory] = field(default_factory=list)

    def add(self, *parts: Part) -> Self:
        """Add parts of any kind; returns the builder."""
        for part in parts:
            self._list_for(part).append(part)
        return self

    def _list_for(self, part: object) -> list[object]:
        lists: dict[type, object] = {
            Visit: self._visits, Caregiver: self._caregivers, Matrix: self._matrices, Depot: self._depots,
            VisitGroup: self._groups, VisitDependency: self._dependencies, Shipment: self._shipments,
            Inventory: self._inventories, Laboratory: self._laboratories,
        }  # fmt: skip
        found = lists[type(part)]
        assert isinstance(found, list)
        return found

    def build(self) -> Problem:
        """The immutable problem."""
        return Problem(
            name=self.name,
            visits=tuple(self._visits),
            caregivers=tuple(self._caregivers),
            matrices=tuple(self._matrices),
            depots=tuple(self._depots),
            groups=tuple(self._groups),
            dependencies=tuple(self._dependencies),
            shipments=tuple(self._shipments),
            inventories=tuple(self._inventories),
            laboratories=tuple(self._laboratories),
            weights=self.weights,
        ).validated()

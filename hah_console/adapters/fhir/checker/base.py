"""The base definitions of FHIR R4: every type with its elements, from the table in ``resources/fhir/r4.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hah_console.adapters.fhir.checker.rules import Invariant, maximum_of


@dataclass(frozen=True, slots=True)
class BaseElement:
    """An element as the base has it. A choice has its types in ``types`` and ``[x]`` at the end of its name.

    ``targets`` are the resource types a reference may point at (empty: any); ``value_set`` a required binding.
    """

    name: str
    minimum: int
    maximum: int
    types: tuple[str, ...]
    targets: tuple[str, ...]
    value_set: str

    @property
    def is_choice(self) -> bool:
        """Whether the element's JSON name carries its type."""
        return self.name.endswith("[x]")

    def typed_keys(self) -> tuple[tuple[str, str], ...]:
        """The JSON keys the element may have, each with its type."""
        if not self.is_choice:
            return ((self.name, self.types[0]),)
        stem = self.name[:-3]
        return tuple((stem + name[0].upper() + name[1:], name) for name in self.types)


@dataclass(frozen=True, slots=True)
class BaseType:
    """A type: ``kind`` is ``resource``, ``complex`` or ``backbone``."""

    name: str
    kind: str
    elements: tuple[BaseElement, ...]
    invariants: tuple[Invariant, ...]


class BaseDefinitions:
    """All types by name (a backbone's name is its path, ``Patient.contact``) and the closed code lists of the base."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self._document = document
        self._types: dict[str, BaseType] = {}

    @classmethod
    def read(cls, path: Path) -> "BaseDefinitions":
        """The table of a file. Raises OSError, ValueError."""
        return cls(json.loads(path.read_text("utf-8")))

    def find(self, name: str) -> BaseType | None:
        """The type of a name, or nothing."""
        if name not in self._types and name in self._raw:
            self._types[name] = _type_of(name, self._raw[name])
        return self._types.get(name)

    def is_resource(self, name: str) -> bool:
        """Whether a name is that of a kind of resource."""
        found = self.find(name)
        return found is not None and found.kind == "resource"

    @cached_property
    def code_lists(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Value sets of the base by address: pairs of system and code."""
        lists: Mapping[str, Mapping[str, str]] = self._document["value_sets"]  # type: ignore[assignment]
        return {
            url: frozenset((system, code) for system, codes in by_system.items() for code in codes.split())
            for url, by_system in lists.items()
        }

    @property
    def _raw(self) -> Mapping[str, Mapping[str, object]]:
        return self._document["types"]  # type: ignore[return-value]


def _type_of(name: str, raw: Mapping[str, object]) -> BaseType:
    elements = tuple(_element_of(*row) for row in raw["elements"])  # type: ignore[attr-defined]
    rules = tuple(Invariant(key, expression) for key, expression in raw.get("rules", ()))  # type: ignore[attr-defined]
    return BaseType(name, str(raw["kind"]), elements, rules)


def _element_of(name: str, count: str, types: str, targets: str = "", value_set: str = "") -> BaseElement:
    """A row of the table: name, ``0..1``, types and targets separated by blanks, the required value set."""
    low, high = count.split("..")
    return BaseElement(name, int(low), maximum_of(high), tuple(types.split()), tuple(targets.split()), value_set)

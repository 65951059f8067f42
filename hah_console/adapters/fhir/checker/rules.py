"""What a profile says about its elements, as a tree; read from snapshots of StructureDefinitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNBOUNDED = 1 << 30
HANDLED_ELSEWHERE = frozenset({"ele-1", "ext-1", "txt-1", "txt-2"})
"""Invariants the walk itself knows: nothing empty, an extension has a value or extensions, narrative is plain XHTML."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A FHIRPath rule of severity error."""

    key: str
    expression: str


@dataclass(frozen=True, slots=True)
class Slicing:
    """How a list is divided: (kind, path) of each discriminator; ``closed`` allows nothing beside the slices."""

    discriminators: tuple[tuple[str, str], ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """The constraints of one element. ``types`` empty: as the base has them. ``value`` is (is fixed, JSON value)."""

    minimum: int = 0
    maximum: int = UNBOUNDED
    types: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    value: tuple[bool, object] | None = None
    value_set: str = ""
    codes: frozenset[str] = frozenset()
    slicing: Slicing | None = None
    invariants: tuple[Invariant, ...] = ()


NO_RULES = Rules()


@dataclass(slots=True, eq=False)
class Tree:
    """An element of a profile with its children by name and its slices by name."""

    rules: Rules = NO_RULES
    children: "dict[str, Tree]" = field(default_factory=dict)
    slices: "dict[str, Tree]" = field(default_factory=dict)

    def place(self, element_id: str) -> "Tree":
        """The tree at an element id below this one, made when it is not there: ``component:Systolic.code``."""
        here = self
        for segment in element_id.split("."):
            name, *slice_names = segment.split(":", 1)
            here = here.children.setdefault(name, Tree())
            for slice_name in slice_names:
                here = here.slices.setdefault(slice_name, Tree())
        return here


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its canonical address, the type it constrains, and its root tree."""

    url: str
    type_name: str
    tree: Tree
    parents: tuple[str, ...] = ()


def profile_of(definition: Mapping[str, object]) -> Profile:
    """The profile a StructureDefinition with a snapshot describes. Raises KeyError, TypeError when it is none."""
    elements = definition["snapshot"]["element"]  # type: ignore[index]
    tree = Tree()
    for element in elements:
        _, _, below = str(element["id"]).partition(".")
        place = tree.place(below) if below else tree
        place.rules = rules_of(element)
    return Profile(str(definition["url"]), str(definition["type"]), tree)


def rules_of(element: Mapping[str, object]) -> Rules:
    """The constraints of one ElementDefinition."""
    binding: Mapping[str, object] = element.get("binding") or {}  # type: ignore[assignment]
    types: list[Mapping[str, object]] = element.get("type") or []  # type: ignore[assignment]
    return Rules(
        minimum=int(str(element.get("min", 0))),
        maximum=maximum_of(str(element.get("max", "*"))),
        types=tuple(str(each["code"]) for each in types),
        profiles=tuple(url for each in types for url in _texts(each.get("profile"))),
        targets=tuple(url for each in types for url in _texts(each.get("targetProfile"))),
        value=_value_of(element),
        value_set=str(binding.get("valueSet", "")).split("|")[0] if binding.get("strength") == "required" else "",
        slicing=_slicing_of(element.get("slicing")),
        invariants=tuple(_invariants(element.get("constraint") or ())),  # type: ignore[arg-type]
    )


def maximum_of(text: str) -> int:
    """``*`` or a number as a count."""
    return UNBOUNDED if text == "*" else int(text)


def _texts(value: object) -> list[str]:
    return [str(each).split("|")[0] for each in value] if isinstance(value, list) else []


def _value_of(element: Mapping[str, object]) -> tuple[bool, object] | None:
    for key, value in element.items():
        if key.startswith("fixed"):
            return True, value
        if key.startswith("pattern"):
            return False, value
    return None


def _slicing_of(slicing: object) -> Slicing | None:
    if not isinstance(slicing, dict):
        return None
    pairs = tuple((str(each["type"]), str(each["path"])) for each in slicing.get("discriminator", ()))
    return Slicing(pairs, slicing.get("rules") == "closed")


def _invariants(constraints: Iterable[Mapping[str, object]]) -> Iterable[Invariant]:
    for each in constraints:
        if each.get("severity") == "error" and each.get("key") not in HANDLED_ELSEWHERE and "expression" in each:
            yield Invariant(str(each["key"]), str(each["expression"]))

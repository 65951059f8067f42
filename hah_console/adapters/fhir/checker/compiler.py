"""Makes shapes: the base definition of a type joined with the trees of all profiles that hold for it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hah_console.adapters.fhir.checker.base import BaseDefinitions, BaseElement, BaseType
from hah_console.adapters.fhir.checker.extras import extras_of
from hah_console.adapters.fhir.checker.fhirpath import InvariantTests
from hah_console.adapters.fhir.checker.invariants import InvariantTest
from hah_console.adapters.fhir.checker.matching import Discrimination, extension_test
from hah_console.adapters.fhir.checker.primitives import is_primitive, verdict_of
from hah_console.adapters.fhir.checker.profile_store import ProfileStore
from hah_console.adapters.fhir.checker.rules import Invariant, Rules, Tree
from hah_console.adapters.fhir.checker.shape import (
    Choice,
    ComplexSlot,
    PrimitiveSlot,
    ResourceSlot,
    Shape,
    Slices,
    SliceShape,
    Slot,
)
from hah_console.adapters.fhir.checker.value_sets import Pairs, ValueSets

_LOG = logging.getLogger(__name__)
EXTENSIONS = ("extension", "modifierExtension")
ANY_TARGET = ("Resource", "")
CODED = ("Coding", "CodeableConcept", "Quantity")


@dataclass(frozen=True, slots=True)
class Place:
    """An element with one of its types and the trees that constrain it there."""

    element: BaseElement
    type_name: str
    trees: tuple[Tree, ...]
    partial: bool

    @property
    def rules(self) -> list[Rules]:
        """What the profiles say here."""
        return [tree.rules for tree in self.trees]


class Compiler:
    """Shapes by type and trees, each made once."""

    def __init__(
        self,
        base: BaseDefinitions,
        profiles: ProfileStore,
        value_sets: ValueSets,
        discrimination: Discrimination,
        invariants: InvariantTests,
    ) -> None:
        self._base = base
        self._profiles = profiles
        self._value_sets = value_sets
        self._discrimination = discrimination
        self._invariants = invariants
        self._made: dict[tuple[str, tuple[int, ...], bool], tuple[Shape, tuple[Tree, ...]]] = {}

    def shape(self, type_name: str, trees: tuple[Tree, ...] = (), *, partial: bool = False) -> Shape:
        """The shape of a type under some profile trees; a partial one asks only for what the trees add."""
        key = (type_name, tuple(id(tree) for tree in trees), partial)
        if key not in self._made:
            base = self._base.find(type_name)
            shape = Shape({}, (), (), (), partial=True) if base is None else self._make(base, trees, partial=partial)
            self._made[key] = (shape, trees)
        return self._made[key][0]

    def _make(self, base: BaseType, trees: tuple[Tree, ...], *, partial: bool) -> Shape:
        slots: dict[str, Slot] = {}
        required: list[tuple[str, str, str]] = []
        choices: list[Choice] = []
        for element in base.elements:
            below = tuple(tree.children[element.name] for tree in trees if element.name in tree.children)
            if element.is_choice:
                self._add_choice(element, below, trees, slots, choices, partial=partial)
            else:
                self._add_element(Place(element, element.types[0], below, partial), slots, required)
        if base.kind == "resource" and not partial:
            slots["resourceType"] = PrimitiveSlot(many=False, minimum=1, maximum=1)
        return Shape(
            slots,
            tuple(required),
            tuple(choices),
            self._tests(base, trees, partial=partial),
            partial,
            None if partial else ComplexSlot(many=False, minimum=0, maximum=1, make=lambda: self.shape("Element")),
            None if partial else extras_of(base.name, self._of_extension),
        )

    def _add_element(self, place: Place, slots: dict[str, Slot], required: list[tuple[str, str, str]]) -> None:
        name = place.element.name
        slot = self._slot(place)
        if slot is not None:
            slots[name] = slot
        minimum = max([0 if place.partial else place.element.minimum, *(rules.minimum for rules in place.rules)])
        if minimum and not (place.partial and minimum <= place.element.minimum):
            required.append((name, f"_{name}", ""))
        required.extend((name, name, slice_name) for slice_name in _needed_without_list(place))

    def _add_choice(
        self,
        element: BaseElement,
        below: tuple[Tree, ...],
        trees: tuple[Tree, ...],
        slots: dict[str, Slot],
        choices: list[Choice],
        *,
        partial: bool,
    ) -> None:
        """One slot per key; what the profiles say of one type stands in a slice of the choice."""
        allowed = [set(tree.rules.types) for tree in below if tree.rules.types]
        for key, type_name in element.typed_keys():
            narrowed = (each.slices[key] for each in below if key in each.slices)
            named = (tree.children[key] for tree in trees if key in tree.children)
            place = Place(element, type_name, (*below, *narrowed, *named), partial)
            barred = any(type_name not in types for types in allowed)
            slot = Slot(many=False, minimum=0, maximum=0) if barred else self._slot(place)
            if slot is not None:
                slots[key] = slot
        minimum = max([element.minimum, *(tree.rules.minimum for tree in below)])
        if not partial or minimum > element.minimum:
            keys = frozenset(each for key, _ in element.typed_keys() for each in (key, f"_{key}"))
            choices.append(Choice(element.name, keys, minimum))

    def _slot(self, place: Place) -> Slot | None:
        """The slot of a place; nothing when a partial shape adds nothing there."""
        if place.partial and not place.trees:
            return None
        slot = self._kind_of_slot(place)
        slot.values = _values_of(place.rules)
        slot.slices = self._slices(place)
        if place.partial and self._adds_nothing(slot, place):
            return None
        return slot

    def _kind_of_slot(self, place: Place) -> Slot:
        element = place.element
        many = element.maximum > 1
        low = max([element.minimum, *(rules.minimum for rules in place.rules)])
        high = min([element.maximum, *(rules.maximum for rules in place.rules)])
        if place.type_name == "Resource":
            profiles = tuple(url for rules in place.rules for url in rules.profiles)
            kinds = frozenset(name for rules in place.rules for name in rules.types if name != "Resource")
            return ResourceSlot(many, low, high, profiles=profiles, kinds=kinds)
        if is_primitive(place.type_name):
            return self._primitive(place, many, low, high)
        return self._complex(place, many, low, high)

    def _primitive(self, place: Place, many: bool, low: int, high: int) -> PrimitiveSlot:
        allowed = tuple(frozenset(code for _, code in pairs) for pairs in self._codes(place))
        own = tuple(rules.codes for rules in place.rules if rules.codes)
        tests = self._invariants.tests(_invariants(place.rules), place.type_name)
        verdict = None if place.partial else verdict_of(place.type_name)
        return PrimitiveSlot(many, low, high, tests=tests, verdict=verdict, allowed=(*allowed, *own))

    def _complex(self, place: Place, many: bool, low: int, high: int) -> ComplexSlot:
        trees = (*place.trees, *self._type_profiles(place))
        name, partial = place.type_name, place.partial
        made = self.shape(name, trees, partial=True) if partial else None
        return ComplexSlot(
            many,
            low,
            high,
            codes=self._codes(place) if name in CODED else (),
            make=None if partial else lambda: self.shape(name, trees),
            targets=self._targets(place) if name in ("Reference", "canonical") else (),
            made=made,
        )

    def _type_profiles(self, place: Place) -> list[Tree]:
        """Profiles of the data type asked for here; with several to choose from none is certain."""
        if place.type_name == "Extension":
            return []
        asked = [rules.profiles for rules in place.rules if len(rules.profiles) == 1]
        urls = dict.fromkeys(url for (url,) in asked if self._profiles.type_of(url) == place.type_name)
        return [tree for url in urls for tree in self._profiles.trees(url)]

    def _codes(self, place: Place) -> tuple[Pairs, ...]:
        """Required bindings that are known in full, each once; a partial shape leaves out that of the base."""
        own = place.element.value_set
        urls = dict.fromkeys([*([own] if own else []), *(rules.value_set for rules in place.rules if rules.value_set)])
        known = (self._value_sets.codes(url) for url in urls if not (place.partial and url == own))
        written = (
            frozenset((system, code) for system, _, code in (each.rpartition("|") for each in rules.codes))
            for rules in place.rules
            if rules.codes and not is_primitive(place.type_name)
        )
        return (*(pairs for pairs in known if pairs is not None), *written)

    def _targets(self, place: Place) -> tuple[frozenset[str], ...]:
        named = [] if place.partial else [frozenset(place.element.targets)]
        named += [frozenset(self._profiles.type_of(url) for url in rules.targets) for rules in place.rules]
        return tuple(dict.fromkeys(each for each in named if each and not each.intersection(ANY_TARGET)))

    def _slices(self, place: Place) -> tuple[Slices, ...]:
        if place.element.maximum == 1:
            return ()
        return tuple(made for tree in place.trees if tree.slices and (made := self._sliced(place, tree)).slices)

    def _sliced(self, place: Place, tree: Tree) -> Slices:
        made = [
            each for name, inner in tree.slices.items() if (each := self._slice(place, tree, name, inner)) is not None
        ]
        slicing = tree.rules.slicing
        return Slices(tuple(made), closed=slicing is not None and slicing.closed and len(made) == len(tree.slices))

    def _slice(self, place: Place, tree: Tree, name: str, inner: Tree) -> SliceShape | None:
        if place.element.name in EXTENSIONS:
            test = extension_test(inner)
        else:
            test = self._discrimination.test_of(tree.rules.slicing, inner) if tree.rules.slicing else None
        if test is None:
            _LOG.debug("slice %s of %s cannot be told from others", name, place.element.name)
            return None
        slot = self._slice_slot(place, inner)
        return SliceShape(name, inner.rules.minimum, inner.rules.maximum, test, lambda: slot)

    def _slice_slot(self, place: Place, inner: Tree) -> Slot:
        made = self._kind_of_slot(Place(place.element, place.type_name, (inner,), partial=True))
        made.values = _values_of([inner.rules])
        return made

    def _tests(self, base: BaseType, trees: Sequence[Tree], *, partial: bool) -> tuple[InvariantTest, ...]:
        asked = dict.fromkeys(each for tree in trees for each in tree.rules.invariants)
        known = set(base.invariants)
        wanted: Iterable[Invariant] = (
            (each for each in asked if each not in known) if partial else dict.fromkeys((*base.invariants, *asked))
        )
        return self._invariants.tests(wanted, "" if base.kind == "resource" else base.name)

    def _of_extension(self, url: str) -> Shape | None:
        trees = self._profiles.trees(url)
        return self.shape("Extension", trees, partial=True) if trees else None

    def _adds_nothing(self, slot: Slot, place: Place) -> bool:
        if slot.values or slot.slices or slot.codes or slot.tests or slot.maximum < place.element.maximum:
            return False
        if slot.many and slot.minimum > max(1, place.element.minimum):
            return False
        if isinstance(slot, PrimitiveSlot):
            return not slot.allowed
        if isinstance(slot, ComplexSlot):
            return not slot.targets and (slot.made is None or slot.made.is_void)
        return isinstance(slot, ResourceSlot) and not slot.profiles and not slot.kinds


def _values_of(rules: Iterable[Rules]) -> tuple[tuple[bool, object], ...]:
    found: list[tuple[bool, object]] = []
    for each in rules:
        if each.value is not None and each.value not in found:
            found.append(each.value)
    return tuple(found)


def _invariants(rules: Iterable[Rules]) -> Iterable[Invariant]:
    return dict.fromkeys(each for one in rules for each in one.invariants)


def _needed_without_list(place: Place) -> Iterable[str]:
    """Slices that must stand in a list which may be missing as a whole."""
    if place.element.maximum == 1:
        return ()
    return (name for tree in place.trees for name, inner in tree.slices.items() if inner.rules.minimum)

"""The compiled form of a type with the profiles that hold for it: one object per shape, walked over JSON values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hah_console.adapters.fhir.checker.finding import At
from hah_console.adapters.fhir.checker.invariants import InvariantTest
from hah_console.adapters.fhir.checker.json_values import fits_value
from hah_console.adapters.fhir.checker.matching import Test
from hah_console.adapters.fhir.checker.primitives import Verdict
from hah_console.adapters.fhir.checker.run import Run
from hah_console.adapters.fhir.checker.value_sets import Pairs

Values = tuple[tuple[bool, object], ...]
"""Fixed values and patterns: (is fixed, value)."""


@dataclass(frozen=True, slots=True)
class SliceShape:
    """A slice: how often it may stand, what belongs to it, and what holds for its items."""

    name: str
    minimum: int
    maximum: int
    test: Test
    item: "Callable[[], Slot]"


@dataclass(frozen=True, slots=True)
class Slices:
    """The slices of a list."""

    slices: tuple[SliceShape, ...]
    closed: bool

    def check(self, items: Sequence[object], at: At, run: Run) -> None:
        """Count the items of each slice and check them by its rules."""
        belongs: set[int] = set()
        for each in self.slices:
            mine = [index for index, item in enumerate(items) if each.test(item)]
            belongs.update(mine)
            self._count(each, len(mine), at, run)
            slot = each.item()
            for index in mine:
                slot.item(items[index], (at, index), run)
        if self.closed:
            for index in sorted(set(range(len(items))) - belongs):
                run.report((at, index), "slice_closed")

    @staticmethod
    def _count(each: SliceShape, count: int, at: At, run: Run) -> None:
        if count < each.minimum:
            run.report(at, "slice_min", f"{count} < {each.minimum}", each.name)
        elif count > each.maximum:
            run.report(at, "slice_max", f"{count} > {each.maximum}", each.name)


@dataclass(slots=True)
class Slot:
    """What may stand under one key. Subclasses know the kind of value.

    ``many``: JSON has a list here. ``codes``: pairs of a required binding.
    """

    many: bool
    minimum: int
    maximum: int
    values: Values = ()
    codes: tuple[Pairs, ...] = ()
    slices: tuple[Slices, ...] = ()
    tests: tuple[InvariantTest, ...] = ()

    def check(self, value: object, at: At, run: Run) -> None:
        """Check what stands under the key."""
        if not self.many:
            if type(value) is list:
                run.report(at, "type", "list")
            elif self.maximum == 0:
                run.report(at, "max", 0)
            else:
                self.item(value, at, run)
            return
        if type(value) is not list:
            run.report(at, "type", "no list")
            return
        self._check_list(value, at, run)

    def _check_list(self, items: list[object], at: At, run: Run) -> None:
        if not items:
            run.report(at, "empty")
        if len(items) > self.maximum:
            run.report(at, "max", f"{len(items)} > {self.maximum}")
        if items and len(items) < self.minimum:
            run.report(at, "min", f"{len(items)} < {self.minimum}")
        for index, item in enumerate(items):
            self.item(item, (at, index), run)
        for each in self.slices:
            each.check(items, at, run)

    def item(self, value: object, at: At, run: Run) -> None:
        """Check one value."""
        raise NotImplementedError

    def check_values(self, value: object, at: At, run: Run) -> None:
        """Fixed values and patterns."""
        for fixed, wanted in self.values:
            if value != wanted and not fits_value(value, wanted, fixed=fixed):
                run.report(at, "fixed" if fixed else "pattern", wanted)


@dataclass(slots=True)
class PrimitiveSlot(Slot):
    """A text, number or truth value. ``verdict`` None: the form was checked elsewhere."""

    verdict: Verdict | None = None
    allowed: tuple[frozenset[str], ...] = ()

    def check(self, value: object, at: At, run: Run) -> None:
        """PERF(primitives): most values are single ones; they go straight to ``item``."""
        if self.many or self.maximum == 0 or type(value) is list:
            Slot.check(self, value, at, run)
        else:
            self.item(value, at, run)

    def item(self, value: object, at: At, run: Run) -> None:
        """Type and form, then fixed values and codes."""
        if self.verdict is not None:
            if value is None and self.many:
                return
            broken = self.verdict(value)
            if broken:
                run.report(at, broken, "" if broken == "empty" else repr(value)[:60])
                return
        if self.values:
            self.check_values(value, at, run)
        for codes in self.allowed:
            if value not in codes:
                run.report(at, "binding", value)
        if self.tests and run.invariants:
            for test in self.tests:
                test.check(value, at, run)


@dataclass(slots=True)
class ComplexSlot(Slot):
    """An object of a data type or backbone; its shape is made when it is first met."""

    make: "Callable[[], Shape] | None" = None
    targets: tuple[frozenset[str], ...] = ()
    made: "Shape | None" = field(default=None)

    def item(self, value: object, at: At, run: Run) -> None:
        """The object by its shape, then its fixed values, codes and targets."""
        if type(value) is not dict:
            run.report(at, "type", type(value).__name__)
            return
        shape = self.made
        if shape is None and self.make is not None:
            shape = self.made = self.make()
        if shape is not None:
            shape.check(value, at, run)
        if self.values:
            self.check_values(value, at, run)
        if self.codes:
            self._check_codes(value, at, run)
        if self.targets:
            self._check_target(value, at, run)

    def _check_codes(self, value: Mapping[str, object], at: At, run: Run) -> None:
        """Of a concept, or of a coding or quantity itself; what is no text is told by its own slot."""
        codings = value.get("coding") if "coding" in value or "text" in value else [value]
        there = [each for each in codings if isinstance(each, dict)] if isinstance(codings, list) else []
        pairs = [(str(each.get("system", "")), str(each.get("code"))) for each in there]
        for codes in self.codes:
            if not any(pair in codes for pair in pairs):
                run.report(at, "binding", ", ".join(f"{system}|{code}" for system, code in pairs))

    def _check_target(self, value: Mapping[str, object], at: At, run: Run) -> None:
        reference = value.get("reference")
        if type(reference) is not str:
            return
        parts = reference.split("/")
        if len(parts) < 2 or not parts[-2].isalpha() or not parts[-2][:1].isupper():
            return
        for allowed in self.targets:
            if parts[-2] not in allowed:
                run.report(at, "reference", parts[-2])


@dataclass(slots=True)
class ResourceSlot(Slot):
    """A resource inside another one; ``kinds`` empty: any."""

    profiles: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()

    def item(self, value: object, at: At, run: Run) -> None:
        """The resource by its own kind, the profiles it claims and those asked for here."""
        if type(value) is not dict:
            run.report(at, "type", type(value).__name__)
            return
        shape = run.shape_of(value, self.profiles)
        if shape is None:
            run.report(at, "resource", value.get("resourceType", ""))
            return
        if self.kinds and value.get("resourceType") not in self.kinds:
            run.report(at, "type", value.get("resourceType"))
        outer, run.resource = run.resource, value
        shape.check(value, at, run)
        run.resource = outer


@dataclass(frozen=True, slots=True)
class Choice:
    """An element whose key carries its type: at most one of its keys may stand, at least ``minimum``.

    ``keys`` has each key with and without the ``_`` of the extensions of a primitive.
    """

    name: str
    keys: frozenset[str]
    minimum: int


@dataclass(slots=True)
class Shape:
    """All that may and must stand in an object.

    ``partial``: what has no slot here was checked elsewhere. ``beside`` judges the extensions of a primitive, ``extra``
    what a type asks for beyond its elements.
    """

    slots: dict[str, Slot]
    required: tuple[tuple[str, str, str], ...]
    choices: tuple[Choice, ...]
    tests: tuple[InvariantTest, ...]
    partial: bool
    beside: Slot | None = None
    extra: "Callable[[Mapping[str, object], At | None, Run], None] | None" = None

    @property
    def is_void(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.slots or self.required or self.choices or self.tests)

    def check(self, value: Mapping[str, object], at: At | None, run: Run) -> None:
        """Check an object."""
        slots = self.slots
        for key, each in value.items():
            slot = slots.get(key)
            if slot is not None:
                slot.check(each, (at, key), run)
            elif not self.partial:
                self._without_slot(key, each, at, run)
        if not value:
            run.report(at, "empty")
        for key, beside, name in self.required:
            if key not in value and beside not in value:
                self._missing(key, name, at, run)
        for choice in self.choices:
            self._choose(choice, value, at, run)
        if self.extra is not None:
            self.extra(value, at, run)
        if run.invariants and self.tests:
            for test in self.tests:
                test.check(value, at, run)

    def _missing(self, key: str, name: str, at: At | None, run: Run) -> None:
        run.report((at, key), "min" if not name else "slice_min", "", name)

    @staticmethod
    def _choose(choice: Choice, value: Mapping[str, object], at: At | None, run: Run) -> None:
        found = choice.keys.intersection(value)
        if len(found) > 1 and len(names := {key.lstrip("_") for key in found}) > 1:
            run.report((at, choice.name), "choice", ", ".join(sorted(names)))
        elif not found and choice.minimum:
            run.report((at, choice.name), "min")

    def _without_slot(self, key: str, value: object, at: At | None, run: Run) -> None:
        """A key without a slot: the extensions of a primitive (``_birthDate``), or nothing FHIR knows."""
        slot = self.slots.get(key[1:]) if key.startswith("_") else None
        if not isinstance(slot, PrimitiveSlot) or self.beside is None:
            run.report((at, key), "unknown")
            return
        beside = value if isinstance(value, list) and slot.many else [value]
        for index, each in enumerate(beside):
            if each is not None:
                self.beside.item(each, ((at, key), index) if slot.many else (at, key), run)

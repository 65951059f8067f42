"""Which slice an item belongs to: by the values, patterns, types, presence or profiles its discriminators name."""

from collections.abc import Callable, Sequence

from hah_console.adapters.fhir.checker.json_values import any_at, fits_value, values_at
from hah_console.adapters.fhir.checker.rules import Slicing, Tree
from hah_console.adapters.fhir.checker.value_sets import Pairs

Test = Callable[[object], bool]
CodesOf = Callable[[str], Pairs | None]
Conforms = Callable[[object, str], bool]
"""Whether a resource conforms to the profile of an address."""


class Discrimination:
    """Makes the test of each slice from the slice's own tree."""

    def __init__(self, codes_of: CodesOf, conforms: Conforms) -> None:
        self._codes_of = codes_of
        self._conforms = conforms

    def test_of(self, slicing: Slicing, slice_tree: Tree) -> Test | None:
        """The test of a slice; None when its tree says nothing about what the discriminators name."""
        tests = [self._test(kind, path, slice_tree) for kind, path in slicing.discriminators]
        known = [test for test in tests if test is not None]
        if not known:
            return None
        return _all_of(known)

    def _test(self, kind: str, path: str, tree: Tree) -> Test | None:
        steps = () if path == "$this" else tuple(_plain(path).split("."))
        if kind == "exists":
            return _presence(steps, tree)
        if kind == "profile":
            return self._profile(steps, tree)
        if kind == "type":
            return _type(steps, tree)
        return self._value((), steps, [tree])

    def _value(self, done: tuple[str, ...], left: tuple[str, ...], trees: Sequence[Tree]) -> Test | None:
        """Value or pattern: what stands at the path, in an element above it, or in the slices on the way."""
        here = [test for tree in trees if (test := self._own_test(done, tree)) is not None]
        if here:
            return _any_of(here)
        if left:
            below = [
                child for tree in trees for each in (tree, *_needed_slices(tree)) if (child := _child(each, left[0]))
            ]
            return self._value((*done, left[0]), left[1:], below) if below else None
        return None

    def _own_test(self, path: tuple[str, ...], tree: Tree) -> Test | None:
        if tree.rules.value is not None:
            fixed, wanted = tree.rules.value
            return lambda item: any_at(item, path, lambda value: fits_value(value, wanted, fixed=fixed))
        if path and path[-1] == "url" and len(path) == 1 and tree.rules.profiles:
            return _has_value(path, tree.rules.profiles)
        codes = self._codes_of(tree.rules.value_set) if tree.rules.value_set else None
        if codes is not None:
            return lambda item: any_at(item, path, lambda value: _is_coded(value, codes))
        return None

    def _profile(self, steps: tuple[str, ...], tree: Tree) -> Test | None:
        place = tree
        for step in steps:
            place = place.children.get(step, Tree())
        urls = place.rules.profiles
        if not urls:
            return _type(steps, tree)
        return lambda item: any(self._conforms(value, url) for value in values_at(item, steps) for url in urls)


def extension_test(tree: Tree) -> Test | None:
    """The test of an extension's slice: the address it fixes, else that of the extension's definition."""
    url = tree.children.get("url")
    if url is not None and url.rules.value is not None:
        return _has_value(("url",), (str(url.rules.value[1]),))
    return _has_value(("url",), tree.rules.profiles) if tree.rules.profiles else None


def _has_value(path: tuple[str, ...], wanted: Sequence[str]) -> Test:
    allowed = frozenset(wanted)
    return lambda item: any_at(item, path, lambda value: isinstance(value, str) and value in allowed)


def _needed_slices(tree: Tree) -> list[Tree]:
    return list(tree.slices.values())


def _child(tree: Tree, name: str) -> Tree | None:
    return tree.children.get(name) or tree.children.get(f"{name}[x]")


def _plain(path: str) -> str:
    """A path without its functions: ``value.ofType(Quantity).code`` is ``value.code``."""
    parts = [part for part in path.split(".") if "(" not in part]
    return ".".join(parts) or "$this"


def _all_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    first, second, *rest = tests
    return lambda item: first(item) and second(item) and all(test(item) for test in rest)


def _any_of(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)


def _presence(steps: tuple[str, ...], tree: Tree) -> Test | None:
    place = tree
    for step in steps:
        place = place.children.get(step, Tree())
    if place.rules.maximum == 0:
        return lambda item: not any(True for _ in values_at(item, steps))
    return (lambda item: any(True for _ in values_at(item, steps))) if place.rules.minimum else None


def _type(steps: tuple[str, ...], tree: Tree) -> Test | None:
    place = tree
    for step in steps:
        place = place.children.get(step, Tree())
    types = set(place.rules.types)
    if not types:
        return None
    return lambda item: any(
        isinstance(value, dict) and value.get("resourceType") in types for value in values_at(item, steps)
    )


def _is_coded(value: object, codes: Pairs) -> bool:
    """Whether a code, Coding or CodeableConcept has a pair of the list."""
    if isinstance(value, str):
        return any(code == value for _, code in codes)
    if not isinstance(value, dict):
        return False
    codings = value["coding"] if isinstance(value.get("coding"), list) else [value]
    return any(isinstance(each, dict) and (each.get("system", ""), each.get("code")) in codes for each in codings)

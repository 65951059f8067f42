"""Our own table of what Taiwan's profiles ask for (``resources/fhir/profiles.toml``), for sites without packages."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hah_console.adapters.fhir.checker.rules import UNBOUNDED, Invariant, Profile, Rules, Slicing, Tree


def own_profiles(folder: Path) -> Iterator[Profile]:
    """The profiles of the table. Raises OSError, ValueError, KeyError for a table that is broken."""
    for each in _table(folder)["profile"]:  # type: ignore[attr-defined]
        yield Profile(each["url"], each["type"], _tree(each["elements"]), tuple(each.get("parents", ())))


def unlisted_systems(folder: Path) -> frozenset[str]:
    """Code systems whose codes no package lists in full."""
    return frozenset(_table(folder)["systems"]["unlisted"])  # type: ignore[index]


def _table(folder: Path) -> Mapping[str, object]:
    return tomllib.loads((folder / "profiles.toml").read_text("utf-8"))


def _tree(elements: list[dict[str, object]]) -> Tree:
    tree = Tree()
    for element in elements:
        place = tree.place(str(element["at"])) if element["at"] else tree
        place.rules = _joined(place.rules, element)
        if "url" in element:
            place.place("url").rules = Rules(value=(True, element["url"]))
    return tree


def _joined(rules: Rules, element: Mapping[str, object]) -> Rules:
    """The rules of an element with those of one more line about it."""
    found = rules
    if "min" in element or "max" in element:
        low, high = int(str(element.get("min", 0))), int(str(element.get("max", UNBOUNDED)))
        found = replace(found, minimum=low, maximum=high)
    if "fixed" in element or "pattern" in element:
        found = replace(found, value=("fixed" in element, element.get("fixed", element.get("pattern"))))
    if "codes" in element:
        found = replace(found, codes=frozenset(map(str, element["codes"])))  # type: ignore[call-overload]
    if "by" in element:
        found = replace(found, slicing=Slicing(tuple((kind, path) for kind, path in element["by"]), closed=False))  # type: ignore[attr-defined]
    if "rule" in element:
        rule: list[str] = element["rule"]  # type: ignore[assignment]
        found = replace(found, invariants=(*found.invariants, Invariant(rule[0], rule[1])))
    return found

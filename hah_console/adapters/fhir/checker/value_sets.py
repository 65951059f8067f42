"""Which codes a value set allows, as far as the packages say it in full."""

from collections.abc import Iterable, Mapping

Pairs = frozenset[tuple[str, str]]
"""(system, code); the system is empty where a list names codes only."""


class ValueSets:
    """Expands value sets from what packages contain.

    A set that cannot be expanded in full - a filter, a system that is not there, is only an excerpt, or is one of
    ``unlisted`` - is not judged: ``codes`` returns None.
    """

    def __init__(self, base: Mapping[str, Pairs], unlisted: frozenset[str]) -> None:
        self._base = base
        self._unlisted = unlisted
        self._sets: dict[str, Mapping[str, object]] = {}
        self._systems: dict[str, Mapping[str, object]] = {}
        self._expanded: dict[str, Pairs | None] = {}

    def add(self, resource: Mapping[str, object]) -> None:
        """Take in a ValueSet or CodeSystem; anything else is ignored."""
        known = {"ValueSet": self._sets, "CodeSystem": self._systems}.get(str(resource.get("resourceType")))
        if known is not None and "url" in resource:
            known[str(resource["url"])] = resource

    def codes(self, url: str) -> Pairs | None:
        """The pairs a set allows, None when it is not known in full."""
        if url not in self._expanded:
            self._expanded[url] = None
            self._expanded[url] = self._base[url] if url in self._base else self._expand(url)
        return self._expanded[url]

    def _expand(self, url: str) -> Pairs | None:
        compose = self._sets.get(url, {}).get("compose")
        if not isinstance(compose, dict):
            return None
        parts = [self._included(each) for each in compose.get("include", ())]
        without = [self._included(each) for each in compose.get("exclude", ())]
        if not parts or None in parts or None in without:
            return None
        return frozenset().union(*filter(None, parts)).difference(*filter(None, without))

    def _included(self, include: Mapping[str, object]) -> Pairs | None:
        system = str(include.get("system", ""))
        if include.get("filter") or system in self._unlisted:
            return None
        parts: list[Pairs | None] = [self.codes(str(url).split("|")[0]) for url in _listed(include.get("valueSet"))]
        if system:
            parts.append(self._of_system(system, include.get("concept")))
        if not parts or any(part is None for part in parts):
            return None
        return frozenset.intersection(*(part for part in parts if part is not None))

    def _of_system(self, system: str, concepts: object) -> Pairs | None:
        if isinstance(concepts, list):
            return frozenset((system, str(each["code"])) for each in concepts)
        known = self._systems.get(system)
        if known is None or known.get("content") != "complete":
            return None
        return frozenset((system, code) for code in _all_codes(known.get("concept")))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _all_codes(concepts: object) -> Iterable[str]:
    for each in _listed(concepts):
        if isinstance(each, dict):
            yield str(each["code"])
            yield from _all_codes(each.get("concept"))

"""The profile checker: resources in, findings out."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hah_console.adapters.fhir.checker.base import BaseDefinitions
from hah_console.adapters.fhir.checker.compiler import Compiler
from hah_console.adapters.fhir.checker.fhirpath import InvariantTests
from hah_console.adapters.fhir.checker.finding import Finding
from hah_console.adapters.fhir.checker.matching import Discrimination
from hah_console.adapters.fhir.checker.own_profiles import own_profiles, unlisted_systems
from hah_console.adapters.fhir.checker.packages import package_resources
from hah_console.adapters.fhir.checker.profile_store import ProfileStore
from hah_console.adapters.fhir.checker.run import Run
from hah_console.adapters.fhir.checker.shape import Shape
from hah_console.adapters.fhir.checker.value_sets import ValueSets


class Checker:
    """Checks resources as parsed JSON (numbers may be Decimal). What it has compiled is kept.

    A resource is checked against the base of its kind, the profiles of its ``meta.profile`` that are known, and those
    asked for. A profile nobody knows is a finding that is no error.
    """

    def __init__(self, base: BaseDefinitions, profiles: ProfileStore, value_sets: ValueSets) -> None:
        self._base = base
        self._profiles = profiles
        tests = Discrimination(value_sets.codes, self._conforms)
        self._compiler = Compiler(base, profiles, value_sets, tests, InvariantTests())
        self._shapes: dict[tuple[str, tuple[str, ...]], Shape] = {}

    @classmethod
    def load(cls, folder: Path, packages: Sequence[Path] = ()) -> "Checker":
        """The checker with our own tables of ``resources/fhir`` and the packages of the site. Raises InvalidInput."""
        base = BaseDefinitions.read(folder / "r4.json")
        profiles = ProfileStore(own_profiles(folder))
        value_sets = ValueSets(base.code_lists, unlisted_systems(folder))
        for path in packages:
            for resource in package_resources(path):
                profiles.add(resource)
                value_sets.add(resource)
        return cls(base, profiles, value_sets)

    @property
    def profile_count(self) -> int:
        """How many profiles are known."""
        return len(self._profiles)

    def knows(self, resource: Mapping[str, object]) -> bool:
        """Whether this is an object of a kind FHIR R4 has."""
        return self._base.is_resource(str(resource.get("resourceType", "")))

    def check(
        self, resource: Mapping[str, object], *, invariants: bool = True, profiles: tuple[str, ...] = ()
    ) -> tuple[Finding, ...]:
        """Every broken rule, each once. ``invariants=False``: the structural part only.

        Raises RecursionError for a resource nested beyond all measure.
        """
        kind = str(resource.get("resourceType", ""))
        run = Run(kind or "?", lambda inner, asked: self._shape_of(inner, asked, run), invariants=invariants)
        shape = self._shape_of(resource, profiles, run)
        if shape is None:
            run.report(None, "resource", kind)
        else:
            run.resource = resource
            shape.check(resource, None, run)
        return tuple(dict.fromkeys(run.findings))

    def errors(self, resource: Mapping[str, object], profiles: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(each for each in self.check(resource, profiles=profiles) if each.error)

    def _shape_of(self, resource: Mapping[str, object], asked: Iterable[str], run: Run) -> Shape | None:
        kind = resource.get("resourceType")
        if not isinstance(kind, str) or not self._base.is_resource(kind):
            return None
        urls = tuple(dict.fromkeys([*_claimed(resource), *asked]))
        key = (kind, urls)
        if key not in self._shapes:
            known = [url for url in urls if self._profiles.type_of(url) == kind]
            trees = tuple(dict.fromkeys(tree for url in known for tree in self._profiles.trees(url)))
            self._shapes[key] = self._compiler.shape(kind, trees)
        for url in urls:
            if self._profiles.find(url) is None:
                run.note_unknown(url)
        return self._shapes[key]

    def _conforms(self, value: object, url: str) -> bool:
        """Whether a resource claims a profile or keeps to it."""
        if not isinstance(value, dict) or value.get("resourceType") != self._profiles.type_of(url):
            return False
        if url in _claimed(value) or self._profiles.find(url) is None:
            return True
        return not any(each.error for each in self.check(value, invariants=False, profiles=(url,)))


def _claimed(resource: Mapping[str, object]) -> list[str]:
    meta = resource.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    return [url.split("|")[0] for url in claimed if isinstance(url, str)] if isinstance(claimed, list) else []

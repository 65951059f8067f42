"""One check of one resource: where findings gather, and what the parts of the walk ask of the checker."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hah_console.adapters.fhir.checker.finding import At, Finding, path_text
from hah_console.adapters.fhir.checker.json_values import plain

if TYPE_CHECKING:
    from hah_console.adapters.fhir.checker.shape import Shape

MOST_FINDINGS = 1_000
"""SAFETY(hostile resource): a resource made of faults is not answered with a list as long as itself."""
ShapeOf = Callable[[Mapping[str, object], tuple[str, ...]], "Shape | None"]


class Run:
    """Findings of one resource. ``shape_of`` gives the shape of a resource inside it under asked-for profiles."""

    __slots__ = ("_plain", "_root", "findings", "invariants", "resource", "shape_of")

    def __init__(self, root: str, shape_of: ShapeOf, *, invariants: bool) -> None:
        self._root = root
        self.shape_of = shape_of
        self.invariants = invariants
        self.findings: list[Finding] = []
        self.resource: Mapping[str, object] = {}
        self._plain: dict[int, object] = {}

    def context(self) -> Mapping[str, object]:
        """What ``%resource`` and ``%rootResource`` stand for in an invariant; a copy of each is made once."""
        key = id(self.resource)
        if key not in self._plain:
            self._plain[key] = plain(self.resource)
        return {"resource": self._plain[key], "rootResource": self._plain[key]}

    def report(self, at: At | None, rule: str, detail: object = "", key: str = "") -> None:
        """Note a finding at a place."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(path_text(self._root, at), rule, str(detail)[:200], key))

    def note_unknown(self, url: str) -> None:
        """Note a profile nobody knows: the resource was not checked against it."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(self._root, "profile_unknown", url, profile=url, error=False))

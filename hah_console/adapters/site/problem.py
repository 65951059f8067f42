"""One thing wrong with a site pack: where it is and what it is; the sentence with its cure is in the translations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WARNINGS = frozenset(
    {
        "encoding_bom",
        "unknown_column",
        "unknown_key",
        "no_rows_optional",
        "far_from_base",
        "national_id_checksum",
        "duplicate_person",
        "episode_without_monitor",
        "nobody_skilled",
        "duty_gap",
        "long_shift",
        "weak_password",
    }
)
"""Codes that do not stop a pack from being loaded."""


@dataclass(frozen=True, slots=True)
class SiteProblem:
    """``line`` counts from 1 and is 0 when the whole file is meant; ``column`` is empty when the whole line is meant.

    ``code`` selects the sentence (``site.problem.<code>``), ``facts`` fill its places.
    """

    file: str
    line: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_warning(self) -> bool:
        """Whether the pack can be loaded all the same."""
        return self.code in WARNINGS


class ProblemList:
    """Collects the problems of one pack in the order found."""

    def __init__(self) -> None:
        self._found: list[SiteProblem] = []

    def add(self, file: str, line: int, column: str, code: str, **facts: object) -> None:
        """Note a problem."""
        self._found.append(SiteProblem(file, line, column, code, MappingProxyType(facts)))

    @property
    def errors(self) -> int:
        """How many problems stop the pack from being loaded."""
        return sum(not problem.is_warning for problem in self._found)

    def sorted(self) -> tuple[SiteProblem, ...]:
        """By file and line; the head of the pack first."""
        order = {"": 0, "site.toml": 1}
        return tuple(sorted(self._found, key=lambda p: (order.get(p.file, 2), p.file, p.line)))

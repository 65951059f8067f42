"""What the check says: violations by stable code, and the score as it counts it."""

from dataclasses import dataclass

from scheduling.result import Score


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: a stable ``code``, whom it concerns, and what was found."""

    code: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every violation found and the score as the check computes it (``hard`` counts the violations)."""

    violations: tuple[Violation, ...]
    score: Score

    @property
    def ok(self) -> bool:
        """Whether the plan may be used."""
        return not self.violations

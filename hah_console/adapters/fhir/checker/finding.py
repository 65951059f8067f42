"""What the checker found wrong: where, by which rule, and what was asked for."""

from dataclasses import dataclass

At = tuple["At | None", str | int]
"""A place in a resource as a chain of keys and indexes, the last one first; made a path only when it is shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule. ``path`` like ``Patient.identifier[0].value``; ``detail`` names what was expected or found.

    ``rule`` is one of RULES; ``key`` the invariant's key or the slice's name where there is one.
    """

    path: str
    rule: str
    detail: str = ""
    key: str = ""
    profile: str = ""
    error: bool = True


RULES = (
    "unknown", "min", "max", "type", "format", "empty", "choice", "fixed", "pattern", "binding", "slice_min",
    "slice_max", "slice_closed", "invariant", "reference", "resource", "narrative", "profile_unknown",
)  # fmt: skip


def path_text(root: str, at: At | None) -> str:
    """The path of a place, from the name of the resource on: ``Bundle.entry[0].resource.id``."""
    parts: list[str] = []
    while at is not None:
        at, step = at
        parts.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return root + "".join(reversed(parts))

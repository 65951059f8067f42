"""One line of what changed: its name, what it says, when, and whether it needs a look or is missing; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

Course = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """``strong`` needs a look; ``missing`` says that nothing is known.

    ``course`` is (Unix seconds, value), drawn in the colour ``token``; ``opens`` is the screen and entity where there
    is more, empty for none.
    """

    key: str
    label: str
    value: str
    aside: str = ""
    strong: bool = False
    missing: bool = False
    course: Course = ()
    token: str = "ink-2"
    opens: tuple[str, str] = ("", "")
    repeated: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return " ".join(part for part in (self.label, self.value, self.aside) if part)


def grouped(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """In a row of facts of one name the name is written once."""
    found: list[Fact] = []
    for fact in facts:
        found.append(replace(fact, repeated=bool(found) and found[-1].label == fact.label))
    return tuple(found)

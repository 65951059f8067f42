"""The small checks all others are made of."""

from collections.abc import Iterable

from scheduling.errors import ProblemInvalid
from scheduling.ground import HORIZON_S, TimeWindow


def need(holds: bool, field: str, reason: str) -> None:
    """Raise ProblemInvalid unless it holds."""
    if not holds:
        raise ProblemInvalid(field, reason)


def distinct(field: str, ids: Iterable[str]) -> None:
    """No id empty, none twice."""
    seen: set[str] = set()
    for item in ids:
        need(bool(item), field, "an id is empty")
        need(item not in seen, f"{field}[{item}]", "this id occurs twice")
        seen.add(item)


def span(field: str, first: tuple[str, int], second: tuple[str, int]) -> None:
    """Two named moments or durations inside the horizon and in order."""
    need(0 <= first[1] <= HORIZON_S, f"{field}.{first[0]}", f"{first[1]} is outside 0..{HORIZON_S} seconds")
    need(first[1] <= second[1], f"{field}.{second[0]}", f"{second[1]} is before {first[0]} {first[1]}")
    need(second[1] <= HORIZON_S, f"{field}.{second[0]}", f"{second[1]} is above {HORIZON_S} seconds")


def amount(field: str, value: int | None) -> None:
    """A number of seconds, units or cost that is not negative; None is without limit."""
    need(value is None or 0 <= value <= HORIZON_S, field, f"{value} is outside 0..{HORIZON_S}")


def windows(field: str, found: tuple[TimeWindow, ...]) -> None:
    """At least one window, each in order. A window of no length is a moment."""
    need(bool(found), field, "is empty")
    for position, window in enumerate(found):
        span(f"{field}[{position}]", ("start", window.start), ("end", window.end))

"""The fixed time ranges of the trends; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Range:
    """A span that ends now; ``span`` None means the whole stay. ``text`` is its translation key."""

    range_id: str
    text: str
    span: timedelta | None


RANGES = (
    Range("6h", "patient.range.6h", timedelta(hours=6)),
    Range("24h", "patient.range.24h", timedelta(hours=24)),
    Range("3d", "patient.range.3d", timedelta(days=3)),
    Range("stay", "patient.range.stay", None),
)
DEFAULT_RANGE = RANGES[1]
SHORTEST_STAY = timedelta(hours=6)


def span_of(chosen: Range, admitted_at: datetime | None, now: datetime) -> timedelta:
    """How far back the range reaches; a stay shorter than six hours is shown over six hours."""
    if chosen.span is not None:
        return chosen.span
    return max(SHORTEST_STAY, now - admitted_at) if admitted_at else SHORTEST_STAY


def next_range(chosen: Range, step: int) -> Range:
    """The neighbouring range, staying at the ends."""
    position = RANGES.index(chosen) + step
    return RANGES[min(max(position, 0), len(RANGES) - 1)]

"""The tiers of stored samples, and what a place that keeps them can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

MINUTE_MS: Final = 60_000
CHUNK_MS: Final = 5 * MINUTE_MS
QUARTER_MS: Final = 15 * MINUTE_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WEEK_MS: Final = 7 * DAY_MS
MONDAY_MS: Final = 4 * DAY_MS
"""The first Monday after the epoch; partitions of weeks begin on it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One row per patient and ``row_ms``; dropped a partition at a time, files and tables being of different width."""

    name: str
    row_ms: int
    file_ms: int
    table_ms: int


CHUNKS: Final = Tier("chunk", CHUNK_MS, WEEK_MS, DAY_MS)
MINUTES: Final = Tier("minutes", HOUR_MS, 4 * WEEK_MS, WEEK_MS)
QUARTERS: Final = Tier("quarters", DAY_MS, 52 * WEEK_MS, WEEK_MS)
TIERS: Final = (CHUNKS, MINUTES, QUARTERS)

Row = tuple[str, int, bytes]
"""Patient, start in epoch milliseconds, packed bytes."""


def floor(moment_ms: int, step_ms: int, offset_ms: int = 0) -> int:
    """The beginning of the step in which a moment lies."""
    return moment_ms - (moment_ms - offset_ms) % step_ms


class Shelves(Protocol):
    """Where the tiers lie. ``put`` replaces rows of the same patient and start and is durable when it returns, or
    when the transaction it belongs to is committed; ``drop_before`` returns how many partitions it dropped."""

    def read(self, tier: Tier, patient_id: str, first_ms: int, last_ms: int) -> list[tuple[int, bytes]]: ...
    def put(self, tier: Tier, rows: Sequence[Row]) -> None: ...
    def patients(self, tier: Tier, first_ms: int, last_ms: int) -> Iterable[str]: ...
    def drop_before(self, tier: Tier, moment_ms: int) -> int: ...
    def close(self) -> None: ...

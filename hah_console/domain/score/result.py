"""The result of a score: total, bounds when inputs are missing, and every item with its value and age."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId


@dataclass(frozen=True, slots=True)
class ItemInput:
    """What an item looked at; ``absent`` says why it could not be used (see Absence), None that it was."""

    name: str
    value: str | None
    unit: str
    measured_at: datetime | None
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item of a score; ``points`` is None when an input that decides is missing or too old.

    ``value`` and ``unit`` are of the input that gave the points, ``measured_at`` is the oldest time of those used;
    ``bounds`` are the fewest and most points it can have. ``inputs`` has everything the item looked at.
    """

    name: str
    value: str | None
    measured_at: datetime | None
    points: int | None
    unit: str = ""
    bounds: tuple[int, int] | None = None
    inputs: tuple[ItemInput, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """``lower`` and ``upper`` bound the total when items are missing; equal to it when complete.

    Never show ``lower`` alone as the score when ``complete`` is false: say "incomplete, at least n".
    ``classes``: those the total may belong to, one when it is certain. ``excluded_by``: findings with which the score
    does not apply, whatever its total; ``unchecked``: such findings nobody has looked for. ``caveats``: said with it.
    """

    name: str
    table_version: str
    items: tuple[ScoreItem, ...]
    lower: int
    upper: int
    classes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def present(self) -> int:
        """How many items have a value."""
        return sum(item.points is not None for item in self.items)

    @property
    def complete(self) -> bool:
        """Whether no item is missing."""
        return self.present == len(self.items)

    @property
    def applies(self) -> bool:
        """Whether nothing is known that excludes the score."""
        return not self.excluded_by

    @property
    def highest_item(self) -> int:
        """The largest number of points of a single item (NEWS2: a single 3 is a trigger by itself)."""
        return max((item.points for item in self.items if item.points is not None), default=0)

    def oldest(self) -> datetime | None:
        """The time of the oldest input used."""
        return min((i.measured_at for i in self.items if i.points is not None and i.measured_at), default=None)


@dataclass(frozen=True, slots=True)
class ScoreBrief:
    """What a list shows of a stored score: totals, how many of its ``items`` are present, the most points of one."""

    patient_id: PatientId
    scored_at: datetime
    lower: int
    upper: int
    present: int
    items: int
    highest_item: int


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score of a patient at a moment."""

    patient_id: PatientId
    scored_at: datetime
    result: ScoreResult

    @property
    def brief(self) -> ScoreBrief:
        """The score without its items."""
        found = self.result
        counts = found.present, len(found.items), found.highest_item
        return ScoreBrief(self.patient_id, self.scored_at, found.lower, found.upper, *counts)


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """The total of a score at a moment; ``lower`` is the score only when it equals ``upper``."""

    scored_at: datetime
    lower: int
    upper: int

    @property
    def complete(self) -> bool:
        """Whether no item was missing."""
        return self.lower == self.upper

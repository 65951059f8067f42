"""What the time line shows: rows of shifts with their visits, ways, waits and breaks, in seconds of the day; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """How a visit differs from the plan in force; each has a mark of its own shape."""

    NONE = ""
    PERSON = "person"
    TIME = "time"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Block:
    """One visit. The way begins at ``left``; ``start`` minus ``arrival`` is waiting. ``spoken`` says everything.

    ``broken`` are the codes of rules it does not keep; ``held_person`` and ``held_time`` are its pins.
    """

    visit_id: str
    left: int
    arrival: int
    start: int
    end: int
    patient: str
    kind: str
    late: int = 0
    begun: bool = False
    held_person: bool = False
    held_time: bool = False
    change: Change = Change.NONE
    was: str = ""
    broken: tuple[str, ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop at the store or a laboratory; it comes along with the visits that need it and is moved by nobody.

    ``sign`` is one letter or two for what is done, ``spoken`` says everything; ``late`` seconds of specimens.
    """

    left: int
    arrival: int
    start: int
    end: int
    sign: str
    spoken: str
    late: int = 0
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One shift. ``home`` is when the way home ends (0 without work), ``allowed`` the latest end with overtime."""

    row_id: str
    series: int
    name: str
    who: str
    starts: int
    ends: int
    allowed: int
    blocks: tuple[Block, ...]
    breaks: tuple[tuple[int, int], ...] = ()
    home: int = 0
    broken: tuple[str, ...] = ()
    spoken: str = ""
    halts: tuple[Halt, ...] = ()

    @property
    def stops(self) -> tuple[Block | Halt, ...]:
        """Visits and halts in the order of the day."""
        return tuple(sorted((*self.blocks, *self.halts), key=lambda stop: (stop.start, stop.end)))


@dataclass(frozen=True, slots=True)
class Scene:
    """``begins`` and ``ends`` are the hours in sight; ``now`` is None on another day."""

    rows: tuple[Row, ...] = ()
    begins: int = 7 * 3600
    ends: int = 19 * 3600
    now: int | None = None

    def row_of(self, visit_id: str) -> Row | None:
        """The row of a visit."""
        return next((row for row in self.rows if any(b.visit_id == visit_id for b in row.blocks)), None)

    def block(self, visit_id: str) -> Block | None:
        """A visit."""
        return next((b for b in self.blocks() if b.visit_id == visit_id), None)

    def blocks(self) -> Iterator[Block]:
        """All visits."""
        return (block for row in self.rows for block in row.blocks)

    def row(self, row_id: str) -> Row | None:
        """A row."""
        return next((row for row in self.rows if row.row_id == row_id), None)


def place_at(row: Row, moment: int, carried: str) -> str:
    """Behind which visit of a row something put down at a moment comes; empty: in front of all."""
    behind = ""
    for block in row.blocks:
        if block.visit_id != carried and ((block.start + block.end) / 2 <= moment or block.begun):
            behind = block.visit_id
    return behind


def next_place(row: Row, behind: str, carried: str, *, later: bool) -> str | None:
    """The place behind the next or the one before; None at the end of the row."""
    places = ["", *(block.visit_id for block in row.blocks if block.visit_id != carried)]
    first = sum(1 for block in row.blocks if block.begun and block.visit_id != carried)
    at = places.index(behind) if behind in places else first
    wanted = at + (1 if later else -1)
    return places[wanted] if first <= wanted < len(places) else None


def middle(row: Row, behind: str) -> int:
    """About when something behind a visit would be."""
    block = next((b for b in row.blocks if b.visit_id == behind), None)
    return block.end if block else row.starts

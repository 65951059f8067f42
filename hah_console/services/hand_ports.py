"""Port of plans changed by hand: what a change costs and breaks, told in milliseconds. Times are seconds of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hah_console.domain.visit import HaltKind


@dataclass(frozen=True, slots=True)
class HandStop:
    """One stop of a route, as the planning documents have it. ``begun`` stops cannot be moved.

    Of a stop at the store or a laboratory ``kind`` says what is done there and ``visit_id`` is the run it is for
    (handing in: empty); such stops come along with the visits that need them. None for a visit.
    """

    visit_id: str
    place_id: str
    left: int
    arrival: int
    start: int
    departure: int
    travel: int
    metres: int
    late: int = 0
    wait: int = 0
    begun: bool = False
    kind: HaltKind | None = None


@dataclass(frozen=True, slots=True)
class HandRoute:
    """One shift's way through the day with all its stops; ``breaks`` are (start, duration)."""

    caregiver_id: str
    leave: int
    end: int
    return_travel: int
    return_metres: int
    overtime: int
    stops: tuple[HandStop, ...]
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def visits(self) -> tuple[HandStop, ...]:
        """The stops at patients'."""
        return tuple(stop for stop in self.stops if stop.kind is None)

    @property
    def halts(self) -> tuple[HandStop, ...]:
        """The stops at the store and at laboratories."""
        return tuple(stop for stop in self.stops if stop.kind is not None)


@dataclass(frozen=True, slots=True)
class HandMove:
    """A visit goes to ``caregiver_id`` behind the visit ``behind`` (empty: in front of all); without a caregiver it
    and what must be planned with it are left out."""

    visit_id: str
    caregiver_id: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class HandPin:
    """A visit is bound to a person, to a start or to both; neither: it is free again."""

    visit_id: str
    caregiver_id: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class HandFigures:
    """Sums of a plan in seconds, metres and counts. ``strangers`` are visits by somebody other than who is preferred,
    ``spread`` the work between the busiest and the least busy, ``cost`` the soft cost in units of the profile."""

    travel: int
    metres: int
    late: int
    late_visits: int
    overtime: int
    waiting: int
    strangers: int
    spread: int
    planned: int
    left_out: int
    cost: int


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule of the independent check, whom it concerns and what was found."""

    code: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class HandPrice:
    """What a change comes to. ``broken`` are rules that hold now and would not, ``mended`` the other way round;
    ``routes`` those that would change, ``emptied`` the shifts that would have no work left."""

    before: HandFigures
    after: HandFigures
    broken: tuple[BrokenRule, ...]
    mended: tuple[BrokenRule, ...]
    routes: tuple[HandRoute, ...]
    emptied: tuple[str, ...]


class HandPlan(Protocol):
    """A plan as it stands; it never changes. ``moved`` and ``pinned`` give the plan after a change.

    Raises HandRefused for a visit that has begun or is unknown. Any thread may ask.
    """

    @property
    def routes(self) -> tuple[HandRoute, ...]: ...
    @property
    def left_out(self) -> tuple[str, ...]: ...
    @property
    def broken(self) -> tuple[BrokenRule, ...]: ...
    @property
    def figures(self) -> HandFigures: ...
    def moved(self, move: HandMove) -> "tuple[HandPrice, HandPlan]": ...
    def pinned(self, pin: HandPin) -> "tuple[HandPrice, HandPlan]": ...


class HandPlanner(Protocol):
    """Opens a plan for changes by hand: the problem document and the routes as they are. ``fetched`` are the runs that
    take something from a home to the store.

    Raises PlannerUnavailable for a document that it cannot read.
    """

    def open(
        self, problem_json: bytes, routes: Sequence[HandRoute], fetched: frozenset[str] = frozenset()
    ) -> HandPlan: ...

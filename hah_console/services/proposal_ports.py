"""Port of the day that goes otherwise than planned: what happened, and up to three checked plans to go on with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hah_console.services.hand_ports import HandRoute


class Event(StrEnum):
    """What happened."""

    ILL = "ill"
    NO_SHOW = "no_show"
    OVERRUN = "overrun"
    ROAD_CLOSED = "road_closed"
    NEW_VISIT = "new_visit"


@dataclass(frozen=True, slots=True)
class DisruptionAsk:
    """The problem of the day with everything that stands, the routes as they run, and what happened at ``now``.

    Times are seconds of the day. ``durations`` are those of visits that have begun. ``seconds``: when an overrun
    ends, after how long a no-show is tried again (None: not today). A closed road is in the tables of the problem.
    ``fetched`` are the runs that take something from a home to the store.
    """

    problem_json: bytes
    routes: Sequence[HandRoute]
    event: Event
    now: int
    caregiver_id: str = ""
    visit_id: str = ""
    seconds: int | None = None
    durations: tuple[tuple[str, int], ...] = ()
    fetched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OptionMove:
    """A visit that another one has then, or at another time; starts None where nobody has it."""

    visit_id: str
    caregivers: tuple[str, str]
    starts: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Option:
    """One plan, checked. ``kind`` is least_change, near or cheapest; ``answer_json`` an answer document.

    ``extra_cost`` is without the price of what is left out and of moving. ``specimens_late`` are the seconds specimens
    come too late to a laboratory, all together; ``given_up`` is aboard and can be brought no more while it keeps.
    """

    kind: str
    answer_json: bytes
    extra_cost: int
    moved: tuple[OptionMove, ...]
    left_out: tuple[str, ...]
    wishes_broken: int
    specimens_late: int = 0
    given_up: tuple[str, ...] = ()


class Disruptions(Protocol):
    """Computes in another process; what leaves out least first, then the cheapest.

    ``on_option`` hears of each option as soon as it is there, and once more when one of its kind became cheaper;
    after ``cancelled`` says so the answer is what there is. Raises PlannerUnavailable, PlanningCancelled.
    """

    def propose(
        self,
        ask: DisruptionAsk,
        on_option: Callable[[Option], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Option, ...]: ...

"""Port of urgent visits: who could go now, when she is there, what her route loses. Times are seconds of the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hah_console.services.hand_ports import HandRoute


@dataclass(frozen=True, slots=True)
class MovedVisit:
    """A visit that another one would move: by how much it begins later, and how late it is before and after."""

    visit_id: str
    before: int
    after: int
    late_before: int
    late_after: int
    caregivers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class UrgentWay:
    """One way to serve the visit; ``behind`` is the place she comes from, empty for her base.

    ``extra_cost`` in units of the problem; ``driving`` and ``metres`` are what all routes together drive more;
    ``moved`` are the visits that begin more than five minutes later or by somebody else; ``left_out`` nobody has then.
    ``specimens_late``: seconds that specimens come later to a laboratory than they keep, beyond those that do anyway.
    """

    caregiver_id: str
    behind: str
    leaves: int
    arrives: int
    travel: int
    travel_metres: int
    extra_cost: int
    driving: int
    metres: int
    moved: tuple[MovedVisit, ...]
    left_out: tuple[str, ...]
    specimens_late: int = 0


@dataclass(frozen=True, slots=True)
class UrgentAsk:
    """The problem with the urgent visit in it, the routes as they stand without it, how many ways are wanted.
    ``fetched`` are the runs that take something from a home to the store."""

    problem_json: bytes
    routes: Sequence[HandRoute]
    visit_id: str
    count: int = 6
    fetched: frozenset[str] = frozenset()


class UrgentRanker(Protocol):
    """Ranks in another process. ``rank`` answers at once with one way for each of the cheapest people, ``improve``
    searches on for ``seconds`` from the way of one of them (the same way when nothing better was found).

    Raises PlannerUnavailable.
    """

    def rank(self, ask: UrgentAsk) -> tuple[UrgentWay, ...]: ...
    def improve(
        self, ask: UrgentAsk, caregiver_id: str, seconds: float, cancelled: Callable[[], bool] | None = None
    ) -> UrgentWay | None: ...

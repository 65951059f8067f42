"""The answer: solution, routes, stops, what was left out and why, and the score with its parts."""

from enum import StrEnum
from typing import Literal

import msgspec


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One service. ``arrival`` is at the door, after ``travel`` (driving) and ``access`` (parking, walking) seconds.

    ``wait`` is idle time between arrival and start, without a break; ``departure`` = start + service duration.
    """

    visit_id: str
    arrival: int
    start: int
    departure: int
    wait: int
    travel: int
    access: int
    metres: int
    late: int = 0


class TakenBreak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pause as planned, in seconds."""

    start: int
    duration: int


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One caregiver's day: leave the start place, stops in order, end place. Only used caregivers have one."""

    caregiver_id: str
    leave: int
    stops: tuple[Stop, ...]
    end: int
    return_travel: int
    return_metres: int
    overtime: int
    breaks: tuple[TakenBreak, ...] = ()


class Reason(StrEnum):
    """Why a visit is left out (see ``explain``)."""

    SKILL = "skill"
    CAREGIVER = "caregiver"
    SHIFT = "shift"
    WINDOW = "window"
    PAIR = "pair"
    CAPACITY = "capacity"
    OPTIONAL = "optional"


class Unassigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A visit left out, the first reason that holds and its facts."""

    visit_id: str
    reason: Reason
    facts: dict[str, str] = {}


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cost units by part; ``total`` is their sum."""

    travel: int = 0
    lateness: int = 0
    max_lateness: int = 0
    overtime: int = 0
    continuity: int = 0
    left_out: int = 0

    @property
    def total(self) -> int:
        """The cost that backends minimise."""
        return self.travel + self.lateness + self.max_lateness + self.overtime + self.continuity + self.left_out


Status = Literal["optimal", "feasible", "cancelled"]


class Solution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole plan. ``status`` is optimal only with a proof; ``first_feasible_s`` and ``solve_s`` are wall seconds."""

    backend: str
    status: Status
    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    score: Score
    seed: int = 0
    solve_s: float = 0.0
    first_feasible_s: float = 0.0
    bound: int | None = None

    @property
    def planned(self) -> int:
        """How many visits are in routes."""
        return sum(len(route.stops) for route in self.routes)

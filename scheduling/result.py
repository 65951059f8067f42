"""The answer: solution, routes, stops, what was left out and why, and the score with its parts."""

from enum import StrEnum
from typing import Literal

import msgspec

StopKind = Literal["visit", "pickup", "delivery", "laboratory"]


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One service. ``arrival`` is at the door, after ``travel`` (driving) and ``access`` (parking, walking) seconds.

    ``visit_id`` is the visit, or the shipment of a pickup or delivery, or empty at a laboratory. ``left`` is when the
    caregiver leaves the place before; ``wait`` is idle time between arrival and start, without a break;
    ``departure`` = start + service duration. ``late`` counts from the end of a soft window, at a laboratory from the
    earliest specimen deadline carried. ``units`` are the units of kits held or moved here, by kit, counted from 1.
    ``frozen`` stops have begun: their travel is history and not checked.
    """

    visit_id: str
    place_id: str
    left: int
    arrival: int
    start: int
    departure: int
    wait: int
    travel: int
    access: int
    metres: int
    late: int = 0
    kind: StopKind = "visit"
    companion: bool = False
    units: dict[str, int] = {}
    frozen: bool = False


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


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a plan costs, by part (cost units) and by level: ``hard`` counts violated rules, ``medium`` prices what is
    left out, ``soft`` is everything else. A plan is better when the first level that differs is lower."""

    hard: int = 0
    left_out: int = 0
    travel: int = 0
    lateness: int = 0
    max_lateness: int = 0
    overtime: int = 0
    soft_end: int = 0
    continuity: int = 0
    wishes: int = 0
    specimens: int = 0
    fairness: int = 0
    stability: int = 0
    used: int = 0

    @property
    def medium(self) -> int:
        """The price of what is left out."""
        return self.left_out

    @property
    def soft(self) -> int:
        """The sum of all soft parts."""
        return (
            self.travel + self.lateness + self.max_lateness + self.overtime + self.soft_end + self.continuity
            + self.wishes + self.specimens + self.fairness + self.stability + self.used
        )  # fmt: skip

    @property
    def total(self) -> int:
        """The cost that backends minimise."""
        return self.medium + self.soft


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

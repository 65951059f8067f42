"""The problem: immutable, in integer seconds and metres, everything named by an id."""

from typing import Self

import msgspec

HORIZON_S = 14 * 24 * 3600 * 1000
"""No time or duration may exceed this (it leaves room for models counted in milliseconds)."""


class TimeWindow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service may start in [start, end] (seconds of the problem's clock); after a soft window it is late."""

    start: int
    end: int
    hard: bool = True


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One person's work at one place. With several windows the cheapest one that admits the start counts.

    ``penalty`` is the cost of leaving an optional visit out; a required one costs ``Weights.required_left_out``
    times ``priority``. ``required_caregivers`` empty means anybody with the skills.
    """

    visit_id: str
    place_id: str
    service_duration: int
    windows: tuple[TimeWindow, ...]
    required_skills: frozenset[str] = frozenset()
    priority: int = 2
    optional: bool = False
    penalty: int = 0
    required_caregivers: frozenset[str] = frozenset()
    preferred_caregivers: frozenset[str] = frozenset()
    prohibited_caregivers: frozenset[str] = frozenset()


class VisitGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Visits by different caregivers that start together; they are planned or left out together."""

    group_id: str
    visit_ids: tuple[str, ...]


class VisitDependency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``second`` starts ``min_delay`` to ``max_delay`` seconds after ``first`` starts; both or neither are planned."""

    first: str
    second: str
    min_delay: int
    max_delay: int
    different_caregivers: bool = True


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Leave no earlier than ``start``; be back by ``end``, or up to ``max_overtime`` seconds later at a cost."""

    start: int
    end: int
    max_overtime: int = 0


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pause of ``duration`` that begins in [earliest, latest]; it may interrupt a journey, never a service."""

    earliest: int
    latest: int
    duration: int


class Caregiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One working shift of one person. ``access_duration`` is parking and walking at each new address, in seconds."""

    caregiver_id: str
    shift: Shift
    start_place: str
    end_place: str
    vehicle: str
    skills: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    access_duration: int = 0


class Matrix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Travel of one vehicle kind between ``places`` (square tables in that order): seconds and metres."""

    vehicle: str
    places: tuple[str, ...]
    seconds: tuple[tuple[int, ...], ...]
    metres: tuple[tuple[int, ...], ...]


class Depot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where routes start or end."""

    place_id: str
    name: str = ""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Prices in cost units; ``max_late_second`` prices the single worst lateness of the plan."""

    travel_second: int = 1
    travel_metre: int = 0
    late_second: int = 2
    max_late_second: int = 0
    overtime_second: int = 3
    not_preferred: int = 600
    required_left_out: int = 1_000_000


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything a backend may know; made by ``ProblemBuilder`` or ``codec.read_problem``, which both validate."""

    name: str
    visits: tuple[Visit, ...]
    caregivers: tuple[Caregiver, ...]
    matrices: tuple[Matrix, ...]
    depots: tuple[Depot, ...] = ()
    groups: tuple[VisitGroup, ...] = ()
    dependencies: tuple[VisitDependency, ...] = ()
    weights: Weights = Weights()

    def validated(self) -> Self:
        """The problem itself; raises ProblemInvalid naming the first field that cannot be used."""
        from scheduling.validate import validate

        validate(self)
        return self

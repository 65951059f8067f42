"""The problem: immutable, in integer seconds and metres, everything named by an id."""

from typing import Literal, Self

import msgspec

from scheduling.ground import HORIZON_S, UNREACHABLE, Depot, Matrix, TimeWindow
from scheduling.people import Break, Caregiver, Shift
from scheduling.supply import Handover, Inventory, Laboratory, Shipment, Underway

__all__ = [
    "HORIZON_S", "UNREACHABLE", "Break", "Caregiver", "Depot", "Handover", "Inventory", "Laboratory", "Matrix",
    "Pin", "Previous", "Problem", "Shift", "Shipment", "TimeWindow", "Underway", "Visit", "VisitDependency",
    "VisitGroup", "Weights",
]  # fmt: skip

Sameness = Literal["different", "same", "any"]


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Work at one place. With several windows the cheapest one that admits the start counts.

    ``required_skills`` are needed at ``minimum_levels`` (1 unless stated). ``penalty`` is the cost of leaving an
    optional visit out; a required one costs ``Weights.required_left_out`` times ``priority``.
    ``required_caregivers`` empty means anybody with the skills. ``two_person`` adds a second caregiver with
    ``companion_skills``, who starts at the same moment and stays as long. ``daylight_only`` keeps the service inside
    ``Problem.daylight``. ``specimen_deadline``: seconds from departure until a specimen should be at a laboratory.
    ``equipment`` names kits of which a unit is held from the start to the departure, then cleaned.
    ``load`` is carried from the start place (capacity of the caregiver).
    """

    visit_id: str
    place_id: str
    service_duration: int
    windows: tuple[TimeWindow, ...]
    required_skills: frozenset[str] = frozenset()
    minimum_levels: dict[str, int] = {}
    priority: int = 2
    optional: bool = False
    penalty: int = 0
    required_caregivers: frozenset[str] = frozenset()
    preferred_caregivers: frozenset[str] = frozenset()
    prohibited_caregivers: frozenset[str] = frozenset()
    wished_gender: str = ""
    wished_languages: frozenset[str] = frozenset()
    two_person: bool = False
    companion_skills: frozenset[str] = frozenset()
    daylight_only: bool = False
    specimen_deadline: int | None = None
    equipment: frozenset[str] = frozenset()
    load: int = 0


class VisitGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Visits by different caregivers that start together; they are planned or left out together."""

    group_id: str
    visit_ids: tuple[str, ...]


class VisitDependency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """``second`` starts ``min_delay`` to ``max_delay`` seconds after ``first`` starts; both or neither are planned."""

    first: str
    second: str
    min_delay: int
    max_delay: int
    caregivers: Sameness = "different"


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A decision that planning may not touch: who goes, or when it starts, or both.

    ``frozen`` stops have begun: they are the first of their caregiver's route, in the order of their starts, and
    start exactly at ``start`` whatever the tables of travel say.
    """

    visit_id: str
    caregiver_id: str = ""
    start: int | None = None
    frozen: bool = False


class Previous(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a visit was in the plan people know; ``Weights.moved_visit`` and ``moved_second`` price leaving it.

    A ``wished`` start is when the visit had best begun, whatever the plan says: it outlives every new plan, and being
    away from it has its price even where moving has none.
    """

    visit_id: str
    caregiver_id: str
    start: int
    wished: bool = False


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Prices in cost units; 0 switches a part off.

    ``max_late_second`` prices the single worst lateness of the plan; ``unfair_second`` the difference in work (travel
    and service) between the busiest and the least busy caregiver; ``specimen_late_second`` each second a specimen
    comes too late; ``moved_visit`` a visit with another caregiver than before, ``moved_second`` each second another
    start than before is away.
    """

    travel_second: int = 1
    travel_metre: int = 0
    late_second: int = 2
    max_late_second: int = 0
    overtime_second: int = 3
    soft_end_second: int = 0
    not_preferred: int = 600
    wish_broken: int = 600
    specimen_late_second: int = 20
    unfair_second: int = 0
    moved_visit: int = 0
    moved_second: int = 0
    used_caregiver: int = 0
    required_left_out: int = 1_000_000


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Everything a backend may know; made by ``ProblemBuilder`` or ``codec.read_problem``, which both validate.

    ``freeze_time``: nothing but frozen stops starts before it and nobody leaves for anything else before it.
    """

    name: str
    visits: tuple[Visit, ...]
    caregivers: tuple[Caregiver, ...]
    matrices: tuple[Matrix, ...]
    depots: tuple[Depot, ...] = ()
    groups: tuple[VisitGroup, ...] = ()
    dependencies: tuple[VisitDependency, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    inventories: tuple[Inventory, ...] = ()
    laboratories: tuple[Laboratory, ...] = ()
    pins: tuple[Pin, ...] = ()
    underway: tuple[Underway, ...] = ()
    previous: tuple[Previous, ...] = ()
    daylight: TimeWindow | None = None
    freeze_time: int = 0
    weights: Weights = Weights()

    def validated(self) -> Self:
        """The problem itself; raises ProblemInvalid naming the first field that cannot be used."""
        from scheduling.validate import validate

        validate(self)
        return self

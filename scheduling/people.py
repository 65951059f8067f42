"""Caregivers, couriers among them: one working shift of one person with breaks, skills, vehicle and limits."""

import msgspec

from scheduling.ground import TimeWindow


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Leave no earlier than ``start``; be back by ``end``, or up to ``max_overtime`` seconds later at a cost.

    Between ``soft_end`` (none unless given) and ``end`` every second has the price ``Weights.soft_end_second``.
    """

    start: int
    end: int
    max_overtime: int = 0
    soft_end: int | None = None


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pause of ``duration`` that begins in one of ``windows``; it may interrupt a journey, never a service."""

    windows: tuple[TimeWindow, ...]
    duration: int


class Caregiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One working shift of one person.

    ``access_duration`` is parking and walking at each new address, in seconds. ``skills`` without an entry in
    ``skill_levels`` count as level 1. ``capacity`` limits the load of visits and shipments carried at any moment,
    ``max_visits`` the visits of the day; None is without limit.
    """

    caregiver_id: str
    shift: Shift
    start_place: str
    end_place: str
    vehicle: str
    skills: frozenset[str] = frozenset()
    skill_levels: dict[str, int] = {}
    gender: str = ""
    languages: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    access_duration: int = 0
    max_visits: int | None = None
    capacity: int | None = None

    def level(self, skill: str) -> int:
        """The level of a skill: 0 without the skill, 1 unless stated."""
        return self.skill_levels.get(skill, 1) if skill in self.skills else 0

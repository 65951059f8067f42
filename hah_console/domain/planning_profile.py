"""What planning weighs against what: named profiles of the site, each edition kept with its author."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NewType

from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.domain.ids import UserId
from hah_console.domain.written import shortened, written_line, written_number

ProfileId = NewType("ProfileId", str)
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PlanningProfile:
    """Prices per second unless said otherwise; ``optional_left_out`` by priority 1 (may wait) to 3 (must).

    ``fairness`` is per second of difference in work between the busiest and the least busy, ``distance`` per
    kilometre. Times of access and parking are not here: they belong to the travel times
    (resources/profiles/speeds.toml).
    """

    version: str
    driving: int
    lateness: int
    overtime: int
    unfamiliar_visit: int
    required_left_out: int
    optional_left_out: Mapping[int, int]
    helper_skills: frozenset[str]
    search_seconds: float
    backend: str
    seed: int
    name: str = ""
    fairness: int = 0
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a person sets, all in minutes of driving: a minute of overtime, a minute of lateness, a visit by somebody
    unfamiliar, a minute more work than a colleague, a kilometre; and how many seconds a search takes."""

    overtime: int
    lateness: int
    continuity: int
    fairness: int
    distance: int
    search_seconds: int

    @classmethod
    def of(cls, profile: PlanningProfile) -> "Weights":
        """The weights of a profile, whole minutes."""
        unit = max(1, profile.driving)
        return cls(
            overtime=round(profile.overtime / unit),
            lateness=round(profile.lateness / unit),
            continuity=round(profile.unfamiliar_visit / unit / 60),
            fairness=round(profile.fairness / unit),
            distance=round(profile.distance / unit / 60),
            search_seconds=max(LIMITS["search_seconds"][0], round(profile.search_seconds)),
        )

    def put_into(self, profile: PlanningProfile) -> PlanningProfile:
        """The profile with these weights."""
        unit = max(1, profile.driving)
        return replace(
            profile,
            overtime=self.overtime * unit,
            lateness=self.lateness * unit,
            unfamiliar_visit=self.continuity * unit * 60,
            fairness=self.fairness * unit,
            distance=self.distance * unit * 60,
            search_seconds=float(self.search_seconds),
        )


@dataclass(frozen=True, slots=True)
class ProfileEdition:
    """One edition of a named profile; it never changes, the next one has a higher number."""

    profile_id: ProfileId
    name: str
    edition: int
    weights: Weights
    note: str
    made_at: datetime
    made_by: UserId
    version: int = 0


def profile_id(name: str, edition: int) -> ProfileId:
    """The id of an edition."""
    return ProfileId(f"{name}#{edition}")


def checked_weights(values: Mapping[str, str]) -> tuple[str, Weights]:
    """The name and weights typed into a form; raises InvalidFields with every field that cannot be used."""
    faults: list[InvalidInput] = []
    name, found = "", dict.fromkeys(LIMITS, 0)
    try:
        name = written_line(values.get("name", ""), "name", needed=True, longest=LONGEST_NAME)
    except InvalidInput as fault:
        faults.append(fault)
    for field, (least, most) in LIMITS.items():
        try:
            found[field] = _whole(values.get(field, ""), field, least, most)
        except InvalidInput as fault:
            faults.append(fault)
    if faults:
        raise InvalidFields(tuple(faults))
    return name, Weights(**found)


def _whole(text: str, field: str, least: int, most: int) -> int:
    number = written_number(text, field, Decimal(least), Decimal(most))
    if number != number.to_integral_value():
        raise InvalidInput(field=field, value=shortened(text), reason="whole_number")
    return int(number)


LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "overtime": (0, 1000),
        "lateness": (0, 1000),
        "continuity": (0, 1000),
        "fairness": (0, 1000),
        "distance": (0, 1000),
        "search_seconds": (2, 600),
    }
)
"""Least and most that may be set: minutes of driving, seconds of search."""

"""What planning weighs against what: a versioned profile of the site, in seconds of driving."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanningProfile:
    """Prices per second unless said otherwise; ``optional_left_out`` by priority 1 (may wait) to 3 (must).

    Times of access and parking are not here: they belong to the travel times (resources/profiles/speeds.toml).
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

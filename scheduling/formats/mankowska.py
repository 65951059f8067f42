"""Home health care instances of Mankowska, Meisel and Bierwirth 2014, and published plans for them.

Their cost is (distance + total tardiness + largest tardiness) / 3 with minutes as unit and three decimals; here all
three count in thousandths, so that cost = ``Score.total`` / 3000. doi 10.1007/s10729-013-9243-1.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from scheduling.formats.hhcrsp import UNIT, decode, published_cost, read_instance

__all__ = ["UNIT", "PublishedStop", "published_cost", "read_instance", "read_solution"]


@dataclass(frozen=True, slots=True)
class PublishedStop:
    """One service of a published solution; times in thousandths of a minute."""

    visit_id: str
    caregiver_id: str
    start: int


class _Stop(msgspec.Struct, frozen=True):
    """These files call the start of a service its arrival, and patient and service by one of two names each."""

    arrival_time: float
    patient: str = ""
    patient_id: str = ""
    service: str = ""
    service_id: str = ""


class _Route(msgspec.Struct, frozen=True):
    caregiver_id: str
    locations: tuple[_Stop, ...] = ()


class _Plan(msgspec.Struct, frozen=True):
    routes: tuple[_Route, ...]


def read_solution(path: Path) -> tuple[PublishedStop, ...]:
    """The stops of a published solution, in route order; raises ProblemInvalid naming the line or field."""
    plan = decode(path.read_bytes(), _Plan, path.name)
    return tuple(
        PublishedStop(
            f"{stop.patient or stop.patient_id}/{stop.service_id or stop.service}",
            route.caregiver_id,
            round(stop.arrival_time * UNIT),
        )
        for route in plan.routes
        for stop in route.locations
    )

"""Home health care instances of Mankowska, Meisel and Bierwirth 2014 in the JSON form of iolab-uniud/hhcrsp.

Their cost is (distance + total tardiness + largest tardiness) / 3 with minutes as unit and three decimals; here all
three count in thousandths, so that cost = ``Score.total`` / 3000. doi 10.1007/s10729-013-9243-1.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduling.builder import ProblemBuilder
from scheduling.errors import ProblemInvalid
from scheduling.problem import (
    Caregiver,
    Depot,
    Matrix,
    Problem,
    Shift,
    TimeWindow,
    Visit,
    VisitDependency,
    VisitGroup,
    Weights,
)

UNIT = 1000
_DAY_END = 10_000 * UNIT
_WEIGHTS = Weights(
    travel_second=1, late_second=1, max_late_second=1, overtime_second=0, not_preferred=0, required_left_out=10**9
)


@dataclass(frozen=True, slots=True)
class PublishedStop:
    """One service of a published solution; times in thousandths of a minute."""

    visit_id: str
    caregiver_id: str
    start: int


def published_cost(total: int) -> float:
    """A score total as the published cost, rounded to three decimals as the tables are."""
    return round(total / (3 * UNIT), 3)


def read_instance(path: Path) -> Problem:
    """The problem of one instance file; raises ProblemInvalid when a part is missing."""
    raw = json.loads(path.read_text("utf-8"))
    try:
        return _problem(path.stem, raw)
    except (KeyError, IndexError, TypeError) as error:
        raise ProblemInvalid(path.name, f"not an instance of this format: {error!r}") from error


def read_solution(path: Path) -> tuple[PublishedStop, ...]:
    """The stops of a published solution, in route order."""
    raw = json.loads(path.read_text("utf-8"))
    return tuple(
        PublishedStop(
            f"{s['patient'] if 'patient' in s else s['patient_id']}/{_service(s)}", route["caregiver_id"], _start(s)
        )
        for route in raw["routes"]
        for s in route.get("locations", ())
    )


def _service(stop: dict[str, Any]) -> str:
    return str(stop["service_id"] if "service_id" in stop else stop["service"])


def _start(stop: dict[str, Any]) -> int:
    """The start of the service: these files call it arrival."""
    return round(float(stop["arrival_time"]) * UNIT)


def _problem(name: str, raw: dict[str, Any]) -> Problem:
    builder = ProblemBuilder(name, _WEIGHTS)
    office = raw["central_offices"][0]["id"]
    for patient in raw["patients"]:
        _add_patient(builder, patient)
    for caregiver in raw["caregivers"]:
        builder.add(
            Caregiver(
                caregiver_id=caregiver["id"],
                shift=Shift(0, _DAY_END),
                start_place=office,
                end_place=office,
                vehicle="any",
                skills=frozenset(caregiver["abilities"]),
            )
        )
    places = (office, *(p["id"] for p in raw["patients"]))
    table = tuple(tuple(round(d * UNIT) for d in row) for row in _distances(raw))
    return builder.add(Depot(office), Matrix("any", places, table, table)).build()


def _add_patient(builder: ProblemBuilder, patient: dict[str, Any]) -> None:
    start, end = (round(moment * UNIT) for moment in patient["time_window"])
    names = [f"{patient['id']}/{work['service']}" for work in patient["required_caregivers"]]
    for name, work in zip(names, patient["required_caregivers"], strict=True):
        builder.add(
            Visit(
                visit_id=name,
                place_id=patient["id"],
                service_duration=round(work["duration"] * UNIT),
                windows=(TimeWindow(start, end, hard=False),),
                required_skills=frozenset({work["service"]}),
            )
        )
    link = patient.get("synchronization")
    if link and link["type"] == "simultaneous":
        builder.add(VisitGroup(group_id=patient["id"], visit_ids=tuple(names)))
    elif link:
        least, most = (round(delay * UNIT) for delay in _delays(link["distance"]))
        builder.add(VisitDependency(first=names[0], second=names[1], min_delay=least, max_delay=most))


def _delays(distance: Any) -> tuple[float, float]:
    if isinstance(distance, dict):
        return distance["min"], distance["max"]
    return distance[0], distance[1]


def _distances(raw: dict[str, Any]) -> list[list[float]]:
    """The matrix as written, or by the rule of these files: Euclid to three decimals with overrides."""
    given = raw["distances"]
    if isinstance(given, list):
        return given
    points = [p["location"] for p in (raw["central_offices"][0], *raw["patients"])]
    rows = [[round(math.dist(a, b), 3) for b in points] for a in points]
    for here, there, value in given.get("overrides", ()):
        rows[here][there] = value
    return rows

"""The JSON of home health care instances (iolab-uniud/hhcrsp): the raw document, and the problem it describes.

Minutes become thousandths of a minute, which the problem counts as its seconds and metres.
"""

import math
import re
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

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
"""Parts of a minute: the tables have three decimals."""
_DAY_END = 10_000 * UNIT
_WEIGHTS = Weights(
    travel_second=1, late_second=1, max_late_second=1, overtime_second=0, not_preferred=0, required_left_out=10**9
)


Document = TypeVar("Document")


class Work(msgspec.Struct, frozen=True):
    """One service a patient needs, minutes long."""

    service: str
    duration: float


class Between(msgspec.Struct, frozen=True):
    """Least and greatest minutes between two starts."""

    min: float
    max: float


class Link(msgspec.Struct, frozen=True):
    """How the two services of a patient belong together."""

    type: Literal["simultaneous", "sequential"]
    distance: tuple[float, float] | Between | float | None = None


class Patient(msgspec.Struct, frozen=True):
    """A patient: where, when (minutes), what, and the link between two services."""

    id: str
    location: tuple[float, float]
    time_window: tuple[float, float]
    required_caregivers: tuple[Work, ...]
    synchronization: Link | None = None


class Nurse(msgspec.Struct, frozen=True):
    """A caregiver and the services she can give."""

    id: str
    abilities: frozenset[str]


class Office(msgspec.Struct, frozen=True):
    """Where everybody starts and ends."""

    id: str
    location: tuple[float, float]


class Rule(msgspec.Struct, frozen=True):
    """A matrix by rule: Euclid over office and patients, rounded to three decimals, except ``overrides``."""

    rule: str
    overrides: tuple[tuple[int, int, float], ...] = ()


class Instance(msgspec.Struct, frozen=True):
    """The whole document. ``distances`` lists the office first, then the patients in their order."""

    patients: tuple[Patient, ...]
    caregivers: tuple[Nurse, ...]
    central_offices: tuple[Office, ...]
    distances: list[list[float]] | Rule


def read_instance(path: Path) -> Problem:
    """The problem of an instance file. Raises ProblemInvalid naming the line or field, OSError without the file."""
    raw = decode(path.read_bytes(), Instance, path.name)
    if len(raw.central_offices) != 1:
        raise ProblemInvalid("central_offices", f"there must be one, not {len(raw.central_offices)}")
    builder = ProblemBuilder(path.stem, _WEIGHTS)
    office = raw.central_offices[0].id
    for patient in raw.patients:
        _add_patient(builder, patient)
    for nurse in raw.caregivers:
        builder.add(_caregiver(nurse, office))
    table = tuple(tuple(round(d * UNIT) for d in row) for row in _distances(raw))
    matrix = Matrix("any", (office, *(p.id for p in raw.patients)), table, table)
    return builder.add(Depot(office), matrix).build()


def published_cost(total: int) -> float:
    """A score total as the published cost (distance + tardiness + largest tardiness) / 3, to three decimals."""
    return round(total / (3 * UNIT), 3)


def decode(document: bytes, kind: type[Document], name: str) -> Document:
    """JSON as ``kind``; raises ProblemInvalid naming the field, or the line where it is no JSON."""
    try:
        return msgspec.json.decode(document, type=kind)
    except msgspec.ValidationError as error:
        reason, _, field = str(error).partition(" - at `$")
        raise ProblemInvalid(f"{name}: {field.strip('.`') or 'document'}", reason) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        byte = re.search(r"byte (\d+)", str(error))
        line = document.count(b"\n", 0, int(byte[1]) if byte else len(document)) + 1
        raise ProblemInvalid(f"{name} line {line}", f"is not JSON ({error})") from error


def _caregiver(nurse: Nurse, office: str) -> Caregiver:
    return Caregiver(
        caregiver_id=nurse.id,
        shift=Shift(0, _DAY_END),
        start_place=office,
        end_place=office,
        vehicle="any",
        skills=nurse.abilities,
    )


def _add_patient(builder: ProblemBuilder, patient: Patient) -> None:
    start, end = (round(moment * UNIT) for moment in patient.time_window)
    names = [f"{patient.id}/{work.service}" for work in patient.required_caregivers]
    if len(set(names)) < len(names):
        names = [f"{name}/{number}" for number, name in enumerate(names, 1)]
    for name, work in zip(names, patient.required_caregivers, strict=True):
        builder.add(
            Visit(
                visit_id=name,
                place_id=patient.id,
                service_duration=round(work.duration * UNIT),
                windows=(TimeWindow(start, end, hard=False),),
                required_skills=frozenset({work.service}),
            )
        )
    if patient.synchronization is not None:
        _link(builder, patient, patient.synchronization, names)


def _link(builder: ProblemBuilder, patient: Patient, link: Link, names: list[str]) -> None:
    field = f"patients[{patient.id}].synchronization"
    if len(names) != 2:
        raise ProblemInvalid(field, f"links two services, not {len(names)}")
    if link.type == "simultaneous":
        builder.add(VisitGroup(group_id=patient.id, visit_ids=tuple(names)))
        return
    if link.distance is None:
        raise ProblemInvalid(f"{field}.distance", "is missing")
    least, most = (round(delay * UNIT) for delay in _delays(link.distance))
    builder.add(VisitDependency(first=names[0], second=names[1], min_delay=least, max_delay=most))


def _delays(distance: tuple[float, float] | Between | float) -> tuple[float, float]:
    if isinstance(distance, Between):
        return distance.min, distance.max
    return distance if isinstance(distance, tuple) else (distance, distance)


def _distances(raw: Instance) -> list[list[float]]:
    """The matrix as written, or by the rule of these files: Euclid to three decimals with overrides."""
    given = raw.distances
    if isinstance(given, list):
        return given
    points = [raw.central_offices[0].location, *(p.location for p in raw.patients)]
    rows = [[round(math.dist(a, b), 3) for b in points] for a in points]
    for number, (here, there, value) in enumerate(given.overrides):
        if not (0 <= here < len(rows) and 0 <= there < len(rows)):
            raise ProblemInvalid(f"distances.overrides[{number}]", f"there are {len(rows)} places")
        rows[here][there] = value
    return rows

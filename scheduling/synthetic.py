"""A made-up working day of a town, for benches and tests: same seed, same day."""

import math
import random

from scheduling.builder import ProblemBuilder
from scheduling.problem import Break, Caregiver, Depot, Matrix, Problem, Shift, TimeWindow, Visit, VisitGroup, Weights

HOUR = 3600
BASE = "base"
_SPEED_M_S = {"car": 7.5, "scooter": 7.0, "van": 6.5}
_DETOUR = 1.35
_ACCESS_S = {"car": 240, "scooter": 90, "van": 180}
_KINDS = (
    ("iv_dose", "nurse", 45, 2, 3, False, 24),
    ("nurse_visit", "nurse", 30, 4, 2, False, 16),
    ("wound_care", "nurse", 40, 4, 2, False, 8),
    ("specimen", "nurse", 15, 3, 3, False, 7),
    ("physician_visit", "physician", 30, 5, 2, False, 12),
    ("delivery", "courier", 15, 4, 1, True, 8),
)
"""Kind, skill, minutes, window hours, priority, optional, share of 75 visits."""


def synthetic_day(visits: int = 75, staff: int = 14, pairs: int = 3, seed: int = 1) -> Problem:
    """A day of ``visits`` visits by ``staff`` people, ``pairs`` of which need two people (they count as two visits)."""
    rng = random.Random(seed)
    builder = ProblemBuilder(f"synthetic-{visits}-{staff}-{seed}", Weights())
    points = {BASE: (0.0, 0.0)}
    kinds = [k for k in _KINDS for _ in range(k[6])]
    singles = visits - pairs
    for number in range(singles):
        place = f"H-{number:02}"
        points[place] = (rng.gauss(0, 3500), rng.gauss(0, 3500))
        builder.add(_visit(rng, f"V-{number:02}", place, kinds[number * len(kinds) // singles], staff))
    _add_pairs(builder, rng, pairs)
    for number in range(staff):
        builder.add(_caregiver(number, staff))
    builder.add(Depot(BASE), *(_matrix(kind, points) for kind in _SPEED_M_S))
    return builder.build()


def _visit(
    rng: random.Random, visit_id: str, place: str, kind: tuple[str, str, int, int, int, bool, int], staff: int
) -> Visit:
    name, skill, minutes, hours, priority, optional, _ = kind
    opens = rng.randrange(8 * 4, (19 - hours) * 4) * HOUR // 4
    extra = frozenset({"picc"}) if name == "iv_dose" and rng.random() < 0.25 else frozenset()
    known = rng.random() < 0.4 and skill == "nurse"
    return Visit(
        visit_id=visit_id,
        place_id=place,
        service_duration=minutes * 60,
        windows=(TimeWindow(opens, opens + hours * HOUR, hard=name == "iv_dose"),),
        required_skills=frozenset({skill}) | extra,
        priority=priority,
        optional=optional,
        penalty=4000 if optional else 0,
        preferred_caregivers=frozenset({f"C-{rng.randrange(max(1, staff * 9 // 14)):02}"}) if known else frozenset(),
    )


def _add_pairs(builder: ProblemBuilder, rng: random.Random, pairs: int) -> None:
    for number in range(pairs):
        opens = rng.randrange(9 * 4, 15 * 4) * HOUR // 4
        ids = (f"P-{number}a", f"P-{number}b")
        for visit_id in ids:
            builder.add(
                Visit(
                    visit_id=visit_id,
                    place_id=f"H-{number:02}",
                    service_duration=40 * 60,
                    windows=(TimeWindow(opens, opens + 3 * HOUR),),
                    required_skills=frozenset({"nurse"}),
                )
            )
        builder.add(VisitGroup(group_id=f"P-{number}", visit_ids=ids))


def _caregiver(number: int, staff: int) -> Caregiver:
    skill = "nurse" if number < staff * 9 // 14 else "physician" if number < staff * 12 // 14 else "courier"
    late = skill == "nurse" and number % 4 == 3
    begins = 12 * HOUR if late else 8 * HOUR
    vehicle = "van" if skill == "courier" else "car" if number % 3 == 0 else "scooter"
    return Caregiver(
        caregiver_id=f"C-{number:02}",
        shift=Shift(begins, begins + 9 * HOUR, HOUR),
        start_place=BASE,
        end_place=BASE,
        vehicle=vehicle,
        skills=frozenset({skill}) | (frozenset({"picc"}) if number % 2 == 0 else frozenset()),
        breaks=(Break((TimeWindow(begins + 3 * HOUR + HOUR // 2, begins + 5 * HOUR),), HOUR // 2 if late else HOUR),),
        access_duration=_ACCESS_S[vehicle],
    )


def _matrix(vehicle: str, points: dict[str, tuple[float, float]]) -> Matrix:
    places = tuple(points)
    metres = tuple(tuple(round(_DETOUR * math.dist(points[a], points[b])) for b in places) for a in places)
    seconds = tuple(tuple(round(m / _SPEED_M_S[vehicle]) for m in row) for row in metres)
    return Matrix(vehicle, places, seconds, metres)

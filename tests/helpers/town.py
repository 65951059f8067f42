"""A small town to plan: a base, six homes ten minutes apart on a line, three caregivers."""

from scheduling.builder import ProblemBuilder
from scheduling.problem import Break, Caregiver, Depot, Matrix, Problem, Shift, TimeWindow, Visit, VisitGroup, Weights

HOUR = 3600
PLACES = ("base", "h1", "h2", "h3", "h4", "h5", "h6")


def line_matrix(vehicle: str = "car") -> Matrix:
    """Places ten minutes and 5 km apart on a line."""
    seconds = tuple(tuple(600 * abs(i - j) for j in range(len(PLACES))) for i in range(len(PLACES)))
    metres = tuple(tuple(5000 * abs(i - j) for j in range(len(PLACES))) for i in range(len(PLACES)))
    return Matrix(vehicle, PLACES, seconds, metres)


def a_visit(visit_id: str, place: str, opens: int = 8 * HOUR, closes: int = 16 * HOUR, **more: object) -> Visit:
    """Half an hour of nursing."""
    facts: dict[str, object] = {"service_duration": 1800, "required_skills": frozenset({"nurse"}), **more}
    hard = bool(facts.pop("hard", True))
    return Visit(visit_id=visit_id, place_id=place, windows=(TimeWindow(opens, closes, hard),), **facts)  # type: ignore[arg-type]


def a_caregiver(caregiver_id: str, **more: object) -> Caregiver:
    """Eight to five by car, two minutes of access, lunch between half past eleven and one."""
    facts: dict[str, object] = {
        "shift": Shift(8 * HOUR, 17 * HOUR, HOUR),
        "breaks": (Break((TimeWindow(11 * HOUR + 1800, 13 * HOUR),), HOUR),),
        "skills": frozenset({"nurse"}),
        "access_duration": 120,
        "start_place": "base",
        "end_place": "base",
        "vehicle": "car",
        **more,
    }
    return Caregiver(caregiver_id=caregiver_id, **facts)  # type: ignore[arg-type]


def a_town(*parts: object, weights: Weights | None = None) -> Problem:
    """A problem of these visits, caregivers and links on the line."""
    builder = ProblemBuilder("town", weights or Weights())
    return builder.add(Depot("base"), line_matrix(), *parts).build()  # type: ignore[arg-type]


def small_town(required_for_v1: frozenset[str] = frozenset()) -> Problem:
    """Six visits, one pair, an optional one, a preferred caregiver; everything fits."""
    return a_town(
        a_visit("V1", "h1", 8 * HOUR, 10 * HOUR, required_caregivers=required_for_v1),
        a_visit("V2", "h2", 10 * HOUR, 12 * HOUR, hard=False, preferred_caregivers=frozenset({"A"})),
        a_visit("V3", "h3", required_skills=frozenset({"nurse", "picc"})),
        a_visit("V4", "h4", optional=True, penalty=5000, prohibited_caregivers=frozenset({"C"})),
        a_visit("P1", "h5", 13 * HOUR, 15 * HOUR),
        a_visit("P2", "h5", 13 * HOUR, 15 * HOUR),
        VisitGroup(group_id="P", visit_ids=("P1", "P2")),
        a_caregiver("A"),
        a_caregiver("B", skills=frozenset({"nurse", "picc"})),
        a_caregiver("C"),
    )

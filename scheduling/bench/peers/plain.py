"""What peers can express: the reasons why a problem is too much, and numbers for what we name by id."""

from collections.abc import Iterator

from scheduling.bench.peers.unable import PeerUnable
from scheduling.problem import Matrix, Problem

WITHOUT_LIMIT = 1 << 30
"""A load or capacity nobody reaches."""


def require_plain(problem: Problem, *, skills: bool = False, pairs: bool = False, soft_windows: bool = False) -> None:
    """Raise PeerUnable for the first thing in the problem that is neither plain routing nor permitted."""
    for present, what in _features(problem, skills, pairs, soft_windows):
        if present:
            raise PeerUnable(f"no {what}")


def _features(problem: Problem, skills: bool, pairs: bool, soft_windows: bool) -> Iterator[tuple[bool, str]]:
    visits, people, shipments = problem.visits, problem.caregivers, problem.shipments
    windows = [w for v in visits for w in v.windows]
    windows += [w for s in shipments for end in (s.pickup, s.delivery) for w in end.windows]
    yield not pairs and bool(problem.groups or problem.dependencies), "pairs"
    yield any(v.two_person for v in visits), "two people"
    yield not skills and any(v.required_skills for v in visits), "skills"
    yield any(v.minimum_levels for v in visits), "levels of skill"
    yield any(v.required_caregivers or v.prohibited_caregivers or v.preferred_caregivers for v in visits), "wishes"
    yield any(c.breaks for c in people), "breaks"
    yield any(c.access_duration for c in people), "access times"
    yield any(c.shift.max_overtime for c in people), "overtime"
    yield not soft_windows and any(not w.hard for w in windows), "soft windows"
    yield any(v.specimen_deadline is not None for v in visits), "specimens"
    yield any(v.equipment for v in visits) or any(s.kit for s in shipments), "kits"
    yield any(s.cold_chain is not None or s.required_skills for s in shipments), "cold chain"
    yield bool(problem.pins or problem.previous or problem.freeze_time), "pins"
    yield any(v.optional for v in visits) or any(s.optional for s in shipments), "optional visits"
    yield len(problem.matrices) != 1, "several vehicles"


def way_prices(problem: Problem) -> list[list[int]]:
    """What each way costs, in the order of the only matrix's places."""
    matrix, weights = problem.matrices[0], problem.weights
    return [
        [weights.travel_second * s + weights.travel_metre * m for s, m in zip(*rows, strict=True)]
        for rows in zip(matrix.seconds, matrix.metres, strict=True)
    ]


def numbers(matrix: Matrix) -> dict[str, int]:
    """The row of each place."""
    return {place: row for row, place in enumerate(matrix.places)}

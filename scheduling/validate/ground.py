"""Matrices, depots, weights, daylight."""

from scheduling.errors import ProblemInvalid
from scheduling.ground import HORIZON_S, Matrix
from scheduling.problem import Problem, Weights
from scheduling.validate.need import amount, distinct, need, span

PRICE_LIMIT = 1 << 33
"""The price of a single way must stay below it."""
_NO_WAY = 1_000_000_000


def validate_ground(problem: Problem) -> None:
    """Tables are square, without holes, and begin with the day; prices are not negative."""
    bands: dict[str, set[int]] = {}
    for matrix in problem.matrices:
        field = f"matrices[{matrix.vehicle}]"
        need(bool(matrix.vehicle), "matrices", "a vehicle is empty")
        taken = bands.setdefault(matrix.vehicle, set())
        need(matrix.from_time not in taken, f"{field}.from_time", f"two tables begin at {matrix.from_time}")
        taken.add(matrix.from_time)
        _matrix(field, matrix, problem.weights)
    for vehicle, moments in bands.items():
        need(0 in moments, f"matrices[{vehicle}].from_time", "one table must begin at 0")
    for name in problem.weights.__struct_fields__:
        amount(f"weights.{name}", getattr(problem.weights, name))
    amount("freeze_time", problem.freeze_time)
    if problem.daylight is not None:
        span("daylight", ("start", problem.daylight.start), ("end", problem.daylight.end))


def _matrix(field: str, matrix: Matrix, weights: Weights) -> None:
    size = len(matrix.places)
    amount(f"{field}.from_time", matrix.from_time)
    distinct(f"{field}.places", matrix.places)
    for name, table in (("seconds", matrix.seconds), ("metres", matrix.metres)):
        need(len(table) == size, f"{field}.{name}", f"has {len(table)} rows for {size} places")
        for place, row in zip(matrix.places, table, strict=True):
            need(len(row) == size, f"{field}.{name}[{place}]", f"has {len(row)} columns for {size} places")
            need(min(row) >= 0 and max(row) <= HORIZON_S, f"{field}.{name}[{place}]", "has a value out of range")
    _prices(field, matrix, weights)


def _prices(field: str, matrix: Matrix, weights: Weights) -> None:
    for place, seconds, metres in zip(matrix.places, matrix.seconds, matrix.metres, strict=True):
        most, far = max(seconds, default=0), max(metres, default=0)
        if most >= _NO_WAY:
            most = max((s for s in seconds if s < _NO_WAY), default=0)
            far = max((m for s, m in zip(seconds, metres, strict=True) if s < _NO_WAY), default=0)
        if weights.travel_second * most + weights.travel_metre * far >= PRICE_LIMIT:
            raise ProblemInvalid(f"{field}.seconds[{place}]", f"a way from here costs more than {PRICE_LIMIT}")

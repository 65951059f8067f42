"""Whether a problem makes sense: every rule raises ProblemInvalid with the path of the field."""

from scheduling.problem import Problem
from scheduling.validate.ground import validate_ground
from scheduling.validate.links import validate_links
from scheduling.validate.people import validate_people
from scheduling.validate.work import validate_work


def validate(problem: Problem) -> None:
    """Raise ProblemInvalid for the first field that cannot be used."""
    validate_ground(problem)
    validate_people(problem)
    validate_work(problem)
    validate_links(problem)

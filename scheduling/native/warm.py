"""Fills the compiler's cache: on a new machine the kernel takes about a minute, afterwards a second."""

import numpy as np

from scheduling.backends.native import Native
from scheduling.native.compile import compile_problem
from scheduling.native.insert import places_for
from scheduling.native.session import Annealing
from scheduling.problem import Caregiver, Matrix, Problem, Shift, TimeWindow, Visit
from scheduling.stop import StopAfter


def warm_up() -> None:
    """Plan two visits by both searches, put one into a plan: compiles or loads every function of the kernels."""
    visits = tuple(
        Visit(visit_id=name, place_id=name, service_duration=60, windows=(TimeWindow(0, 3600),)) for name in ("a", "b")
    )
    places, table = ("o", "a", "b"), ((0, 60, 60), (60, 0, 60), (60, 60, 0))
    person = Caregiver(caregiver_id="c", shift=Shift(0, 7200), start_place="o", end_place="o", vehicle="v")
    problem = Problem(name="warm", visits=visits, caregivers=(person,), matrices=(Matrix("v", places, table, table),))
    for strings in (True, False):
        Native(moves=100, strings=strings).search(problem, StopAfter(60), 0, lambda _: None)
    made = compile_problem(problem)
    run = Annealing(made, 1)
    run.start(np.array([0, 1], dtype=np.int64), np.array([0, -1], dtype=np.int64))
    places_for(made, run, 1)

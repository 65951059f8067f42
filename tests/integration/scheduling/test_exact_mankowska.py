"""The smallest published instances are proven optimal at their published costs."""

from pathlib import Path

import pytest

from scheduling.bench.sets import benchmarks
from scheduling.solve import solve
from scheduling.stop import StopAfter


@pytest.mark.shared_data
def test_every_instance_of_ten_patients_is_proven_optimal_at_its_published_cost(shared_data: Path) -> None:
    found = benchmarks("mankowska", shared_data / "scheduling", sizes=[10])
    assert found
    for benchmark in found:
        solution, verdict = solve(benchmark.read(), "ortools-cpsat", stop=StopAfter(30.0))
        assert (verdict.violations, solution.status, solution.bound) == ((), "optimal", verdict.score.total)
        assert benchmark.published(verdict.score.total) == pytest.approx(benchmark.best_known, abs=0.001)

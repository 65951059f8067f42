"""A clock that keeps its pace when the wall clock is set."""

import pytest

from hah_console.domain.clock import SteadyClock, running_s

HOUR_S = 3600.0


class Machine:
    """A wall clock that can be set, and the seconds the machine has counted."""

    def __init__(self) -> None:
        self.wall_s, self.counted_s = 1_795_000_000.0, 500.0
        self.clock = SteadyClock(lambda: self.wall_s, lambda: self.counted_s)
        self._start = self.clock.now()

    def run(self, seconds: float, *, drift_s: float = 0.0) -> None:
        self.counted_s += seconds
        self.wall_s += seconds + drift_s

    def told_s(self) -> float:
        return (self.clock.now() - self._start).total_seconds()


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S, 2.0, -2.0])
def test_a_step_of_the_wall_clock_is_told_and_not_followed(machine: Machine, step_s: float) -> None:
    machine.run(10.0)
    machine.wall_s += step_s
    machine.run(5.0)
    assert machine.told_s() == pytest.approx(15.0)
    assert machine.clock.ahead_s() == pytest.approx(step_s)


def test_small_corrections_are_followed_without_end(machine: Machine) -> None:
    for _ in range(100):
        machine.run(10.0, drift_s=0.5)
        machine.clock.now()
    assert machine.told_s() == pytest.approx(1050.0)
    assert machine.clock.ahead_s() == 0.0


def test_a_wall_clock_that_is_set_back_again_is_followed_again(machine: Machine) -> None:
    machine.wall_s += HOUR_S
    machine.run(5.0)
    machine.clock.now()
    machine.wall_s -= HOUR_S
    assert machine.told_s() == pytest.approx(5.0)
    assert machine.clock.ahead_s() == 0.0


def test_an_adopted_step_is_the_time_from_then_on(machine: Machine) -> None:
    machine.wall_s += HOUR_S
    machine.clock.adopt()
    assert machine.told_s() == pytest.approx(HOUR_S)
    assert machine.clock.ahead_s() == 0.0


def test_the_machine_counts_forward_by_itself() -> None:
    assert 0.0 < running_s() <= running_s()

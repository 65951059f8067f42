"""A step of the wall clock is told; it is followed only when the devices' clocks were there before it."""

import pytest

from hah_console.app.service.clock_watch import ClockWatch
from hah_console.domain.clock import SteadyClock
from hah_console.domain.ids import DeviceId

HOUR_S = 3600.0


class Watched:
    """A watch over a wall clock that can be set."""

    def __init__(self) -> None:
        self.wall_s, self.counted_s = 1_795_000_000.0, 0.0
        self.watch = ClockWatch(SteadyClock(lambda: self.wall_s, lambda: self.counted_s))

    def second(self) -> None:
        self.wall_s, self.counted_s = self.wall_s + 1.0, self.counted_s + 1.0
        self.watch.look()

    def skews(self, *seconds: float) -> None:
        self.watch.note((DeviceId(f"D-{number}"), skew) for number, skew in enumerate(seconds))


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.mark.expected_log("the wall clock was set")
def test_a_step_is_told_for_as_long_as_it_stands(watched: Watched) -> None:
    watched.second()
    assert watched.watch.step_s is None
    watched.wall_s -= HOUR_S
    for _ in range(3):
        watched.second()
        assert watched.watch.step_s == pytest.approx(-HOUR_S)
        assert watched.watch.stepped_at is not None
    watched.wall_s += HOUR_S
    watched.second()
    assert (watched.watch.step_s, watched.watch.stepped_at) == (None, None)


@pytest.mark.expected_log("the wall clock was set")
def test_a_step_away_from_the_devices_is_not_followed(watched: Watched) -> None:
    watched.wall_s += HOUR_S
    watched.second()
    watched.skews(0.2, -1.0, 40.0, 3.0)
    watched.second()
    assert watched.watch.step_s == pytest.approx(HOUR_S)


@pytest.mark.expected_log("the wall clock was set", "the devices agree")
def test_a_step_to_where_most_devices_are_is_followed_after_it_was_told(watched: Watched) -> None:
    watched.wall_s += HOUR_S
    watched.second()
    watched.skews(HOUR_S - 2.0, HOUR_S + 30.0, 0.0)
    assert watched.watch.step_s == pytest.approx(HOUR_S)
    watched.second()
    assert watched.watch.step_s is None
    assert watched.watch.clock.ahead_s() == 0.0


@pytest.mark.expected_log("the wall clock was set")
def test_two_devices_are_no_proof(watched: Watched) -> None:
    watched.wall_s += HOUR_S
    watched.second()
    watched.skews(HOUR_S, HOUR_S)
    watched.second()
    assert watched.watch.step_s == pytest.approx(HOUR_S)


@pytest.mark.expected_log("the wall clock was set")
def test_what_devices_said_before_the_step_is_no_proof(watched: Watched) -> None:
    watched.skews(HOUR_S, HOUR_S, HOUR_S)
    watched.wall_s += HOUR_S
    watched.second()
    watched.second()
    assert watched.watch.step_s == pytest.approx(HOUR_S)

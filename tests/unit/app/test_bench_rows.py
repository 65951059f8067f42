"""Rows of a benchmark: a ratio above 1 is a miss, whichever way the figure is meant to go."""

import pytest

from hah_console.app.bench.optional_value import with_value
from hah_console.app.bench.row import at_least, at_most, none_of


def test_a_figure_beyond_its_target_misses() -> None:
    assert at_most("late", 151.0, "ms", 150.0).ok is False
    assert at_most("in time", 150.0, "ms", 150.0).ok is True
    assert at_least("slow", 99.0, "/s", 100.0).ok is False
    assert at_least("fast", 200.0, "/s", 100.0).ratio == 0.5


def test_a_slow_machine_is_taken_into_account() -> None:
    assert at_most("time", 200.0, "ms", 150.0, slow=2.0).measured == 100.0
    assert at_least("rate", 60.0, "/s", 100.0, slow=2.0).measured == 120.0


def test_a_single_thing_that_may_not_happen_misses() -> None:
    assert none_of("lost", 0, "sets").ok
    assert not none_of("lost", 1, "sets").ok
    assert none_of("lost", 1, "sets").ratio > 1


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (["--db"], ["--db", "postgres"]),
        (["--db", "--json"], ["--db", "postgres", "--json"]),
        (["--db", "postgresql://x/y"], ["--db", "postgresql://x/y"]),
        (["--json"], ["--json"]),
    ],
)
def test_the_database_option_may_stand_alone(given: list[str], understood: list[str]) -> None:
    assert with_value(given) == understood

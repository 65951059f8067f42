"""A set of numbers kept as intervals is a set."""

from sys import getsizeof

from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.db.samples import sequence_set
from hah_console.adapters.db.samples.sequence_set import SequenceSet

NUMBERS = st.lists(st.integers(0, 60) | st.integers(0, 2**63 - 1))


def filled(numbers):
    made = SequenceSet()
    for number in numbers:
        made.add(number)
    return made


@given(NUMBERS)
def test_a_number_is_new_exactly_once_whatever_the_order(numbers):
    made, known = SequenceSet(), set()
    for number in numbers:
        assert made.add(number) == (number not in known)
        known.add(number)
    assert all((number in made) == (number in known) for number in range(62))
    edges = [edge for interval in made.intervals() for edge in interval]
    assert edges == sorted(edges)
    assert all(after - before > 1 for before, after in zip(edges[1::2], edges[2::2], strict=False))


@given(NUMBERS, st.integers(0, 50), st.integers(0, 20))
def test_adding_a_range_is_adding_each_of_its_numbers(numbers, first, length):
    made, one_by_one = filled(numbers), filled(numbers)
    made.add_range(first, first + length)
    for number in range(first, first + length + 1):
        one_by_one.add(number)
    assert made.intervals() == one_by_one.intervals()


@given(NUMBERS)
def test_packing_keeps_every_interval(numbers):
    made = filled(numbers)
    assert SequenceSet.unpacked(made.packed()).intervals() == made.intervals()


def test_a_device_that_loses_nothing_takes_a_few_bytes():
    made = SequenceSet()
    made.add_range(1, 30_000_000)
    assert len(made.packed()) < 12


def test_a_device_that_loses_every_second_set_takes_some_kilobytes_at_most():
    made = filled(range(0, 8 * sequence_set.MOST_INTERVALS, 2))
    assert len(made.intervals()) == sequence_set.MOST_INTERVALS
    assert getsizeof(made._firsts) + getsizeof(made._lasts) <= 20 * sequence_set.MOST_INTERVALS


def test_with_too_many_gaps_the_oldest_numbers_are_forgotten_and_count_as_new(monkeypatch):
    monkeypatch.setattr(sequence_set, "MOST_INTERVALS", 3)
    made = filled([1, 3, 5, 7])
    assert made.intervals() == [(3, 3), (5, 5), (7, 7)]
    assert 1 not in made

"""The slope of a course of measurements, and how sure it is."""

import pytest

from hah_console.app.bench.course import slope_of


def test_the_slope_of_a_straight_line_is_exact_and_sure() -> None:
    assert slope_of([(float(x), 3.0 + 0.5 * x) for x in range(20)]) == pytest.approx((0.5, 0.0), abs=1e-9)


def test_a_course_that_swings_about_a_level_has_a_small_slope_within_its_error() -> None:
    slope, error = slope_of([(float(x), 100.0 + (-1) ** x) for x in range(41)])
    assert abs(slope) < error


def test_the_error_shrinks_with_the_length_of_the_course() -> None:
    short, long = ([(float(x), float(x % 3)) for x in range(count)] for count in (30, 300))
    assert slope_of(long)[1] < slope_of(short)[1] / 5


def test_two_looks_tell_no_slope() -> None:
    assert slope_of([(0.0, 1.0), (1.0, 9.0)]) == (0.0, 0.0)

"""The pyramid: at every zoom the lowest and highest drawn are those of the stretch, in at most 1,440 points."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.ui.plots.pyramid import BINS, Pyramid, bins_of
from hah_console.ui.plots.thinning import measured, thin

NOON = 1_795_410_000.0
DAY = 86_400
Floats = npt.NDArray[np.float64]


def noisy(count: int, seed: int, *, gaps: bool = False) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    times = NOON + np.cumsum(rng.choice([1.0, 1.0, 1.0, 700.0 if gaps else 2.0], count))
    values = np.round(80 + np.cumsum(rng.normal(0, 0.4, count)), 1)
    values[rng.integers(0, count, 5)] += rng.choice([-40, 40], 5)
    return times, values


series = st.builds(noisy, st.integers(1, 4_000), st.integers(0, 10_000), gaps=st.booleans())
part = st.floats(0, 1)


@settings(max_examples=60)
@given(series, part, part, st.integers(2, BINS))
def test_lowest_and_highest_of_every_stretch_are_drawn_at_every_zoom(
    given_series: tuple[Floats, Floats], a: float, b: float, bins: int
) -> None:
    times, values = given_series
    length = times[-1] - times[0]
    start, end = times[0] + min(a, b) * length, times[0] + max(a, b) * length + 0.5
    inside = values[(times >= start) & (times <= end)]
    found, _ = Pyramid(bins_of(times, values)).window(start, end, bins)
    drawn = found.points()[1]
    assert drawn.size <= 2 * bins
    assert found.readings.sum() == inside.size
    if inside.size:
        assert (drawn.min(), drawn.max()) == (inside.min(), inside.max())


@settings(max_examples=30)
@given(series, st.lists(st.tuples(part, part), min_size=2, max_size=5))
def test_zooming_in_any_order_gives_the_same_as_looking_at_once(
    given_series: tuple[Floats, Floats], windows: list[tuple[float, float]]
) -> None:
    times, values = given_series
    length = times[-1] - times[0]
    kept = Pyramid(bins_of(times, values))
    for a, b in windows:
        start, end = times[0] + min(a, b) * length, times[0] + max(a, b) * length
        once, step = Pyramid(bins_of(times, values)).window(start, end, 50)
        again, step_again = kept.window(start, end, 50)
        assert step == step_again
        for mine, others in zip(once, again, strict=True):
            assert mine.tolist() == others.tolist()


@settings(max_examples=30)
@given(series, part, part)
def test_what_is_drawn_lies_inside_the_stretch_and_in_order(
    given_series: tuple[Floats, Floats], a: float, b: float
) -> None:
    times, values = given_series
    start, end = (times[0] + p * (times[-1] - times[0]) for p in (min(a, b), max(a, b)))
    drawn = Pyramid(bins_of(times, values)).window(start, end, 40)[0].points()[0]
    assert (np.diff(drawn) >= 0).all()
    assert ((drawn >= start) & (drawn <= end)).all()


def test_a_day_of_seconds_is_drawn_in_1440_points() -> None:
    times = NOON + np.arange(DAY, dtype=float)
    curve = thin(measured(times, np.sin(times / 300)), NOON, NOON + DAY, 300)
    assert curve.thinned
    assert 720 < curve.times_s.size <= 2 * BINS
    assert curve.raw == DAY


def test_one_second_of_a_day_is_never_lost() -> None:
    times, values = NOON + np.arange(DAY, dtype=float), np.full(DAY, 96.0)
    values[54_321] = 41.0
    for hours in (24, 6, 1):
        start = NOON + 54_321 - hours * 1_800
        curve = thin(measured(times, values), start, start + hours * 3_600, 300)
        assert (curve.low, float(np.nanmin(curve.values))) == (41.0, 41.0)


def test_bins_do_not_move_while_the_window_does() -> None:
    times, values = noisy(20_000, 3)
    pyramid = Pyramid(bins_of(times, values))
    first, _ = pyramid.window(times[0], times[0] + 10_000, 100)
    later, _ = pyramid.window(times[0] + 333, times[0] + 10_333, 100)
    shared = set(first.first_s[2:-1].tolist()) & set(later.first_s[2:-1].tolist())
    assert len(shared) > 50


def test_a_gap_and_a_sensor_off_part_the_line_at_every_zoom() -> None:
    times = np.concatenate((NOON + np.arange(40_000.0), NOON + 44_000 + np.arange(40_000.0)))
    values = np.full(times.size, 97.0)
    values[10_000:10_600] = np.nan
    curve = thin(measured(times, values), NOON, NOON + 84_000, 300)
    assert [(a - NOON, b - NOON) for a, b in curve.gaps] == [(9_999, 10_600), (39_999, 44_000)]
    middles = [NOON + 10_300, NOON + 42_000]
    for middle in middles:
        after = int(np.searchsorted(curve.times_s, middle))
        assert np.isnan(curve.values[after - 1 : after + 1]).any()
        assert curve.at(middle, 10_000) is None


def test_nothing_measured_is_nothing_drawn_and_one_gap() -> None:
    curve = thin(measured(np.empty(0), np.empty(0)), NOON, NOON + 3_600, 300)
    assert curve.empty
    assert curve.gaps == ((NOON, NOON + 3_600),)


@pytest.mark.parametrize("count", [0, 1])
def test_a_pyramid_of_almost_nothing_stands(count: int) -> None:
    found, step = Pyramid(bins_of(np.full(count, NOON), np.full(count, 5.0))).window(NOON - 5, NOON + 5)
    assert (found.size, step, found.points()[0].size) == (count, 0, count)

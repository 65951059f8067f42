"""Waveforms in memory: a gap stays a gap, late and doubled stretches find their place, the pace never goes back."""

from itertools import pairwise

import numpy as np
import pytest
from helpers.waves import BEGIN, stretch
from hypothesis import given
from hypothesis import strategies as st

from hah_console.ui.plots.waves.pace import Pace
from hah_console.ui.plots.waves.trace import WaveTrace, samples_of

RATE = 100.0
START = round(BEGIN.timestamp() * RATE)


def trace(keep_s: float = 4.0) -> WaveTrace:
    return WaveTrace("II", "mV", RATE, keep_s)


def values(kept: WaveTrace, first: int, end: int) -> list[float | None]:
    return [None if np.isnan(v) else round(float(v), 3) for v in kept.read(START + first, START + end)]


def test_a_stretch_is_found_again_by_its_time() -> None:
    kept = trace()
    kept.add(stretch("II", 0.0, [0.1, 0.2, 0.3]))
    assert values(kept, -1, 4) == [None, 0.1, 0.2, 0.3, None]
    assert kept.at(BEGIN.timestamp() + 0.01) == pytest.approx(0.2)
    assert kept.at(BEGIN.timestamp() + 0.05) is None


def test_what_was_not_received_is_a_gap() -> None:
    kept = trace()
    kept.add(stretch("II", 0.0, [0.1] * 10))
    kept.add(stretch("II", 0.5, [0.2] * 10))
    assert values(kept, 9, 12) == [0.1, None, None]
    assert values(kept, 48, 52) == [None, None, 0.2, 0.2]


def test_a_time_stamp_rounded_a_little_makes_no_gap() -> None:
    kept = trace()
    kept.add(stretch("II", 0.0, [0.1] * 10))
    kept.add(stretch("II", 0.113, [0.2] * 10))
    assert values(kept, 8, 12) == [0.1, 0.1, 0.2, 0.2]


def test_a_late_stretch_fills_its_gap_and_a_doubled_one_changes_nothing() -> None:
    kept = trace()
    for start_s, value in ((0.0, 0.1), (0.2, 0.3), (0.1, 0.2), (0.1, 0.2)):
        kept.add(stretch("II", start_s, [value] * 10))
    assert values(kept, 0, 30) == [0.1] * 10 + [0.2] * 10 + [0.3] * 10


def test_a_stretch_older_than_what_is_kept_is_dropped() -> None:
    kept = trace(1.0)
    kept.add(stretch("II", 10.0, [0.5] * 10))
    came = kept.add(stretch("II", 2.0, [0.9] * 10))
    assert came.first == came.end
    assert values(kept, 1000, 1010) == [0.5] * 10


def test_after_a_long_silence_nothing_of_before_is_left() -> None:
    kept = trace(1.0)
    kept.add(stretch("II", 0.0, [0.5] * 100))
    kept.add(stretch("II", 60.0, [0.1] * 10))
    assert values(kept, 5_910, 6_000) == [None] * 90


def test_a_missing_sample_and_a_torn_byte_are_no_values() -> None:
    segment = stretch("II", 0.0, [0.1, float("nan"), 0.3])
    torn = type(segment)(**{n: getattr(segment, n) for n in segment.__slots__} | {"samples": segment.samples + b"\x07"})
    read = samples_of(torn)
    assert read.size == 3
    assert np.isnan(read[1])


def test_a_copy_does_not_change_with_the_live_trace() -> None:
    kept = trace()
    kept.add(stretch("II", 0.0, [0.1] * 10))
    frozen = kept.copy()
    kept.add(stretch("II", 0.0, [0.9] * 10))
    assert values(frozen, 0, 2) == [0.1, 0.1]


@given(st.lists(st.tuples(st.integers(0, 399), st.integers(1, 8)), min_size=1, max_size=12))
def test_every_kept_sample_is_the_last_one_received_for_its_moment(parts: list[tuple[int, int]]) -> None:
    kept, wanted = trace(2.0), dict[int, float]()
    for order, (tenth, length) in enumerate(parts):
        at, count = tenth * 10, length * 10  # so that no stretch is taken for the continuation of another
        kept.add(stretch("II", at / RATE, [order / 100] * count))
        newest = max([*wanted, at + count - 1])
        wanted |= dict.fromkeys(range(at, at + count), order / 100)
        wanted = {n: v for n, v in wanted.items() if n > newest - 200}
    newest = max(wanted)
    expected = [wanted.get(n) for n in range(newest - 199, newest + 1)]
    assert values(kept, newest - 199, newest + 1) == expected


def test_the_sweep_runs_evenly_behind_packets_that_come_unevenly() -> None:
    pace, heads = Pace(), []
    arrivals = [0.0, 0.25, 0.38, 0.66, 0.80, 1.01]
    for order, at_s in enumerate(arrivals):
        pace.arrived(1_000 + 0.2 * (order + 1), 0.2, at_s)
        heads.append((at_s, pace.head(at_s)))
    steps = [h2 - h1 - (t2 - t1) for (t1, h1), (t2, h2) in pairwise(heads) if h1 and h2]
    assert max(abs(step) for step in steps) < 0.05
    assert all(head is not None and head < 1_000 + 0.2 * (order + 1) for order, (_, head) in enumerate(heads))


def test_the_sweep_never_goes_back_while_the_clock_of_the_device_holds() -> None:
    pace = Pace()
    pace.arrived(1_000.0, 0.2, 0.0)
    first = pace.head(5.0)
    pace.arrived(1_004.0, 0.2, 5.0)
    assert first is not None
    assert (pace.head(5.0) or 0.0) >= first


def test_a_clock_set_anew_begins_a_new_sweep_and_a_lagging_signal_does_not() -> None:
    pace = Pace()
    assert pace.arrived(1_000.0, 0.2, 0.0)
    assert not pace.arrived(995.0, 0.2, 0.1)
    assert not pace.arrived(1_000.2, 0.2, 0.2)
    assert pace.arrived(5_000.0, 0.2, 0.4)
    assert not pace.arrived(1_000.6, 0.2, 0.6)
    assert pace.arrived(1_003.0, 0.2, 3.0)


def test_there_is_nothing_to_draw_before_anything_came() -> None:
    assert Pace().head(1.0) is None

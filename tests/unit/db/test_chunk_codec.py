"""Packed sets and bins are what was packed: no value is rounded or clipped, whatever a device sends."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.db.samples import bin_codec, bins, chunk_codec
from hah_console.adapters.db.samples.columns import columns_of, merged
from hah_console.domain.reading import Vital

MOMENT = 1_772_668_800_000
TENTHS = st.integers(-5_000, 5_000).map(lambda tenths: tenths / 10)
ANY_VALUE = TENTHS | st.floats(allow_nan=False, allow_infinity=False)
OFF = st.sets(st.sampled_from(list(Vital)), max_size=6).map(lambda off: f",{','.join(sorted(off))}," if off else "")
FIELDS = ("sequence", "measured", "received", "gateway", "off")


def rows(values, moments=st.integers(-(2**40), 2**42)):
    row = st.tuples(
        st.sampled_from(["D-1", "D-2", "裝置"]),
        st.integers(0, 2**63 - 1) | st.integers(0, 40),
        moments,
        moments.map(lambda moment: moment // 100 * 100),
        st.none() | moments,
        *[st.none() | values] * 6,
        OFF,
    )
    return st.lists(row, min_size=1, max_size=40, unique_by=lambda r: r[:2]).map(_kept_to_tenths)


def _kept_to_tenths(found):
    """Delays as a chunk keeps them: whole tenths of a second after the measurement."""

    def tenth(moment, measured):
        return None if moment is None else measured + (moment - measured) // 100 * 100

    return sorted(((*r[:3], tenth(r[3], r[2]), tenth(r[4], r[2]), *r[5:]) for r in found), key=lambda r: r[:2])


def same(left, right):
    assert [left.devices[place] for place in left.device] == [right.devices[place] for place in right.device]
    for name in FIELDS:
        assert getattr(left, name).tolist() == getattr(right, name).tolist(), name
    assert left.values.tobytes() == right.values.tobytes()


@given(rows(ANY_VALUE))
def test_a_chunk_gives_back_every_set_exactly(found):
    columns = columns_of(found)
    same(chunk_codec.unpacked(chunk_codec.packed(columns)), columns)


@given(rows(TENTHS), rows(TENTHS))
def test_merging_keeps_each_set_once_in_any_order(left, right):
    first, second = columns_of(left), columns_of(right)
    known = {(row[0], row[1]): row for row in [*right, *left]}
    whole = merged([first, second, first])
    names = [whole.devices[place] for place in whole.device]
    assert list(zip(names, whole.sequence.tolist(), strict=True)) == sorted(known)
    assert whole.measured.tolist() == [known[key][2] for key in sorted(known)]


def test_a_minute_of_one_second_sets_takes_few_bytes():
    found = [
        ("D-1", 100 + n, MOMENT + n * 1000, MOMENT + n * 1000, None, 72.0 + n % 3, 97.0, 16.0, None, None, 36.8, "")
        for n in range(300)
    ]
    assert len(chunk_codec.packed(columns_of(found))) < 300


@given(st.lists(st.tuples(st.integers(0, 59_999), ANY_VALUE.filter(lambda v: abs(v) < 1e300)), min_size=1, max_size=30))
def test_bins_have_the_lowest_the_highest_and_the_mean_of_their_values(found):
    columns = columns_of(
        [("D-1", n, MOMENT + at, MOMENT, None, value, *[None] * 5, ",spo2,") for n, (at, value) in enumerate(found)]
    )
    made = bins.binned(columns, MOMENT, 20_000, 3)
    for place in range(3):
        inside = [value for at, value in found if at // 20_000 == place]
        assert made.count[0, place] == made.off[1, place] == len(inside)
        if inside:
            assert (made.low[0, place], made.high[0, place]) == (min(inside), max(inside))
            assert math.isclose(
                made.mean[0, place], math.fsum(inside) / len(inside), rel_tol=1e-9, abs_tol=1e-6 * max(map(abs, inside))
            )
        else:
            assert np.isnan(made.low[:, place]).all()


@given(st.lists(st.lists(st.none() | ANY_VALUE.filter(lambda v: abs(v) < 1e300), max_size=8), min_size=4, max_size=4))
def test_packed_bins_keep_lowest_and_highest_exactly_and_the_mean_to_a_hundredth(found):
    cells = [(place, value) for place, values in enumerate(found) for value in values if value is not None]
    columns = columns_of(
        [
            ("D-1", n, MOMENT + place * 60_000, MOMENT, None, value, *[None] * 5, "")
            for n, (place, value) in enumerate(cells)
        ]
        or [("D-1", 0, MOMENT, MOMENT, None, *[None] * 6, "")]
    )
    made = bins.binned(columns, MOMENT, 60_000, 4)
    again = bin_codec.unpacked({0: bin_codec.packed(made), 1: bin_codec.packed(bins.empty(4))}, 3, 4)
    for stat in ("low", "high", "count", "off"):
        np.testing.assert_array_equal(getattr(again.part(slice(4)), stat), getattr(made, stat))
    np.testing.assert_allclose(again.mean[:, :4], made.mean, atol=0.0051, rtol=1e-12)
    assert not again.count[:, 4:].any()
    assert np.isnan(again.low[:, 4:]).all()


def test_bins_grouped_are_the_bins_of_the_whole():
    rng = np.random.default_rng(1)
    found = [
        ("D-1", n, MOMENT + n * 1000, MOMENT, None, float(rng.integers(60, 90)), *[None] * 5, "") for n in range(1800)
    ]
    columns = columns_of(found)
    grouped = bins.grouped(bins.binned(columns, MOMENT, 60_000, 30), 15)
    whole = bins.binned(columns, MOMENT, 900_000, 2)
    for stat in ("low", "high", "mean", "count", "off"):
        np.testing.assert_allclose(getattr(grouped, stat), getattr(whole, stat))

"""Scales of waveforms, their rows, and what lies between calipers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.ui.plots.waves.calipers import Calipers, Cross
from hah_console.ui.plots.waves.layout import lay_out, ordered
from hah_console.ui.plots.waves.scales import ScaleKind, scale_for

PX_PER_MM = 96 / 25.4
FLAT = np.zeros(100, np.float32)


def test_an_ecg_in_millivolts_is_ten_millimetres_a_millivolt() -> None:
    scale = scale_for("II", "mV", FLAT)
    assert (scale.kind, scale.gain_mm_mv) == (ScaleKind.ECG, 10.0)
    assert scale.px_per_unit(80, PX_PER_MM) == pytest.approx(10 * PX_PER_MM)


@pytest.mark.parametrize(("signal", "unit"), [("II", ""), ("PLETH", "mV"), ("RESP", "mV"), ("PLETH", "")])
def test_what_has_no_scale_of_its_own_is_relative(signal: str, unit: str) -> None:
    assert scale_for(signal, unit, FLAT).kind is ScaleKind.RELATIVE


def test_a_pressure_is_drawn_in_its_fixed_range_whatever_it_shows() -> None:
    scale = scale_for("ABP", "mmHg", np.full(100, 62, np.float32))
    assert (scale.kind, scale.middle, scale.span) == (ScaleKind.RANGE, 100, 200)


def test_the_gain_goes_by_steps_and_stops_at_both_ends() -> None:
    scale = scale_for("II", "mV", FLAT)
    assert [scale.gained(step).gain_mm_mv for step in (-1, 1)] == [5, 20]
    assert scale.gained(1).gained(1).gain_mm_mv == 20
    assert scale_for("PLETH", "", FLAT).gained(1).kind is ScaleKind.RELATIVE


def test_ecg_leads_stand_above_pulse_and_breathing() -> None:
    scales = {name: scale_for(name, "", FLAT) for name in ("RESP", "PLETH", "V", "II")}
    assert ordered(scales) == ("II", "V", "PLETH", "RESP")


def test_a_second_is_twenty_five_millimetres_of_ecg_and_a_quarter_of_it_of_breathing() -> None:
    scales = {"II": scale_for("II", "mV", FLAT), "RESP": scale_for("RESP", "", FLAT)}
    ecg, breathing = lay_out(scales, 760, 200, PX_PER_MM).rows
    assert ecg.px_per_s == pytest.approx(25 * PX_PER_MM)
    assert breathing.px_per_s == pytest.approx(6.25 * PX_PER_MM)


@given(st.integers(1, 2_000), st.integers(1, 1_000))
def test_rows_never_overlap_nor_leave_the_widget(width: int, height: int) -> None:
    scales = {name: scale_for(name, "", FLAT) for name in ("RESP", "PLETH", "V", "II")}
    rows = lay_out(scales, width, height, PX_PER_MM).rows
    if height > 60:
        assert all(a.top + a.height <= b.top for a, b in pairwise(rows))
        assert rows[-1].top + rows[-1].height <= height


@given(st.floats(1.6e9, 1.9e9), st.floats(0.01, 60))
def test_a_stretch_is_cut_into_the_sweeps_it_crosses_and_no_part_leaves_the_row(end_s: float, span_s: float) -> None:
    row = lay_out({"II": scale_for("II", "mV", FLAT)}, 760, 90, PX_PER_MM).rows[0]
    pieces = list(row.pieces(end_s - span_s, end_s))
    assert sum(p.end_s - p.start_s for p in pieces) == pytest.approx(min(span_s, row.sweep_s), abs=1e-4)
    for piece in pieces:
        assert piece.start_s * row.px_per_s - piece.base_px >= row.left - 0.01
        assert piece.end_s * row.px_per_s - piece.base_px <= row.left + row.width + 0.01


def test_calipers_give_milliseconds_rate_and_amplitude() -> None:
    between = Calipers("II", Cross(10.0, 0.1), Cross(10.8, 1.3)).between()
    assert between.milliseconds == pytest.approx(800)
    assert between.per_minute == pytest.approx(75)
    assert between.rise == pytest.approx(1.2)


def test_calipers_without_distance_or_curve_give_no_number() -> None:
    between = Calipers("II", Cross(10.0, 0.1), Cross(10.0, None)).between()
    assert (between.per_minute, between.rise) == (None, None)

"""The waveforms of an evidence strip: fixed scales, one row a signal, what was not received said and left out."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from helpers.waves import BEGIN, stretch

from hah_console.domain.clock import TAIPEI
from hah_console.domain.ids import AlarmId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import WaveSegment
from hah_console.services.alarm_strip import Evidence, EvidenceRow
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.strip_picture import strip_picture
from hah_console.ui.plots.strip_waves import StripWave, strip_waves
from hah_console.ui.plots.strip_window import ZOOMS_S, StripWindow, strip_ticks, window_of
from hah_console.ui.plots.waves.scales import ScaleKind
from hah_console.ui.plots.waves.strokes import MOST_POINTS, strokes
from hah_console.ui.screens.alarms.strip_text import no_waves, strip_words, window_text

S = BEGIN.timestamp()
ENGLISH = Texts("en")


def beats(start_s: float, seconds: float, signal: str = "II", unit: str = "mV") -> WaveSegment:
    return stretch(signal, start_s, np.sin(np.arange(round(seconds * 100)) / 7), unit=unit)


def rows(*segments: WaveSegment, seconds: float = 180) -> tuple[StripWave, ...]:
    return strip_waves(segments, S, S + seconds)


def test_stretches_that_follow_each_other_are_one_row_and_a_pause_is_a_gap() -> None:
    (row,) = rows(beats(0, 5), beats(5, 5), beats(30, 150))
    assert [(round(a - S), round(b - S)) for a, b in row.gaps] == [(10, 30)]
    assert round(row.missing_s) == 20
    times, values = row.between(S + 4.9, S + 5.1)
    assert np.isfinite(values).all()
    assert (times[0] <= S + 4.9, times[-1] >= S + 5.1) == (True, True)


def test_samples_the_monitor_called_missing_are_missing() -> None:
    (row,) = rows(stretch("PLETH", 0, [0.5] * 200 + [float("nan")] * 300 + [0.5] * 17_500, unit=""))
    assert [(round(a - S), round(b - S)) for a, b in row.gaps] == [(2, 5)]


def test_each_signal_has_a_row_on_a_scale_that_is_chosen_once() -> None:
    found = rows(beats(0, 180, "RESP", ""), beats(0, 180), beats(0, 180, "ABP", "mmHg"), beats(0, 180, "PLETH", "%"))
    assert [row.signal for row in found] == ["II", "PLETH", "ABP", "RESP"]
    kinds = [row.scale.kind for row in found]
    assert kinds == [ScaleKind.ECG, ScaleKind.RANGE, ScaleKind.RANGE, ScaleKind.RELATIVE]
    assert found[0].scale.gain_mm_mv == 10


def test_a_signal_that_changed_its_rate_has_a_row_for_each() -> None:
    other = replace(beats(60, 60), rate_hz=50.0)
    found = rows(beats(0, 60), other)
    assert [row.rate_hz for row in found] == [50.0, 100.0]
    assert len({row.key for row in found}) == 2


def test_what_lies_outside_the_strip_is_left_out_and_a_rate_of_zero_is_none() -> None:
    assert rows(replace(beats(0, 5), rate_hz=0.0)) == ()
    (row,) = rows(beats(-300, 5), beats(170, 60))
    assert row.samples.size <= 180 * 100 + 1
    assert [(round(a - S), round(b - S)) for a, b in row.gaps] == [(0, 170)]


def test_three_minutes_at_500_a_second_are_strokes_of_few_points() -> None:
    fast = replace(stretch("II", 0, np.sin(np.arange(90_000) / 20)), rate_hz=500.0)
    (row,) = rows(fast)
    times, values = row.between(S, S + 180)
    polygons = list(strokes((times - S) * 340 / 180, values))
    assert max(polygon.size() for polygon in polygons) <= MOST_POINTS
    assert sum(polygon.size() for polygon in polygons) <= 2 * 342


def test_numbers_and_waveforms_are_looked_at_through_one_window() -> None:
    whole = window_of(S, S + 180)
    near = whole.zoomed(1, S + 120)
    assert (near.start_s, near.end_s) == (S + 90, S + 150)
    assert near.zoomed(1, S + 120).span_s == ZOOMS_S[1]
    assert near.zoomed(9, S + 120).span_s == ZOOMS_S[-1]
    assert near.zoomed(-1, S + 120) == whole
    assert near.moved(1).start_s == S + 120
    assert near.moved(9).end_s == S + 180
    assert near.moved(-9).start_s == S
    assert whole.moved(1) == whole


def test_the_axis_of_some_seconds_says_seconds() -> None:
    window = StripWindow(S, S + 180, S + 120, S + 125)
    assert [text for _, text in strip_ticks(window, TAIPEI)][:2] == ["03:02:00", "03:02:01"]


def evidence(*segments: WaveSegment, kept: bool = True) -> Evidence:
    end = BEGIN + timedelta(seconds=180)
    row = EvidenceRow(Vital.SPO2, tuple(S + n for n in range(150)), (95.0,) * 150)
    return Evidence(AlarmId("A"), BEGIN, end, BEGIN + timedelta(seconds=120), (row,), kept, segments)


def test_what_is_missing_is_written_and_spoken() -> None:
    found = evidence(beats(0, 60))
    picture = strip_picture(found, TAIPEI)
    words = strip_words(ENGLISH, lambda at: at.astimezone(TAIPEI), found, picture)
    assert words.rows["spo2"].missing == "31 s missing"
    wave = words.rows[picture.waves[0].key]
    assert (wave.name, wave.missing) == ("II · 10 mm/mV", "120 s missing")
    assert "II · 10 mm/mV, 120 s without data" in words.spoken


def test_a_strip_without_waveforms_says_why_and_one_that_is_not_kept_yet_does_not() -> None:
    assert no_waves(ENGLISH, evidence()).startswith("No waveform")
    assert no_waves(ENGLISH, evidence(beats(0, 9))) == ""
    assert no_waves(ENGLISH, evidence(kept=False)) == ""


def test_the_stretch_in_sight_is_named() -> None:
    window = window_of(S, S + 180)
    local = lambda at: at.astimezone(TAIPEI)  # noqa: E731
    assert "zoom" in window_text(ENGLISH, local, window)
    assert window_text(ENGLISH, local, window.zoomed(4, S + 120)).startswith("03:01:57–03:02:02")

"""What is said of waveforms: scale, age, whether they are live, and what lies between the calipers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.waves import BEGIN, stretch

from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.plots.waves.calipers import Calipers, Cross
from hah_console.ui.plots.waves.live import Heard, LiveWaves
from hah_console.ui.plots.waves.scales import ScaleKind, WaveScale
from hah_console.ui.screens.patient.wave_text import (
    WaveLink,
    WaveState,
    captions,
    readout,
    scale_text,
    stale,
    state_of,
    state_text,
)

ENGLISH = Texts("en")
OPEN = WaveLink(BEGIN, open=True, connected=True)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def heard(measured_s: float, received_s: float) -> dict[str, Heard]:
    return {"II": Heard(BEGIN + s(measured_s), BEGIN + s(received_s))}


def test_a_waveform_that_stopped_or_lags_is_never_shown_as_live() -> None:
    now = BEGIN + s(100)
    assert not stale(heard(99.5, 99.8)["II"], now)
    assert stale(heard(96, 96.9)["II"], now)
    assert stale(heard(60, 99.9)["II"], now)
    live = LiveWaves()
    live.add(stretch("II", 0.0, [0.1] * 20), BEGIN + s(0.2), 0.0)
    assert captions(ENGLISH, live, BEGIN + s(1))["II"].notice == ""
    assert captions(ENGLISH, live, BEGIN + s(9.2))["II"].notice == "No waveform for 9 s"
    live.add(stretch("II", 0.2, [0.1] * 20), BEGIN + s(50), 50.0)
    assert captions(ENGLISH, live, BEGIN + s(51))["II"].notice == "Waveform 50 s late, not live"


@pytest.mark.parametrize(
    ("link", "known", "state"),
    [
        (None, {}, WaveState.CLOSED),
        (WaveLink(BEGIN), {}, WaveState.OPENING),
        (WaveLink(BEGIN, error="no"), {}, WaveState.FAILED),
        (OPEN, {}, WaveState.NOTHING),
        (replace(OPEN, asked_at=BEGIN + s(95)), {}, WaveState.WAITING),
        (OPEN, heard(99, 99.5), WaveState.LIVE),
        (OPEN, heard(50, 50), WaveState.STOPPED),
        (replace(OPEN, connected=False), heard(50, 50), WaveState.OFFLINE),
    ],
)
def test_every_state_of_the_stream_is_told_apart(
    link: WaveLink | None, known: dict[str, Heard], state: WaveState
) -> None:
    assert state_of(link, known, BEGIN + s(100)) is state


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_words(language: str) -> None:
    texts = Texts(language)
    said = {state_text(texts, state) for state in WaveState}
    assert len(said) == len(WaveState)
    assert state_text(texts, WaveState.FAILED, "why") == "why"


@pytest.mark.parametrize(
    ("signal", "scale", "words"),
    [
        ("II", WaveScale(ScaleKind.ECG), "10 mm/mV"),
        ("II", WaveScale(ScaleKind.ECG, gain_mm_mv=20.0), "20 mm/mV"),
        ("II", WaveScale(ScaleKind.RELATIVE), "uncalibrated"),
        ("PLETH", WaveScale(ScaleKind.RELATIVE), "relative"),
        ("RESP", WaveScale(ScaleKind.RELATIVE), "rel. 6.25 mm/s"),
        ("ABP", WaveScale(ScaleKind.RANGE, 100, 200, unit="mmHg"), "0–200 mmHg"),
    ],
)
def test_the_scale_is_always_said(signal: str, scale: WaveScale, words: str) -> None:
    assert scale_text(ENGLISH, signal, scale) == words


def test_the_readout_has_milliseconds_rate_and_millivolts() -> None:
    calipers = Calipers("II", Cross(10.0, 0.1), Cross(10.8, 1.22))
    said = readout(ENGLISH, calipers, WaveScale(ScaleKind.ECG))
    assert said == "II  Δt 800 ms · 75 /min · Δ +1.12 mV · moving right line"


def test_a_relative_amplitude_is_never_given_in_a_unit() -> None:
    calipers = Calipers("PLETH", Cross(10.0, 0.1), Cross(10.0, 0.6), second_active=False)
    said = readout(ENGLISH, calipers, WaveScale(ScaleKind.RELATIVE, span=1.0))
    assert said == "PLETH  Δt 0 ms · — /min · Δ +50 % (relative) · moving left line"

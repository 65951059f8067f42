"""A made-up ECG and pleth for monitors without a recording; the unit is empty and the signal's name says synthetic."""

from math import exp, pi, sin

from hah_console.domain.recording import RecordedSignal, WaveRecording

RATE_HZ, BEAT_S, BEATS, SCALE = 125.0, 0.8, 10, 1_000
BUMPS = ((0.16, 0.02, 0.12), (0.27, 0.008, -0.12), (0.30, 0.01, 1.0), (0.33, 0.008, -0.25), (0.55, 0.04, 0.3))
"""P, Q, R, S and T: share of the beat at which it stands, its width and its height."""


def synthetic_waves() -> WaveRecording:
    """Eight seconds that join without a step."""
    count = round(RATE_HZ * BEAT_S * BEATS)
    phases = [(place / RATE_HZ / BEAT_S) % 1 for place in range(count)]
    ecg = [sum(height * exp(-(((phase - at) / width) ** 2) / 2) for at, width, height in BUMPS) for phase in phases]
    pleth = [0.5 - 0.4 * sin(2 * pi * phase) + 0.1 * sin(4 * pi * phase) for phase in phases]
    signals = (_signal("ECG synthetic", ecg), _signal("PLETH synthetic", pleth))
    return WaveRecording("synthetic", "synthetic", signals)


def _signal(name: str, values: list[float]) -> RecordedSignal:
    samples = b"".join(round(value * SCALE).to_bytes(2, "little", signed=True) for value in values)
    return RecordedSignal(name, "", RATE_HZ, 1 / SCALE, 0.0, samples)

"""Makes the alarm sounds beside this file: pulse patterns in the manner of IEC 60601-1-8 (no conformity claimed).

High: ten pulses, twice (3 + 2); medium: three pulses; low: one. Mono, 22,050 Hz, 16 bit. Run it to make them again.
"""

import math
import struct
import wave
from pathlib import Path

RATE_HZ = 22_050
FUNDAMENTAL_HZ = 440.0
HARMONICS = ((1, 1.0), (2, 0.6), (3, 0.4), (4, 0.25), (5, 0.15))
"""At least four harmonics make a sound easy to place in a room."""
PEAK = 0.6
EDGE_S = 0.02


def pulse(seconds: float, pitch: float = 1.0) -> list[float]:
    """One pulse with soft edges, at a multiple of the fundamental."""
    count = int(seconds * RATE_HZ)
    scale = PEAK / sum(share for _, share in HARMONICS)
    return [_edge(i, count) * scale * _tone(i / RATE_HZ, FUNDAMENTAL_HZ * pitch) for i in range(count)]


def silence(seconds: float) -> list[float]:
    """Nothing, for a while."""
    return [0.0] * int(seconds * RATE_HZ)


def burst_high() -> list[float]:
    """Ten pulses as 3 + 2, pause, 3 + 2."""
    five = _joined([pulse(0.12, p) for p in (1.0, 1.25, 1.5)], 0.08) + silence(0.2)
    five += _joined([pulse(0.12, p) for p in (1.5, 2.0)], 0.08)
    return five + silence(0.5) + five


def burst_medium() -> list[float]:
    """Three pulses."""
    return _joined([pulse(0.2, p) for p in (1.0, 1.25, 1.5)], 0.2)


def burst_low() -> list[float]:
    """One pulse."""
    return pulse(0.25)


def write(path: Path, samples: list[float]) -> None:
    """A WAV file."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(b"".join(struct.pack("<h", round(s * 32_767)) for s in samples))


def _tone(at_s: float, hertz: float) -> float:
    return sum(share * math.sin(2 * math.pi * hertz * n * at_s) for n, share in HARMONICS)


def _edge(i: int, count: int) -> float:
    return min(1.0, i / (EDGE_S * RATE_HZ), (count - i) / (EDGE_S * RATE_HZ))


def _joined(pulses: list[list[float]], gap_s: float) -> list[float]:
    samples = pulses[0]
    for following in pulses[1:]:
        samples = samples + silence(gap_s) + following
    return samples


if __name__ == "__main__":
    folder = Path(__file__).parent
    write(folder / "alarm_high.wav", burst_high())
    write(folder / "alarm_medium.wav", burst_medium())
    write(folder / "alarm_low.wav", burst_low())

"""Makes a sound quieter than it was recorded, so that every player of every system can play it at a chosen volume."""

import array
import sys
import wave
from pathlib import Path

FULL_PCT = 100


def at_volume(path: Path, volume_pct: int, folder: Path) -> Path:
    """``path`` itself at full volume, else a copy in ``folder`` with its samples scaled (made once).

    Raises OSError; ``path`` is a WAV file of 16 bit.
    """
    if volume_pct >= FULL_PCT:
        return path
    copy = folder / f"{path.stem}_{volume_pct}.wav"
    if not copy.exists():
        _write_quieter(path, copy, volume_pct / FULL_PCT)
    return copy


def _write_quieter(path: Path, copy: Path, share: float) -> None:
    with wave.open(str(path), "rb") as sound:
        parameters, frames = sound.getparams(), sound.readframes(sound.getnframes())
    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    quieter = array.array("h", (int(sample * share) for sample in samples))
    if sys.byteorder == "big":
        quieter.byteswap()
    with wave.open(str(copy), "wb") as sound:
        sound.setparams(parameters)
        sound.writeframes(quieter.tobytes())

"""Sounds on Windows, played by the system itself inside this process. Not run on the machine it was written on."""

import sys
from pathlib import Path

if sys.platform == "win32":
    import winsound

    def play(path: Path) -> None:
        """Start a WAV file and return; raises RuntimeError when it cannot be played."""
        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)

    def stop() -> None:
        """Stop what is playing."""
        winsound.PlaySound(None, winsound.SND_PURGE)

else:

    def play(path: Path) -> None:
        """Not on this system; raises RuntimeError."""
        raise RuntimeError(f"no Windows sound for {path.name}")

    def stop() -> None:
        """Nothing can be playing."""

"""Programs that play a WAV file on this machine, and whether there is a device to play it on."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "linux": (("paplay",), ("pw-play",), ("aplay", "-q")),
    "darwin": (("afplay",),),
}
"""Player commands by platform, best first; Windows plays without a program."""
ALSA_DEVICES = Path("/proc/asound/pcm")


def find_command(platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which) -> tuple[str, ...]:
    """The first player found with its arguments, empty for none."""
    for command in COMMANDS.get(platform, ()):
        found = which(command[0])
        if found:
            return (found, *command[1:])
    return ()


def has_device(command: tuple[str, ...], platform: str = sys.platform, devices: Path = ALSA_DEVICES) -> bool:
    """Whether there seems to be something to hear it with.

    ``aplay`` needs a device of the kernel; a sound server has devices of its own, and says so only when used.
    """
    if platform != "linux" or not Path(command[0]).name.startswith("aplay"):
        return True
    try:
        return bool(devices.read_text("utf-8", errors="replace").strip())
    except OSError:
        return False

"""How long this process has been running, counted from its creation and not from its first line of Python."""

import os
import time
from pathlib import Path

_IMPORTED_S = time.monotonic()
_START_FIELD = 22
"""Field ``starttime`` of /proc/PID/stat in clock ticks after boot (proc(5))."""


def seconds_since_start() -> float:
    """Seconds since the process was created; on systems without /proc since this module was imported."""
    try:
        stat = Path("/proc/self/stat").read_text("ascii")
        uptime_s = float(Path("/proc/uptime").read_text("ascii").split()[0])
    except OSError:
        return time.monotonic() - _IMPORTED_S
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[_START_FIELD - 3])
    return uptime_s - ticks / os.sysconf("SC_CLK_TCK")

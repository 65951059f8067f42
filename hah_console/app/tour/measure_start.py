"""How soon a console is usable, started as a person starts it: a process of its own, its service beside it."""

import json
import subprocess
from pathlib import Path

from hah_console.adapters.vitals.broker import free_port
from hah_console.app.children import own_command

TIMEOUT_S = 60
STARTS = 3
"""The first makes the database and warms the machine; of the others the better one counts."""


def measure_start(home: Path) -> float:
    """Seconds from the creation of the process to the painted window; infinite when it does not come up."""
    return min([_start(home) for _ in range(STARTS)][1:])


def _start(home: Path) -> float:
    options = ["--home", str(home), "--broker-port", str(free_port()), "--measure-start", "--json"]
    try:
        done = subprocess.run([*own_command(), "run", *options], capture_output=True, timeout=TIMEOUT_S, check=False)
        return float(json.loads(done.stdout.decode("utf-8").strip().splitlines()[-1])["usable_s"])
    except (subprocess.TimeoutExpired, ValueError, KeyError, IndexError):
        return float("inf")

"""Every test: most of them side by side on the cores of this machine, then alone those that need it to themselves."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_WORKERS = 4
"""Each starts servers, planners and services of its own; more of them wait for each other."""
NOTHING_SELECTED = 5
"""pytest's exit status when no test was chosen."""
INTERRUPTED = 2
COMPILE_PLANNER = ("-c", "from scheduling.backends import warm_up; warm_up()")
STAY = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|SepsisLabel\n80|97|36.8|120|90|70|16|0\n"


def main(words: list[str]) -> int:
    """Run both parts with these words for pytest; the exit status is that of the first part that failed."""
    compile_kernels()
    workers = str(min(MOST_WORKERS, os.cpu_count() or 1))
    shared = ("-n", workers, "--dist", "loadfile", "--no-loadscope-reorder")
    together = part("side by side", *shared, *words, "-m", "not alone")
    if together == INTERRUPTED:
        return together
    alone = part("alone", *words, "-m", "alone")
    if together not in (0, NOTHING_SELECTED):
        print("the tests side by side FAILED: their list stands above that of the tests alone", flush=True)
    return max((status for status in (together, alone) if status != NOTHING_SELECTED), default=NOTHING_SELECTED)


def compile_kernels() -> None:
    """Both kernels, before two tests want one at once and a time limit runs. A second where they are compiled."""
    with tempfile.TemporaryDirectory() as folder:
        stay = Path(folder, "stay.psv")
        stay.write_text(STAY, "utf-8")
        replay = ("-m", "hah_console", "alarms", "replay", str(stay))
        compiling = [
            subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for words in (COMPILE_PLANNER, replay)
        ]
        for process in compiling:
            process.wait()


def part(name: str, *words: str) -> int:
    """One run of pytest, and a line about how it ended. Sets have one order in all of its processes, which must find
    the same tests."""
    began_s = time.monotonic()
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    status = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=environment, check=False).returncode
    said = {0: "passed", NOTHING_SELECTED: "no test chosen"}.get(status, f"FAILED (status {status})")
    print(f"tests {name}: {said} after {time.monotonic() - began_s:.0f} s", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

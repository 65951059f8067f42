"""Every test: most of them side by side on the cores of this machine, then alone those that need it to themselves.

A few that failed are run once more alone, and named: docs/decisions/a-failed-test-is-run-once-more-alone.md.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_WORKERS = 4
"""One more than there are cores, for a test waits half of its time; but each starts servers, planners and services."""
MOST_AGAIN = 5
"""Tests that may be run a second time; where more fail, something is broken."""
IN_MEMORY, ROOM_BYTES = Path("/dev/shm"), 6 << 30
"""Where no file waits for a disk, and what must be free there and in memory: several times what the tests need."""
ROOMS = ("-o", "tmp_path_retention_policy=failed")
NOTHING_SELECTED = 5
"""pytest's exit status when no test was chosen."""
SOME_FAILED, INTERRUPTED = 1, 2
COMPILE_SOURCES = ("-m", "compileall", "-q", "hah_console", "scheduling")
COMPILE_PLANNER = ("-c", "from scheduling.backends import warm_up; warm_up()")
STAY = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|SepsisLabel\n80|97|36.8|120|90|70|16|0\n"


def main(words: list[str]) -> int:
    """Run both parts with these words for pytest; the exit status is that of the first part that failed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would compile all sources, each for itself
    compile_all()
    workers = str(min(MOST_WORKERS, (os.cpu_count() or 1) + 1))
    shared = ("-n", workers, "--dist", "loadfile", "--no-loadscope-reorder")
    with place_of_files() as place:
        together, failed = part("side by side", *shared, *words, *ROOMS, "-m", "not alone", TMPDIR=place)
    if together == INTERRUPTED:
        return together
    alone, failed_alone = part("alone", *words, "-m", "alone")
    failed += failed_alone
    worst = max((status for status in (together, alone) if status != NOTHING_SELECTED), default=NOTHING_SELECTED)
    return once_more(failed, worst) if worst == SOME_FAILED else worst


@contextmanager
def place_of_files() -> Iterator[str]:
    """A folder for the files of the tests, in memory where there is room: every commit waits for the disk, so that it
    outlasts a machine that loses its power, which no test does. Tests alone use the disk."""
    roomy = IN_MEMORY.is_dir() and min(shutil.disk_usage(IN_MEMORY).free, _free_memory()) >= ROOM_BYTES
    where = IN_MEMORY if roomy else None
    with tempfile.TemporaryDirectory(prefix="hah-", dir=where, ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)  # the database server of the tests is another user
        yield name


def _free_memory() -> int:
    """Bytes (Linux; 0 elsewhere)."""
    facts = Path("/proc/meminfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)


def once_more(failed: list[str], status: int) -> int:
    """Run a few that failed again, alone: 0 where all hold now. They are named last, whatever becomes of them."""
    said = "FAILED"
    if 0 < len(failed) <= MOST_AGAIN:
        status, _ = part("once more, alone", *failed)
        said = "FAILED, then once more alone: passed" if status == 0 else "FAILED, some of them twice"
    print("\n".join([f"{len(failed)} of all tests {said}", *(f"  {test}" for test in failed)]), flush=True)
    return status


def compile_all() -> None:
    """Sources and both kernels, before two tests want one at once and a time limit runs. A second where they are
    compiled."""
    with tempfile.TemporaryDirectory() as folder:
        stay = Path(folder, "stay.psv")
        stay.write_text(STAY, "utf-8")
        replay = ("-m", "hah_console", "alarms", "replay", str(stay))
        compiling = [
            subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for words in (COMPILE_SOURCES, COMPILE_PLANNER, replay)
        ]
        for process in compiling:
            process.wait()


def part(name: str, *words: str, **settings: str) -> tuple[int, list[str]]:
    """One run of pytest, and a line about how it ended: its exit status and the tests that failed. Sets have one order
    in all of its processes, which must find the same tests. ``settings`` are added to its environment."""
    began_s = time.monotonic()
    environment = {**os.environ, "PYTHONHASHSEED": "0", **settings}
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "failed.txt")
        environment["HAH_FAILED_TESTS"] = str(record)
        command = [sys.executable, "-m", "pytest", *words]
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        failed = record.read_text("utf-8").splitlines() if record.exists() else []
    said = {0: "passed", NOTHING_SELECTED: "no test chosen"}.get(status, f"FAILED (status {status})")
    print(f"tests {name}: {said} after {time.monotonic() - began_s:.0f} s", flush=True)
    return status, failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

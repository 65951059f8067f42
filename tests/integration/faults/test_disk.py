"""A disk that is full, and one that answers nobody for ten seconds."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from fault_ward import Tell, fault_ward, holds

STALL_S = 10.0
FIRST_FREE_MB, LOW_MB = 700, 300
"""The pack's limit of ``disk_full`` lies in between."""


@contextmanager
def mounted(folder: Path, *mount: str) -> Iterator[Path]:
    """A file system of its own; skips where this user may not mount."""
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", *mount, str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("a file system of its own cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path, leave_mb: float) -> None:
    """Take the space of its disk but so much."""
    wanted = shutil.disk_usage(path.parent).free - int(leave_mb * 1_000_000)
    block = bytes(65_536)
    with path.open("ab", buffering=0) as file, suppress(OSError):
        os.posix_fallocate(file.fileno(), path.stat().st_size, max(1, wanted - 4 * len(block)))
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while leave_mb == 0:
            file.write(block)


@pytest.mark.expected_log("database lost")
def test_a_full_disk_is_told_before_it_is_full_and_nothing_is_lost_when_it_is(tmp_path: Path, tell: Tell) -> None:
    size = ("-t", "tmpfs", "-o", f"size={FIRST_FREE_MB}m", "tmpfs")
    with mounted(tmp_path / "disk", *size) as disk, fault_ward(f"sqlite:///{disk / 'hah.db'}") as found:
        filler = disk / "filler"
        found.run(1.0)
        low_s = time.monotonic()
        fill(filler, LOW_MB)
        found.alarmed("disk_full", low_s)
        full_s = time.monotonic()
        fill(filler, 0)
        found.console_alarmed(full_s)
        found.run(2.0)
        free_s = time.monotonic()
        filler.unlink()
        found.recovered(free_s)
        found.run(1.0)
        result = found.finished()
        tell("disk full (tmpfs)", found, result)
    holds(found, result)


@pytest.mark.expected_log("database lost")
def test_a_disk_that_stalls_for_ten_seconds_loses_nothing(tmp_path: Path, tell: Tell) -> None:
    image = tmp_path / "disk.img"
    with image.open("wb") as file:
        file.truncate(64_000_000)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    place = tmp_path / "disk"
    with mounted(place, "-o", "loop", str(image)) as disk, fault_ward(f"sqlite:///{disk / 'hah.db'}") as found:
        found.run(1.0)
        stalled_s = time.monotonic()
        subprocess.run(["fsfreeze", "-f", str(disk)], check=True)
        try:
            found.console_alarmed(stalled_s)
            found.run(max(0.0, STALL_S - (time.monotonic() - stalled_s)))
        finally:
            subprocess.run(["fsfreeze", "-u", str(disk)], check=True)
        moving_s = time.monotonic()
        found.recovered(moving_s)
        found.alarmed("database_failed", moving_s)
        found.run(1.0)
        result = found.finished()
        tell("disk stalled for 10 s (fsfreeze)", found, result)
    holds(found, result)


@pytest.mark.expected_log("database lost")
def test_a_database_another_program_holds_for_ten_seconds_loses_nothing(tell: Tell) -> None:
    with fault_ward() as found:
        found.run(1.0)
        other = sqlite3.connect(found.ward.options.database_url.removeprefix("sqlite:///"), isolation_level=None)
        held_s = time.monotonic()
        other.execute("BEGIN IMMEDIATE")
        found.console_alarmed(held_s)
        found.run(max(0.0, STALL_S - (time.monotonic() - held_s)))
        other.rollback()
        other.close()
        free_s = time.monotonic()
        found.recovered(free_s)
        found.alarmed("database_failed", free_s)
        result = found.finished()
    tell("database locked by another for 10 s", found, result)
    holds(found, result)

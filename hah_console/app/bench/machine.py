"""What a process and its children have cost so far: CPU time and memory, from /proc (Linux; elsewhere nothing)."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)")
"""Addresses, permissions, offset, device, inode and file; memory without a file goes by its addresses."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds since the start and resident memory now, of a process with all below it; zero where unknown."""

    cpu_s: float = 0.0
    memory_mb: float = 0.0

    def since(self, before: "Cost") -> "Cost":
        """CPU of the time in between, memory as it is."""
        return Cost(self.cpu_s - before.cpu_s, self.memory_mb)


def cost_of(pid: int) -> Cost:
    """The cost of a process and its descendants."""
    own = [_own(one) for one in _family(pid)]
    return Cost(sum(cost.cpu_s for cost in own), sum(cost.memory_mb for cost in own))


def together_mb(pids: Iterable[int]) -> float:
    """Resident memory of several processes and their descendants, what they share counted once.

    The private pages of each, and of every file (a library, say) the shared pages of the one that holds most of it:
    the figure does not depend on what else runs on the machine, as proportional set sizes (Pss) do.
    """
    private_kb, shared_kb = 0, Counter[str]()
    for member in [one for pid in pids for one in _family(pid)]:
        own_kb, by_file = _mapped(member)
        private_kb += own_kb
        shared_kb |= by_file
    return (private_kb + shared_kb.total()) / 1024


def _mapped(pid: int) -> tuple[int, Counter[str]]:
    """Private kilobytes, and shared ones by file, of proc(5) smaps."""
    private_kb, shared_kb, file = 0, Counter[str](), ""
    for line in _lines(PROC / str(pid) / "smaps"):
        if mapping := _MAPPING.match(line):
            file = mapping[1] or mapping[0]
        elif line.startswith("Private_"):
            private_kb += int(line.split()[1])
        elif line.startswith("Shared_"):
            shared_kb[file] += int(line.split()[1])
    return private_kb, shared_kb


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _family(pid: int) -> list[int]:
    parents = {int(folder.name): _parent(folder) for folder in PROC.glob("[0-9]*")}
    found = [pid]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one)
    return found


def _parent(folder: Path) -> int:
    fields = _stat(folder)
    return int(fields[1]) if fields else 0


def _own(pid: int) -> Cost:
    fields = _stat(PROC / str(pid))
    if not fields:
        return Cost()
    ticks = int(fields[11]) + int(fields[12])
    pages = int(fields[21])
    return Cost(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20)


def _stat(folder: Path) -> list[str]:
    """The fields of proc(5) stat from the third on: state, parent, ..."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []

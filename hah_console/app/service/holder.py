"""Which process holds a lease, said so that others on the same machine can see whether it still lives."""

import os
import socket
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

ProcessState = Literal["running", "stopped", "gone", "unknown"]
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Holder:
    """``machine`` changes with every start of a machine and with every container; ``started`` tells a process apart
    from a later one with the same number."""

    machine: str
    process_id: int
    started: str

    @classmethod
    def this_process(cls) -> Self:
        """The one that asks."""
        started = _started(os.getpid()) or uuid.uuid4().hex[:12]
        return cls(_machine(), os.getpid(), started)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """From the text of a lease; None when it is of another form."""
        machine, _, rest = text.rpartition("/")
        number, _, started = rest.partition("@")
        return cls(machine, int(number), started) if machine and number.isdigit() and started else None

    def __str__(self) -> str:
        return f"{self.machine}/{self.process_id}@{self.started}"

    def state(self) -> ProcessState:
        """Seen from this process: ``unknown`` for one of another machine, and where there is no /proc."""
        if self.machine != _machine() or not sys.platform.startswith("linux"):
            return "unknown"
        if _started(self.process_id) != self.started:
            return "gone"
        return {"T": "stopped", "Z": "gone", "X": "gone"}.get(_fields(self.process_id)[0], "running")  # type: ignore[return-value]


def _machine() -> str:
    """Name, boot and process-number space: process numbers mean something only where all three are the same."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()[:13]
        space = os.readlink(_PROC / "self/ns/pid").strip("pid:[]")
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}/{boot}/{space}"


def _started(process_id: int) -> str:
    """When it started, in ticks since the machine started; empty when there is no such process."""
    fields = _fields(process_id)
    return fields[19] if len(fields) > 19 else ""


def _fields(process_id: int) -> list[str]:
    """Of /proc/PID/stat from the state on (the name before may hold anything)."""
    try:
        text = (_PROC / str(process_id) / "stat").read_text("utf-8", errors="replace")
    except OSError:
        return [""]
    return text.rpartition(")")[2].split()

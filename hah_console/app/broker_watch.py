"""What is left of ``hah_console broker`` once mosquitto listens: a process that can end it.

Run as a script that loads nothing of the program, which would cost twenty megabytes for a wait.
"""

import os
import select
import signal
import stat
import sys
from types import FrameType

LOOK_S = 0.2
GRACE_LOOKS = 15
"""The broker saves its queue when it is told to end; after three seconds it is killed."""


def watch(pid: int) -> int:
    """Until the child ``pid`` ends by itself (1) or this process is told to stop and has ended it (0)."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    inputs = [0] if stat.S_ISFIFO(os.fstat(0).st_mode) else []
    while not asked:
        if ended(pid):
            return 1
        readable, _, _ = select.select(inputs, [], [], LOOK_S)
        if readable and not os.read(0, 4096):
            break
    end(pid)
    return 0


def ended(pid: int) -> bool:
    """Whether the child has ended; it is not waited for."""
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def end(pid: int) -> None:
    """Tell the child to end, then make it."""
    os.kill(pid, signal.SIGTERM)
    for _ in range(GRACE_LOOKS):
        if ended(pid):
            return
        select.select([], [], [], LOOK_S)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(watch(int(sys.argv[1])))

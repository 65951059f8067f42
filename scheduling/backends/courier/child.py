"""The child process: reads a task from standard input, writes each better plan as a line, ends at its limit.

The routing library holds the interpreter while it searches, and its iterated local search listens to nothing but a
time limit: only a process of its own can be stopped at any moment.
"""

import sys

import msgspec

from scheduling.backends.courier.model import CourierModel
from scheduling.backends.courier.task import Answer, Task


def tell(answer: Answer) -> None:
    """One line for the parent."""
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Search for the task given."""
    CourierModel(msgspec.json.decode(sys.stdin.buffer.read(), type=Task)).run(tell)


if __name__ == "__main__":
    main()

"""The child process of courier runs: reads a task from standard input, tells each better plan, ends at its limit."""

import sys

import msgspec

from scheduling.backends.courier.model import CourierModel
from scheduling.backends.courier.task import Task
from scheduling.backends.routing_child import tell


def main() -> None:
    """Search for the task given."""
    CourierModel(msgspec.json.decode(sys.stdin.buffer.read(), type=Task)).run(tell)


if __name__ == "__main__":
    main()

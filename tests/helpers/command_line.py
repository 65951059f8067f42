"""The command line called in a test, and what it printed."""

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Printed:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, object]:
        """The JSON object on the last line."""
        found = json.loads(self.out.splitlines()[-1])
        assert isinstance(found, dict)
        return found


Command = Callable[..., Printed]

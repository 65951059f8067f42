"""Parts of the work that fail by themselves while the rest goes on: told to the log when it begins and when it ends."""

import logging
from collections.abc import Callable

from hah_console.domain.errors import (
    DatabaseTooNew,
    DatabaseUnusable,
    HahError,
    LeaseLost,
    NoWritePermission,
    VersionConflict,
)

_LOG = logging.getLogger(__name__)
_OUTAGES = (DatabaseUnusable, DatabaseTooNew, NoWritePermission, LeaseLost, VersionConflict)


def is_outage(error: Exception) -> bool:
    """Whether nothing could be stored now and the same may succeed later; anything else would fail again for ever."""
    return isinstance(error, _OUTAGES)


class Faults:
    """Used by one thread. ``part`` names what is attempted, in the log: "the look at"."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._failing: set[str] = set()

    def attempt(self, name: str, work: Callable[[], object]) -> bool:
        """Whether it came to its end; an outage, which concerns everybody, is raised."""
        try:
            work()
        except Exception as error:
            if is_outage(error):
                raise
            self._begins(name)
            return False
        self._ends(name)
        return True

    def _begins(self, name: str) -> None:
        if name not in self._failing:
            self._failing.add(name)
            _LOG.exception("%s %s fails; the rest goes on", self._part, name)

    def _ends(self, name: str) -> None:
        if name in self._failing:
            self._failing.discard(name)
            _LOG.warning("%s %s succeeds again", self._part, name)


def code_of(error: Exception) -> str:
    """What is wrong in one word: the reason where there is one."""
    if isinstance(error, HahError):
        return str(error.facts.get("reason") or error.code)
    return type(error).__name__

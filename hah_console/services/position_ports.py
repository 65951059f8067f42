"""The port of where the team is. See ``ports``."""

from collections.abc import Sequence
from typing import Protocol

from hah_console.domain.position import StaffPosition


class Positions(Protocol):
    """The newest known position of each person; none older than what is known replaces it.

    ``put`` stores each position that is newer than the stored one of its person and returns those it stored.
    """

    def put(self, positions: Sequence[StaffPosition]) -> tuple[StaffPosition, ...]: ...
    def latest(self) -> tuple[StaffPosition, ...]: ...

"""Why a peer has nothing to show."""

from scheduling.errors import SchedulingError


class PeerUnable(SchedulingError):
    """A peer is not installed or cannot express the problem; ``reason`` fits into a column of a table."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

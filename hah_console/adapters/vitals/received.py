"""A message as it came from the broker."""

from datetime import datetime
from typing import NamedTuple


class Received(NamedTuple):
    """``message_id`` is what the broker wants acknowledged, 0 for nothing; ``connection`` on which one it came.
    ``retained``: it was kept by the broker and says nothing about now."""

    message_id: int
    connection: int
    topic: str
    payload: bytes
    received_at: datetime
    retained: bool = False

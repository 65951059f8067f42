"""The answer to a matrix question."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TravelTable:
    """Square tables by position: whole seconds (access included), metres, and a LegSource value per leg."""

    seconds: Sequence[Sequence[int]]
    metres: Sequence[Sequence[int]]
    sources: Sequence[Sequence[str]]

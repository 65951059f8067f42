"""What is remembered of sets that gateways and interfaces passed on, and what patients measured themselves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hah_console.domain.ids import PatientId
from hah_console.domain.own_reading import OwnReading
from hah_console.domain.relayed_set import RelayedNote


class RelayedSets(Protocol):
    """``known`` has of these keys those that are remembered, with what was said under them; ``note`` remembers more,
    ``forget`` those noted before a moment."""

    def known(self, keys: Collection[str]) -> Mapping[str, str]: ...
    def note(self, notes: Sequence[RelayedNote], at: datetime) -> None: ...
    def forget(self, before: datetime) -> None: ...


class OwnReadings(Protocol):
    """``add_many`` returns how many were new; ``of`` has those measured in [start, end], oldest first."""

    def add_many(self, readings: Sequence[OwnReading]) -> int: ...
    def of(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[OwnReading, ...]: ...

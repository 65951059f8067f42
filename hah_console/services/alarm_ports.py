"""Ports of the store for alarms: raised and told, shelves, rule sets, strips, limits of a patient. See ``ports``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hah_console.domain.alarm import Alarm
from hah_console.domain.ids import AlarmId, PatientId, RuleSetId, ShelfId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.rule_set import RuleSet
from hah_console.domain.shelf import Shelf
from hah_console.domain.strip import EvidenceStrip
from hah_console.domain.told import Told
from hah_console.services.keyed_port import Keyed


class Alarms(Keyed[AlarmId, Alarm], Protocol):
    """Alarms of every state."""

    def open(self) -> tuple[Alarm, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Alarm, ...]: ...
    def of_patients(self, patient_ids: Sequence[PatientId], start: datetime, end: datetime) -> tuple[Alarm, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[Alarm, ...]: ...


class ToldAlarms(Protocol):
    """What was told last, by patient and key of the condition; ``save`` replaces what was told before of the same."""

    def all(self) -> Mapping[PatientId, Mapping[str, Told]]: ...
    def of(self, patients: Sequence[PatientId]) -> Mapping[PatientId, Mapping[str, Told]]: ...
    def save(self, patient_id: PatientId, told: Mapping[str, Told]) -> None: ...


class Shelves(Keyed[ShelfId, Shelf], Protocol):
    """Shelved alarms, in force and ended. ``open``: those nobody has ended and whose end lies after ``at``."""

    def open(self, at: datetime) -> tuple[Shelf, ...]: ...


class RuleSets(Keyed[RuleSetId, RuleSet], Protocol):
    """Alarm rules of the site; ``active`` is the one in force, None for the pack that came with the program."""

    def active(self) -> RuleSet | None: ...


class Strips(Protocol):
    """Evidence strips; ``save`` replaces the strip of the same alarm."""

    def save(self, strip: EvidenceStrip) -> None: ...
    def of_alarm(self, alarm_id: AlarmId) -> EvidenceStrip | None: ...


class Limits(Protocol):
    """Per-patient alarm limits. ``current`` are those in force, of each patient, vital and side the one set last;
    ``since`` every one that was to hold at that moment or later, whether it was ended or not, in the order of setting.
    """

    def current(self, at: datetime) -> tuple[PatientLimit, ...]: ...
    def since(self, at: datetime) -> tuple[PatientLimit, ...]: ...
    def add(self, limit: PatientLimit) -> None: ...
    def end(self, limit: PatientLimit) -> None: ...

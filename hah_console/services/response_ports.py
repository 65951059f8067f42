"""Ports of the store for what is done about a worsening patient: escalations, consultations. See ``ports``."""

from datetime import datetime
from typing import Protocol

from hah_console.domain.alarm import Lane
from hah_console.domain.consult import Consult
from hah_console.domain.escalation import Escalation
from hah_console.domain.ids import ConsultId, EscalationId, PatientId
from hah_console.services.keyed_port import Keyed


class Escalations(Keyed[EscalationId, Escalation], Protocol):
    """Escalations in order of their beginning; at most one is open of a patient (None: the system) and a lane.

    Periods are [start, end).
    """

    def open(self) -> tuple[Escalation, ...]: ...
    def open_of(self, patient_id: PatientId | None, lane: Lane) -> Escalation | None: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Escalation, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[Escalation, ...]: ...


class Consults(Keyed[ConsultId, Consult], Protocol):
    """Consultations in order of request; periods are [start, end)."""

    def open(self) -> tuple[Consult, ...]: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Consult, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[Consult, ...]: ...

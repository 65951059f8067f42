"""Ports of orders and what comes of them: doses, prescriptions, specimens, results, national prompts. See ``ports``."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hah_console.domain.dose import Dose
from hah_console.domain.ids import (
    DoseId,
    EpisodeId,
    LabResultId,
    OrderId,
    PatientId,
    PrescriptionId,
    SpecimenId,
)
from hah_console.domain.lab import LabResult
from hah_console.domain.medication_check import PromptAnswer
from hah_console.domain.order import Order
from hah_console.domain.prescription import Prescription
from hah_console.domain.score.answer import ScoreAnswer
from hah_console.domain.specimen import Specimen
from hah_console.services.keyed_port import Keyed


class Orders(Keyed[OrderId, Order], Protocol):
    """Orders of every state. ``running`` are the active ones of all patients."""

    def of_episode(self, episode_id: EpisodeId) -> tuple[Order, ...]: ...
    def of_episodes(self, episode_ids: Sequence[EpisodeId]) -> tuple[Order, ...]: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Order, ...]: ...
    def running(self) -> tuple[Order, ...]: ...
    def some(self, order_ids: Collection[OrderId]) -> tuple[Order, ...]: ...


class Doses(Keyed[DoseId, Dose], Protocol):
    """Doses in order of when they are due. ``due_before``: those nobody has said anything of, due before a moment.

    ``first_due``: of those due in [start, end), the first of each patient; all that are due at that moment.
    ``first_given``: when the first dose of each order of these admissions was given, for those that have one.
    """

    def add_many(self, doses: Sequence[Dose]) -> None: ...
    def of_order(self, order_id: OrderId) -> tuple[Dose, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[Dose, ...]: ...
    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Dose, ...]: ...
    def of_episodes(self, episode_ids: Sequence[EpisodeId], start: datetime, end: datetime) -> tuple[Dose, ...]: ...
    def first_given(self, episode_ids: Sequence[EpisodeId]) -> Mapping[OrderId, datetime]: ...
    def due_before(self, moment: datetime) -> tuple[Dose, ...]: ...
    def first_due(self, start: datetime, end: datetime) -> tuple[Dose, ...]: ...


class Prescriptions(Keyed[PrescriptionId, Prescription], Protocol):
    """Prescriptions, the newest last."""

    def of_episode(self, episode_id: EpisodeId) -> tuple[Prescription, ...]: ...
    def waiting(self) -> tuple[Prescription, ...]: ...


class Specimens(Keyed[SpecimenId, Specimen], Protocol):
    """Specimens in order of when they are wanted. ``on_the_way``: taken, not yet in a laboratory."""

    def of_episode(self, episode_id: EpisodeId) -> tuple[Specimen, ...]: ...
    def of_episodes(self, episode_ids: Sequence[EpisodeId]) -> tuple[Specimen, ...]: ...
    def of_order(self, order_id: OrderId) -> tuple[Specimen, ...]: ...
    def on_the_way(self) -> tuple[Specimen, ...]: ...


class LabResults(Keyed[LabResultId, LabResult], Protocol):
    """Results in order of when their specimen was taken; periods are [start, end)."""

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[LabResult, ...]: ...
    def of_patients(
        self, patient_ids: Sequence[PatientId], start: datetime, end: datetime
    ) -> tuple[LabResult, ...]: ...


class ScoreAnswers(Protocol):
    """What people answered for scores, the newest last; none is ever changed."""

    def add_many(self, answers: Sequence[ScoreAnswer]) -> None: ...
    def of_patient(self, patient_id: PatientId) -> tuple[ScoreAnswer, ...]: ...


class MedicationPrompts(Protocol):
    """The slot of the national prompt service (interactions, duplicates, allergies recorded elsewhere).

    ``ask`` blocks as long as the service takes and never raises: what went wrong is in the answer's state.
    """

    def ask(self, patient_id: PatientId, drug_ids: Sequence[str]) -> PromptAnswer: ...

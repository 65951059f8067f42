"""Patients and their episodes."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_

from hah_console.adapters.db.mapping.episode import episode_of, episode_values
from hah_console.adapters.db.mapping.patient import patient_of, patient_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import people
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import Patient

_PATIENT = Mapping(people.patient, "patient", patient_values, patient_of)
_EPISODE = Mapping(people.episode, "episode", episode_values, episode_of)

_OPEN = sorted(state.value for state in EpisodeState if state is not EpisodeState.CLOSED)
"""PERF(20,000 closed): asked for by name they are found by an index, asked for as not closed by looking at all."""


class PatientRows(KeyedRows[PatientId, Patient]):
    """All patients ever."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _PATIENT)

    def some(self, patient_ids: Collection[PatientId]) -> tuple[Patient, ...]:
        """Those of these ids that are there, in order of their ids."""
        wanted = sorted(patient_ids)
        return self._with_keys(wanted)

    def alike(self, *, national_id: str, record_number: str, name: str, birth_date: date | None) -> tuple[Patient, ...]:
        """Those that share a number, the name or the birth date, where it is told."""
        c = self._table.c
        told = (
            (c.national_id, national_id),
            (c.medical_record_number, record_number),
            (c.name, name),
            (c.birth_date, birth_date.isoformat() if birth_date else ""),
        )
        shared = [column == value for column, value in told if value]
        return self._where(or_(*shared)) if shared else ()


class EpisodeRows(KeyedRows[EpisodeId, Episode]):
    """All admissions."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _EPISODE)

    def open(self) -> tuple[Episode, ...]:
        """Every episode that is not closed, in order of its id."""
        return self._where(self._table.c.state.in_(_OPEN))

    def of_patient(self, patient_id: PatientId) -> tuple[Episode, ...]:
        """The admissions of one person, oldest first."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.admitted_at])

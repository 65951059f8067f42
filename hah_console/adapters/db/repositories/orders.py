"""Orders, doses, prescriptions, specimens and results."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, insert, select

from hah_console.adapters.db.mapping.dose import dose_of, dose_values
from hah_console.adapters.db.mapping.order import order_of, order_values
from hah_console.adapters.db.mapping.prescription import prescription_of, prescription_values
from hah_console.adapters.db.mapping.specimen import lab_result_of, lab_result_values, specimen_of, specimen_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import orders
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms, portions
from hah_console.domain.dose import Dose, DoseState
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
from hah_console.domain.order import Order, OrderState
from hah_console.domain.prescription import Prescription, PrescriptionState
from hah_console.domain.specimen import Specimen, SpecimenState


class OrderRows(KeyedRows[OrderId, Order]):
    """Orders in order of their first moment."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(orders.order, "order", order_values, order_of))

    def of_episode(self, episode_id: EpisodeId) -> tuple[Order, ...]:
        """All orders of an admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._table.c.first_at])

    def of_episodes(self, episode_ids: Sequence[EpisodeId]) -> tuple[Order, ...]:
        """All orders of many admissions."""
        episode, first = self._table.c.episode_id, self._table.c.first_at
        parts = (self._where(episode.in_(some), order=[first]) for some in portions(episode_ids))
        return tuple(order for part in parts for order in part)

    def of_patient(self, patient_id: PatientId) -> tuple[Order, ...]:
        """All orders of a person."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.first_at])

    def running(self) -> tuple[Order, ...]:
        """The active ones of all patients."""
        return self._where(self._table.c.state == OrderState.ACTIVE.value, order=[self._table.c.first_at])

    def some(self, order_ids: Collection[OrderId]) -> tuple[Order, ...]:
        """The orders of these ids; one that is not known is left out."""
        return self._with_keys(sorted(order_ids))


class DoseRows(KeyedRows[DoseId, Dose]):
    """Doses in order of when they are due."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(orders.dose, "dose", dose_values, dose_of))
        self._due = self._table.c.due_at

    def add_many(self, doses: Sequence[Dose]) -> None:
        """Store new doses as version 1; raises InvalidInput when an id is taken."""
        if doses:
            self._tx.write(insert(self._table), [{**dose_values(dose), "version": 1} for dose in doses])

    def of_order(self, order_id: OrderId) -> tuple[Dose, ...]:
        """All doses of an order."""
        return self._where(self._table.c.order_id == order_id, order=[self._due])

    def of_episode(self, episode_id: EpisodeId) -> tuple[Dose, ...]:
        """All doses of an admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._due])

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Dose, ...]:
        """Doses of a person due in [start, end)."""
        period = (self._due >= ms(start), self._due < ms(end))
        return self._where(self._table.c.patient_id == patient_id, *period, order=[self._due])

    def of_episodes(self, episode_ids: Sequence[EpisodeId], start: datetime, end: datetime) -> tuple[Dose, ...]:
        """Doses of many admissions due in [start, end)."""
        mine, period = self._table.c.episode_id, (self._due >= ms(start), self._due < ms(end))
        parts = (self._where(mine.in_(some), *period, order=[self._due]) for some in portions(episode_ids))
        return tuple(dose for part in parts for dose in part)

    def first_given(self, episode_ids: Sequence[EpisodeId]) -> dict[OrderId, datetime]:
        """When the first dose of each order of these admissions was given; an order without one has no entry."""
        c = self._table.c
        # PERF(round): asked by state, SQLite goes through every dose that was ever given.
        given_at = case((c.state == DoseState.GIVEN.value, c.at))
        given = select(c.order_id, func.min(given_at)).group_by(c.order_id)
        parts = (self._tx.tuples(given.where(c.episode_id.in_(some))) for some in portions(episode_ids))
        return {OrderId(order_id): at(first) for part in parts for order_id, first in part if first is not None}

    def due_before(self, moment: datetime) -> tuple[Dose, ...]:
        """Doses nobody has said anything of, due before a moment."""
        return self._where(self._table.c.state == DoseState.DUE.value, self._due < ms(moment), order=[self._due])

    def first_due(self, start: datetime, end: datetime) -> tuple[Dose, ...]:
        """Of the doses nobody has said anything of, due in [start, end), the first of each patient."""
        c, open_ = self._table.c, self._table.c.state == DoseState.DUE.value
        period = (open_, self._due >= ms(start), self._due < ms(end))
        first = (
            select(c.patient_id, func.min(self._due).label("due_at")).where(*period).group_by(c.patient_id).subquery()
        )
        theirs = (c.patient_id == first.c.patient_id) & (self._due == first.c.due_at)
        rows = select(self._table).join(first, theirs).where(open_).order_by(self._due, self._key)
        return self._objects(self._tx.rows(rows))


class PrescriptionRows(KeyedRows[PrescriptionId, Prescription]):
    """Prescriptions, the newest last."""

    def __init__(self, transaction: Transaction) -> None:
        mapping = Mapping(orders.prescription, "prescription", prescription_values, prescription_of)
        super().__init__(transaction, mapping)

    def of_episode(self, episode_id: EpisodeId) -> tuple[Prescription, ...]:
        """All prescriptions of an admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._table.c.issued_at])

    def waiting(self) -> tuple[Prescription, ...]:
        """Those issued and not dispensed, or dispensed and not delivered."""
        open_states = (PrescriptionState.ISSUED.value, PrescriptionState.DISPENSED.value)
        return self._where(self._table.c.state.in_(open_states), order=[self._table.c.issued_at])


class SpecimenRows(KeyedRows[SpecimenId, Specimen]):
    """Specimens in order of when they are wanted."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(orders.specimen, "specimen", specimen_values, specimen_of))

    def of_episode(self, episode_id: EpisodeId) -> tuple[Specimen, ...]:
        """All specimens of an admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._table.c.wanted_at])

    def of_episodes(self, episode_ids: Sequence[EpisodeId]) -> tuple[Specimen, ...]:
        """All specimens of many admissions."""
        episode, wanted = self._table.c.episode_id, self._table.c.wanted_at
        parts = (self._where(episode.in_(some), order=[wanted]) for some in portions(episode_ids))
        return tuple(specimen for part in parts for specimen in part)

    def of_order(self, order_id: OrderId) -> tuple[Specimen, ...]:
        """All specimens of an order."""
        return self._where(self._table.c.order_id == order_id, order=[self._table.c.wanted_at])

    def on_the_way(self) -> tuple[Specimen, ...]:
        """Taken and in no laboratory yet, the tightest clock first."""
        return self._where(self._table.c.state == SpecimenState.TAKEN.value, order=[self._table.c.valid_until])


class LabResultRows(KeyedRows[LabResultId, LabResult]):
    """Results in order of when their specimen was taken."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(orders.lab_result, "lab_result", lab_result_values, lab_result_of))

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[LabResult, ...]:
        """Results of a person whose specimens were taken in [start, end)."""
        taken = self._table.c.specimen_at
        return self._where(self._table.c.patient_id == patient_id, taken >= ms(start), taken < ms(end), order=[taken])

    def of_patients(self, patient_ids: Sequence[PatientId], start: datetime, end: datetime) -> tuple[LabResult, ...]:
        """Results of many persons whose specimens were taken in [start, end)."""
        mine, taken = self._table.c.patient_id, self._table.c.specimen_at
        period = (taken >= ms(start), taken < ms(end))
        parts = (self._where(mine.in_(some), *period, order=[taken]) for some in portions(patient_ids))
        return tuple(result for part in parts for result in part)

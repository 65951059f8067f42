"""Dated tasks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert

from hah_console.adapters.db.mapping.task import task_of, task_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import work
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import OrderId, PatientId, TaskId
from hah_console.domain.task import OPEN_TASKS, Task

_OPEN = sorted(state.value for state in OPEN_TASKS)
_TASK = Mapping(work.task, "task", task_values, task_of)


class TaskRows(KeyedRows[TaskId, Task]):
    """Dated tasks in order of their windows."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _TASK)

    def add_many(self, tasks: Sequence[Task]) -> None:
        """Store new tasks as version 1; raises InvalidInput when an id is taken."""
        if tasks:
            self._tx.write(insert(self._table), [{**task_values(t), "version": 1} for t in tasks])

    def some(self, task_ids: Collection[TaskId]) -> tuple[Task, ...]:
        """Those of these ids that are there."""
        return self._with_keys(sorted(task_ids))

    def between(self, start: datetime, end: datetime) -> tuple[Task, ...]:
        """Tasks whose window overlaps [start, end)."""
        overlap = (self._table.c.earliest < ms(end), self._table.c.latest >= ms(start))
        return self._where(*overlap, order=[self._table.c.earliest])

    def unfinished(self, before: datetime) -> tuple[Task, ...]:
        """Tasks nobody has ended whose window had begun before a moment."""
        still_open = self._table.c.state.in_(_OPEN)
        return self._where(still_open, self._table.c.earliest < ms(before), order=[self._table.c.earliest])

    def of_order(self, order_id: OrderId) -> tuple[Task, ...]:
        """All tasks of an order, earliest first."""
        return self._where(self._table.c.order_id == order_id, order=[self._table.c.earliest])

    def of_patient(self, patient_id: PatientId) -> tuple[Task, ...]:
        """All tasks of one person, earliest first."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.earliest])

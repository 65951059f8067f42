"""What people have with them during the day: loaded and not yet brought, fetched, collected and not yet handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.ids import TaskId
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import HaltKind, PlannedHalt, PlannedVisit, VisitPin
from hah_console.services.planning_document import Day


@dataclass(frozen=True, slots=True)
class Aboard:
    """Visits that have ``begun``, stops at the store and at laboratories that are ``made``, and tasks people have
    ``held`` for somebody or some time, which are visits whatever they bring. ``real``: when what somebody says is
    loaded left the store."""

    begun: tuple[PlannedVisit, ...] = ()
    made: tuple[PlannedHalt, ...] = ()
    held: frozenset[TaskId] = frozenset()
    real: Mapping[TaskId, datetime] = field(default_factory=dict)

    @property
    def loaded(self) -> Mapping[TaskId, PlannedHalt]:
        """Runs for which somebody has been at the store and whose door nobody has reached, with the loading."""
        there = {visit.task_id for visit in self.begun}
        return {
            halt.task_id: halt
            for halt in self.made
            if halt.kind is HaltKind.LOAD and halt.task_id is not None and halt.task_id not in there
        }

    def left_store(self, task_id: TaskId) -> datetime:
        """When something that is loaded left the store: as it was said, else by the plan."""
        return self.real.get(task_id, self.loaded[task_id].departure)

    @property
    def carried(self) -> Mapping[TaskId, datetime]:
        """Visits that have begun and from which nobody has come to a laboratory since, with the end of each."""
        return {
            visit.task_id: visit.departure for visit in self.begun if "#" not in visit.visit_id and self._has(visit)
        }

    def kept(self, pins: tuple[VisitPin, ...]) -> tuple[VisitPin, ...]:
        """The decisions that can still be kept: what somebody has loaded is not for anybody else to bring."""
        has = {str(task_id): halt.staff_id for task_id, halt in self.loaded.items()}
        return tuple(p for p in pins if p.staff_id is None or has.get(p.visit_id, p.staff_id) == p.staff_id)

    def no_runs(self, day: Day) -> frozenset[TaskId]:
        """Tasks that stay visits: held before anything of them was loaded, or begun with nothing of them moving any
        more. What was fetched still has to come to the store."""
        tasks = [day.tasks[visit.task_id] for visit in self.begun if visit.task_id in day.tasks]
        fetched = {task.task_id for task in tasks if task.kind is TaskKind.KIT_RETRIEVAL}
        return frozenset((self.held - self.loaded.keys()) | ({visit.task_id for visit in self.begun} - fetched))

    def _has(self, visit: PlannedVisit) -> bool:
        mine = (halt for halt in self.made if halt.staff_id == visit.staff_id and halt.kind is HaltKind.HAND_IN)
        return all(halt.start < visit.start for halt in mine)


NOTHING = Aboard()

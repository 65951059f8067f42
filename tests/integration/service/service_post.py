"""What the tests of the service look at."""

import json
from dataclasses import dataclass
from pathlib import Path

from hah_console.app.bootstrap import Core
from hah_console.domain.ids import TaskId
from hah_console.domain.task import Task


@dataclass
class Post:
    """A demo site loaded into SQLite, and what the service reports of itself."""

    core: Core
    port: int
    home: Path

    def readings(self) -> int:
        with self.core.ctx.store() as uow:
            return uow.readings.count()

    def quarantined(self) -> int:
        with self.core.ctx.store() as uow:
            return uow.readings.quarantined()

    def service_detail(self) -> dict[str, object]:
        with self.core.ctx.store() as uow:
            found = [beat.detail for beat in uow.service.heartbeats() if beat.process == "service"]
        return json.loads(found[0]) if found else {}

    def task(self, task_id: str) -> Task | None:
        with self.core.ctx.store() as uow:
            return uow.tasks.find(TaskId(task_id))

    def arguments(self) -> list[str]:
        return self.core.options.child_arguments()

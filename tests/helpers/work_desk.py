"""Somebody who looks at the worklist of a ward, and what happens to its cases meanwhile."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from hah_console.adapters.db.store import Store
from hah_console.adapters.site import load_site
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Episode
from hah_console.domain.ids import EpisodeId
from hah_console.services.context import Context
from hah_console.services.site_care import load_site_care
from hah_console.services.work_reading import EVERYTHING, WorkReading
from hah_console.services.worklist import WorkItem, Worklist
from helpers.case_lines import event
from helpers.ward import DEMO, LOADER, NOW, RULES, Ward, make_template, open_ward


@dataclass(slots=True)
class WorkDesk:
    """A person who looks at the worklist of a ward."""

    ward: Ward
    reading: WorkReading

    def write(self, *events: CaseEvent) -> None:
        """What any command does."""
        with self.ward.ctx.store() as uow:
            uow.case_events.add(*events)
            uow.commit()

    def happens(self, kind: CaseEventKind, episode: Episode, at: datetime, entity: str = "", **facts: str) -> CaseEvent:
        """Something that happens to an admission."""
        told = event(kind, at, entity or f"episode:{episode.episode_id}", episode_id=episode.episode_id, **facts)
        told = replace(told, patient_id=episode.patient_id)
        self.write(told)
        return told

    def read(self, touched: frozenset[str] = EVERYTHING) -> Worklist:
        return self.reading.read(touched)

    def fresh(self) -> Worklist:
        """As somebody sees it who has just signed in."""
        return WorkReading.of(self.ward.ctx, RULES, self.reading.actor).read()

    def episode(self, position: int = 0) -> Episode:
        """An admission that is not closed, by its place."""
        with self.ward.ctx.store() as uow:
            return uow.episodes.open()[position]

    def later(self, **time: float) -> datetime:
        return self.ward.clock.advance(timedelta(**time))


def make_care_template(folder: Path) -> Path:
    """The database of the demo site with its orders and doses."""
    path = make_template(folder)
    store = Store(f"sqlite:///{path}")
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    load_site_care(ctx, LOADER, load_site(DEMO), RULES.care, ctx.today())
    store.close()
    return path


def open_desk(template: Path, folder: Path) -> WorkDesk:
    """A nurse at a ward of its own."""
    ward = open_ward(template, folder)
    return WorkDesk(ward, WorkReading.of(ward.ctx, RULES, ward.sign_in("nurse1", "demo")))


def of_clock(worklist: Worklist, clock_id: str, episode_id: EpisodeId | None = None) -> list[WorkItem]:
    """The items of one clock."""
    return [
        item
        for item in worklist.items
        if getattr(item.subject, "clock_id", "") == clock_id and episode_id in (None, item.episode_id)
    ]

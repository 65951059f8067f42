"""Writes the papers of a published plan for the command line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hah_console.adapters.documents.route_documents import RouteFiles
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.options import DEFAULT_BROKER_PORT, program_options
from hah_console.app.outside import ROAD_CACHE, open_roads
from hah_console.app.resources import resource_path
from hah_console.app.stored import stored
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import StaffId, UserId
from hah_console.domain.route_paper import RoutePaper
from hah_console.services.paper_ports import PaperKind
from hah_console.services.route_papers import Outdoors, route_papers
from hah_console.ui.i18n import Texts

CLERK = Actor(UserId("command-line"), "command line", Role.DISPATCHER, "command line")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written for one worker; the PDF first."""

    staff_id: str
    name: str
    stops: int
    number: int
    files: tuple[Path, ...]


def export_routes(
    day: date,
    out: Path,
    texts: Texts,
    *,
    worker: str = "",
    database: str = "",
    home: Path | None = None,
    roads: Path | None = None,
) -> tuple[Exported, ...]:
    """PDF, iCalendar and GPX of everybody at work on ``day``, or of one worker.

    Raises NotFound (no published plan, nobody of that id at work), NoWritePermission, RoadFileUnusable and what a
    database may raise.
    """
    options = program_options(home, None, DEFAULT_BROKER_PORT, None, None)
    rules = load_rule_packs(resource_path("rulepacks"), day).care
    found = open_roads(roads, options.home / ROAD_CACHE)
    outdoors = Outdoors(found.travel, found.ground)
    staff_id = StaffId(worker) if worker else None
    with stored(database or options.database_url) as ctx:
        papers = route_papers(ctx, CLERK, rules, outdoors, day, staff_id)
    return tuple(_written(paper, out, texts) for paper in papers)


def _written(paper: RoutePaper, out: Path, texts: Texts) -> Exported:
    files = RouteFiles(resource_path()).write(paper, texts, out, tuple(PaperKind))
    return Exported(paper.staff_id, paper.name, len(paper.stops), paper.number, files)

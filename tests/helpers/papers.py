"""Papers of the demo day for tests: the writer, the map they are drawn from, and the moment they are made."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hah_console.adapters.documents.route_documents import RouteFiles
from hah_console.adapters.roads.atlas import read_atlas
from hah_console.domain.route_paper import RoutePaper
from hah_console.services.route_papers import Outdoors
from helpers.route_desk import RESOURCES, TRAVEL

HALF_PAST_SIX = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
OUTDOORS = Outdoors(TRAVEL, read_atlas(RESOURCES / "map" / "taiwan.npz"))
FILES = RouteFiles(RESOURCES)


@dataclass(frozen=True)
class Papers:
    """All papers of the day."""

    all: tuple[RoutePaper, ...]

    @property
    def longest(self) -> RoutePaper:
        """That with the most stops."""
        return max(self.all, key=lambda paper: len(paper.stops))

    def of(self, staff_id: str) -> RoutePaper:
        return next(paper for paper in self.all if paper.staff_id == staff_id)

"""The outside world of one desk: travel times and ground of the map, the planner process, sounds, rules."""

from contextlib import suppress
from pathlib import Path
from threading import Thread

from hah_console.adapters.documents.route_documents import RouteFiles
from hah_console.adapters.notify.sounds import SoundNotifier
from hah_console.adapters.planner.hand import HandDesk
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads import provider
from hah_console.adapters.roads.atlas import read_atlas
from hah_console.adapters.roads.profile import load_profile
from hah_console.adapters.roads.provider import Roads
from hah_console.app.packaged_model import packaged_model
from hah_console.app.resources import resource_path
from hah_console.domain.errors import HahError
from hah_console.domain.remote_routing import NO_SERVERS, RemoteRouting
from hah_console.domain.rulepack import RulePacks
from hah_console.services.claim_desk import ClaimDesk
from hah_console.services.context import Context
from hah_console.services.ports import WaveSource
from hah_console.services.proposals import Proposals
from hah_console.services.urgent_pricing import UrgentPricing
from hah_console.ui.screen import DeskPorts

ROAD_CACHE = "roads"


def open_roads(path: Path | None, cache: Path, servers: RemoteRouting = NO_SERVERS) -> Roads:
    """Roads of an .osm.pbf (read once, then from ``cache``) or a graph file, then the site's servers, then estimates.

    A road file that cannot be used is told by ``travel.troubles`` and the next source takes its place. Raises
    InvalidInput for the address of a server that is none.
    """
    profile = load_profile(resource_path("profiles", "speeds.toml"))
    atlas = read_atlas(resource_path("map", "taiwan.npz"))
    return provider.open_whatever_works(path, cache, profile, atlas, servers)


class Outside:
    """Opened once per console; ``close`` ends its children.

    ``urgent`` is a planner of its own, so that pricing an urgent visit waits for no search of a whole day.
    """

    def __init__(
        self, roads: Roads, rules: RulePacks, waves: WaveSource | None = None, claims: ClaimDesk | None = None
    ) -> None:
        self.planner, self.urgent = PlannerProcess(), PlannerProcess()
        profile = load_planning_profile(resource_path("profiles", "planning-default.toml"))
        self._pricing = UrgentPricing(roads.travel, self.urgent, profile, rules)
        self._proposals = Proposals(roads.travel, self.urgent, profile, rules)
        self.ports = DeskPorts(
            travel=roads.travel,
            planner=self.planner,
            rules=rules,
            notifier=SoundNotifier(resource_path("sounds")),
            profile=profile,
            ground=roads.ground,
            hand=HandDesk(),
            waves=waves,
            risk_model=packaged_model(),
            claims=claims,
            urgent=self._pricing,
            papers=RouteFiles(resource_path()),
            proposals=self._proposals,
        )

    def warm_up(self, ctx: Context) -> None:
        """Start the children, and measure the ways of today before anybody waits for a price or a proposal."""
        self.planner.warm_up()
        self.urgent.warm_up()
        Thread(target=self._measure_ways, args=(ctx,), name="ways of the day", daemon=True).start()

    def _measure_ways(self, ctx: Context) -> None:
        """Without them the first who asks waits a second longer."""
        with suppress(HahError):
            self._pricing.warm_up(ctx)
            self._proposals.warm_up(ctx)

    def close(self) -> None:
        """Stop sounds and the planner."""
        self.ports.notifier.silence()
        self.planner.close()
        self.urgent.close()


def road_file(asked: Path | None, of_site: str, folder: Path) -> Path | None:
    """The road file to use: the one asked for, else the site's own, else the schematic streets beside the site."""
    if asked is not None:
        return asked
    if of_site:
        return folder / of_site
    schematic = folder / "streets.npz"
    return schematic if schematic.is_file() else None

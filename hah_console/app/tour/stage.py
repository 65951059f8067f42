"""One start of the real program on which a story is played: its processes, its window, what it left behind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time as day_time
from pathlib import Path
from typing import Protocol

from hah_console.app.bootstrap import Core
from hah_console.app.claim_desk import claim_desk
from hah_console.app.commands.run import load_day
from hah_console.app.console import make_application, run_console
from hah_console.app.desk_parts import console_parts
from hah_console.app.outside import Outside, open_roads, road_file
from hah_console.app.processes import Processes, Stopped, programs
from hah_console.app.screens import SCREENS
from hah_console.app.tour.loop_lag import LagSummary, LoopLagProbe
from hah_console.app.tour.onlooker import Onlooker
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.recorded import Recorded, recorded
from hah_console.app.tour.steps import Story, StoryRunner
from hah_console.ui.preferences import Preferences
from hah_console.ui.shell.window import ConsoleWindow

IDLE_MINUTES = 0
TROUBLE_PICTURE = "trouble.png"
"""What was on screen when the story could not go on."""


@dataclass(frozen=True, slots=True)
class TourOrder:
    """What is asked of a tour: where to, which (language, theme) pairs, with which roads and recording; and whether,
    after the day, cases are walked from referral to closure, the desks (dispatch, green channel) and the exchange
    gone through."""

    out: Path
    variants: tuple[tuple[str, str], ...]
    site: Path | None = None
    roads: Path | None = None
    recording: Path | None = None
    day_ends: day_time = day_time(17, 0)
    journey: bool = True
    desk: bool = True
    exchange: bool = True


@dataclass(slots=True)
class Played:
    """What one run of the window left behind."""

    lag: LagSummary | None = None
    trouble: str = "the window was closed before the story ended"
    happened: Sequence[str] = ()
    pictures: Sequence[Path] = ()
    stopped: Stopped = field(default_factory=Stopped)
    service: tuple[str, ...] = ()


class Tale(Protocol):
    """A story that keeps what was done."""

    @property
    def happened(self) -> list[str]: ...
    def tell(self) -> Story: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a story is given: the window, what the database says, the camera, the recording in use."""

    window: ConsoleWindow
    onlooker: Onlooker
    camera: Photographer
    real: Recorded | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A core on its day, and where its pictures go, numbered from ``first_picture`` on, in ``variants``."""

    core: Core
    order: TourOrder
    pictures: Path
    variants: tuple[tuple[str, str], ...]
    first_picture: int = 1

    def play(self, tale: Callable[[Surroundings], Tale]) -> Played:
        """Start every process, show the window, tell the story in it, stop everything."""
        core, order = self.core, self.order
        pack, folder = load_day(core, order.site)
        options, (language, theme) = core.options, self.variants[0]
        make_application(language)
        file = road_file(order.roads, pack.site.roads, folder)
        roads = open_roads(file, options.home / "roads", pack.site.routing)
        real = recorded(order.recording, pack, core.ctx.today()) if order.recording else None
        numerics, waves = (real.numerics, real.waves) if real else (None, None)
        processes = Processes(programs(options, folder, own_broker=True, recordings=numerics), options.home)
        outside = Outside(roads, core.rules, waves, claim_desk(folder, pack, core.rules.claims))
        onlooker, played = Onlooker(core.ctx), Played()
        onlooker.start()

        def on_shown(window: ConsoleWindow) -> None:
            outside.planner.warm_up()
            outside.urgent.warm_up()
            self._begin(window, onlooker, real, tale, played)

        preferences = Preferences(language=language, theme=theme, idle_minutes=IDLE_MINUTES)
        try:
            run_console(console_parts(core, outside.ports, preferences), SCREENS, options.home, on_shown)
        finally:
            outside.close()
            onlooker.stop()
            played.service = onlooker.seen.service_details
            played.stopped = processes.stop()
        return played

    def _begin(
        self,
        window: ConsoleWindow,
        onlooker: Onlooker,
        real: Recorded | None,
        tale: Callable[[Surroundings], Tale],
        played: Played,
    ) -> None:
        probe = LoopLagProbe(window)
        camera = Photographer(window, self.pictures, self.variants, probe, self.first_picture)
        story = tale(Surroundings(window, onlooker, camera, real))
        runner = StoryRunner(story.tell(), window)

        def on_ended(trouble: str) -> None:
            played.lag, played.trouble = probe.stop(), trouble
            played.happened, played.pictures = story.happened, camera.taken
            if trouble:
                camera.picture().save(str(self.pictures / TROUBLE_PICTURE))
            window.close()

        runner.ended.connect(on_ended)
        probe.start()
        runner.start()

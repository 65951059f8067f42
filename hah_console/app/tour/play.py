"""Plays the tour: prepares a home of its own, starts every process, drives the window, reads back what happened."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from datetime import time as day_time
from pathlib import Path

from hah_console.adapters.vitals.broker import free_port
from hah_console.app.bootstrap import Core, open_core
from hah_console.app.commands.run import load_day
from hah_console.app.console import make_application, run_console
from hah_console.app.desk_parts import console_parts
from hah_console.app.logging_setup import log_to_file
from hah_console.app.options import SpeedDay, program_options, writable_folder
from hah_console.app.outside import Outside, open_roads, road_file
from hah_console.app.processes import Processes, Stopped, programs
from hah_console.app.qt_messages import log_qt_messages
from hah_console.app.screens import SCREENS
from hah_console.app.tour.loop_lag import LagSummary, LoopLagProbe
from hah_console.app.tour.measure_start import measure_start
from hah_console.app.tour.onlooker import Onlooker
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.recorded import Recorded, recorded
from hah_console.app.tour.report import TourReport, expectations, read_day
from hah_console.app.tour.steps import StoryRunner
from hah_console.app.tour.story import DayStory
from hah_console.domain.clock import TAIPEI
from hah_console.ui.preferences import Preferences
from hah_console.ui.shell.window import ConsoleWindow

DAY_BEGINS = datetime(2026, 11, 23, 6, 30, tzinfo=TAIPEI)
"""A Monday of the demo site; fixed, so that every tour tells the same day."""
RATE = 240.0
IDLE_MINUTES = 0
TROUBLE_PICTURE = "trouble.png"
"""What was on screen when the story could not go on."""


@dataclass(frozen=True, slots=True)
class TourOrder:
    """What is asked of a tour: where to, which (language, theme) pairs, with which roads and recording."""

    out: Path
    variants: tuple[tuple[str, str], ...]
    site: Path | None = None
    roads: Path | None = None
    recording: Path | None = None
    day_ends: day_time = day_time(17, 0)


@dataclass(slots=True)
class _Played:
    """What one run of the window left behind."""

    lag: LagSummary | None = None
    trouble: str = "the window was closed before the story ended"
    happened: Sequence[str] = ()
    pictures: Sequence[Path] = ()
    stopped: Stopped = field(default_factory=Stopped)
    service: tuple[str, ...] = ()


def play(order: TourOrder) -> TourReport:
    """Play the day and read it back; raises HahErrors a user can be told, OSError when pictures cannot be written."""
    home = order.out / "home"
    shutil.rmtree(home, ignore_errors=True)
    for old in (*order.out.glob("[0-9][0-9]_*.png"), *order.out.glob(TROUBLE_PICTURE)):
        old.unlink()
    log_to_file(writable_folder(home), "console")
    log_qt_messages()
    speed = SpeedDay(DAY_BEGINS.astimezone(UTC), time.time(), RATE)
    core = open_core(program_options(home, f"sqlite:///{home / 'hah.db'}", free_port(), speed))
    try:
        played = _play(core, order)
        report = _report(core, order, played)
    finally:
        core.store.close()
    (order.out / "report.md").write_text("\n".join(report.lines()) + "\n", "utf-8")
    return report


def _play(core: Core, order: TourOrder) -> _Played:
    pack, folder = load_day(core, order.site)
    options, (language, theme) = core.options, order.variants[0]
    preferences = Preferences(language=language, theme=theme, idle_minutes=IDLE_MINUTES)
    make_application(language)
    roads = open_roads(road_file(order.roads, pack.site.roads, folder), options.home / "roads")
    real = recorded(order.recording, pack, DAY_BEGINS.date()) if order.recording else None
    numerics, waves = (real.numerics, real.waves) if real else (None, None)
    processes = Processes(programs(options, folder, own_broker=True, recordings=numerics), options.home)
    outside, onlooker, played = Outside(roads, core.rules, waves), Onlooker(core.ctx), _Played()
    onlooker.start()

    def on_shown(window: ConsoleWindow) -> None:
        outside.planner.warm_up()
        _begin(window, core, order, onlooker, played, real)

    try:
        run_console(console_parts(core, outside.ports, preferences), SCREENS, options.home, on_shown)
    finally:
        outside.close()
        onlooker.stop()
        played.service = onlooker.seen.service_details
        played.stopped = processes.stop()
    return played


def _begin(
    window: ConsoleWindow, core: Core, order: TourOrder, onlooker: Onlooker, played: _Played, real: Recorded | None
) -> None:
    probe = LoopLagProbe(window)
    camera = Photographer(window, order.out, order.variants, probe)
    story = DayStory(window, core.ctx, onlooker, camera, order.day_ends, real)
    runner = StoryRunner(story.tell(), window)

    def on_ended(trouble: str) -> None:
        played.lag, played.trouble = probe.stop(), trouble
        played.happened, played.pictures = story.happened, camera.taken
        if trouble:
            window.grab().save(str(order.out / TROUBLE_PICTURE))
        window.close()

    runner.ended.connect(on_ended)
    probe.start()
    runner.start()


def _report(core: Core, order: TourOrder, played: _Played) -> TourReport:
    facts = read_day(core.ctx, DAY_BEGINS.astimezone(UTC), core.ctx.clock.now())
    lag = played.lag or LagSummary(0, 0.0, 0.0, 0.0, 0.0)
    usable_s = measure_start(core.options.home / "start")
    measured: dict[str, float | str] = {
        "usable_s": usable_s,
        "loop_lag_p50_ms": round(lag.p50_ms, 2),
        "loop_lag_p99_ms": round(lag.p99_ms, 2),
        "loop_lag_p99_filled_ms": round(lag.p99_filled_ms, 2),
        "loop_lag_max_ms": round(lag.max_ms, 1),
        "loop_lag_samples": lag.samples,
        "rate": RATE,
        "trouble": played.trouble,
        **{f"{name}_stop_s": seconds for name, seconds in played.stopped.seconds.items()},
    }
    expected = expectations(facts, lag_p99_ms=lag.p99_ms, usable_s=usable_s, story=played.trouble == "")
    _write_plan(core, order.out)
    return TourReport(facts, measured, expected, tuple(played.pictures), tuple(played.happened))


def _write_plan(core: Core, out: Path) -> None:
    with core.ctx.store() as uow:
        plan = uow.plans.published(DAY_BEGINS.date())
    if plan is not None:
        (out / "plan.json").write_text(json.dumps(asdict(plan), ensure_ascii=False, indent=1, default=str), "utf-8")

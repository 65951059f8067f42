"""Plays the tour: the day at speed, the cases from referral to closure, the desks; and reads back what happened."""

import json
import shutil
import time
from dataclasses import asdict
from datetime import UTC, datetime

from hah_console.adapters.vitals.broker import free_port
from hah_console.app.bootstrap import Core, open_core
from hah_console.app.logging_setup import log_to_file
from hah_console.app.options import SpeedDay, program_options, writable_folder
from hah_console.app.qt_messages import log_qt_messages
from hah_console.app.tour.desk import DESK, DeskFacts, play_desk
from hah_console.app.tour.exchange import EXCHANGE, ExchangeFacts, play_exchange
from hah_console.app.tour.journey import JOURNEY, JourneyFacts, play_journey
from hah_console.app.tour.loop_lag import LagSummary
from hah_console.app.tour.measure_start import measure_start
from hah_console.app.tour.report import DayFacts, TourReport, expectations, read_day
from hah_console.app.tour.stage import TROUBLE_PICTURE, Played, Stage, Surroundings, TourOrder
from hah_console.app.tour.story import DayStory
from hah_console.domain.clock import TAIPEI

DAY_BEGINS = datetime(2026, 11, 23, 6, 30, tzinfo=TAIPEI)
"""A Monday of the demo site; fixed, so that every tour tells the same day."""
RATE = 240.0


def play(order: TourOrder) -> TourReport:
    """Play the day and read it back; raises HahErrors a user can be told, OSError when pictures cannot be written."""
    home = order.out / "home"
    shutil.rmtree(home, ignore_errors=True)
    for folder in (order.out, order.out / JOURNEY, order.out / DESK, order.out / EXCHANGE):
        for old in (*folder.glob("[0-9][0-9]*_*.png"), *folder.glob(TROUBLE_PICTURE)):
            old.unlink()
    log_to_file(writable_folder(home), "console")
    log_qt_messages()
    speed = SpeedDay(DAY_BEGINS.astimezone(UTC), time.time(), RATE)
    core = open_core(program_options(home, f"sqlite:///{home / 'hah.db'}", free_port(), speed))
    try:
        played = Stage(core, order, order.out, order.variants).play(lambda around: _day(core, order, around))
        facts = read_day(core.ctx, DAY_BEGINS.astimezone(UTC), core.ctx.clock.now())  # its day goes on at speed
        journey = play_journey(order, home / JOURNEY) if order.journey else None
        desk = play_desk(order, home / DESK) if order.desk else None
        exchange = play_exchange(order, home / EXCHANGE) if order.exchange else None
        chapters = tuple(each for each in (journey, desk, exchange) if each is not None)
        report = _report(core, order, facts, played, chapters)
    finally:
        core.store.close()
    (order.out / "report.md").write_text("\n".join(report.lines()) + "\n", "utf-8")
    return report


def _day(core: Core, order: TourOrder, around: Surroundings) -> DayStory:
    return DayStory(around.window, core.ctx, around.onlooker, around.camera, order.day_ends, around.real)


def _report(
    core: Core,
    order: TourOrder,
    facts: DayFacts,
    played: Played,
    chapters: tuple[JourneyFacts | DeskFacts | ExchangeFacts, ...],
) -> TourReport:
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
        **{name: value for chapter in chapters for name, value in chapter.measured().items()},
    }
    expected = expectations(facts, lag_p99_ms=lag.p99_ms, usable_s=usable_s, story=played.trouble == "")
    _write_plan(core, order)
    walked = tuple(one for chapter in chapters for one in chapter.expectations())
    seen = tuple(path for chapter in chapters for path in chapter.pictures)
    told = tuple(line for chapter in chapters for line in chapter.happened)
    return TourReport(facts, measured, (*expected, *walked), (*played.pictures, *seen), (*played.happened, *told))


def _write_plan(core: Core, order: TourOrder) -> None:
    with core.ctx.store() as uow:
        plan = uow.plans.published(DAY_BEGINS.date())
    if plan is not None:
        text = json.dumps(asdict(plan), ensure_ascii=False, indent=1, default=str)
        (order.out / "plan.json").write_text(text, "utf-8")

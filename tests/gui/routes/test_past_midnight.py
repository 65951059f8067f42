"""A console that stays open past midnight: the new day is loaded and shown, a day somebody chose stays."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from helpers.route_desk import DAY, RouteConsole, route_console
from helpers.ward import DEMO, LOADER, QuickHasher
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.site import load_site
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import SitePackInvalid
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.site_load import load_site_pack

NEXT = DAY + timedelta(days=1)
DAYS: list[date] = []
"""The days that were loaded; the first try of a day fails while ``FAILING`` has an error."""
FAILING: list[Exception] = []


def load_day(ctx: Context) -> Changes:
    if FAILING:
        raise FAILING.pop()
    DAYS.append(ctx.today())
    return load_site_pack(ctx, LOADER, load_site(DEMO), QuickHasher(), ctx.today())


@pytest.fixture
def night(qtbot: QtBot, store: Store, planner: PlannerProcess) -> Iterator[RouteConsole]:
    DAYS.clear()
    FAILING.clear()
    with route_console(qtbot, store, planner, load_day=load_day) as console:
        yield console


def pass_midnight(console: RouteConsole) -> None:
    clock = console.ctx.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(hours=18, minutes=1))
    console.window.day_turn.look()


def shifts_after(console: RouteConsole, day: date) -> int:
    """How many people work on the day after ``day``."""
    noon = console.ctx.local(console.ctx.clock.now()).replace(hour=12)
    begins = noon + (day + timedelta(days=1) - noon.date())
    with console.ctx.store() as uow:
        return len(uow.staff.shifts(begins, begins + timedelta(hours=1)))


def test_after_midnight_the_new_day_is_loaded_and_its_routes_are_in_sight(qtbot: QtBot, night: RouteConsole) -> None:
    assert shifts_after(night, NEXT) == 0
    pass_midnight(night)
    qtbot.waitUntil(lambda: night.routes.presenter.day == NEXT)
    night.settle(qtbot)
    qtbot.waitUntil(lambda: night.routes.presenter.view is not None)
    assert DAYS == [NEXT]
    assert shifts_after(night, NEXT) > 0
    view = night.routes.presenter.view
    assert view is not None
    assert view.day == NEXT
    assert view.waiting
    assert "2026-11-24" in night.routes.notice.text()


def test_a_day_a_dispatcher_looks_at_stays_after_midnight(qtbot: QtBot, night: RouteConsole) -> None:
    screen = night.routes
    screen.head.before.click()
    night.settle(qtbot)
    pass_midnight(night)
    qtbot.waitUntil(lambda: DAYS == [NEXT])
    qtbot.waitUntil(lambda: screen.presenter._watch.day == NEXT)
    assert screen.presenter.day == DAY - timedelta(days=1)
    screen.head.to_today.click()
    assert screen.presenter.day == NEXT
    night.settle(qtbot)


@pytest.mark.expected_log("the new day could not be loaded")
def test_a_day_that_cannot_be_loaded_is_said_once_and_tried_again(qtbot: QtBot, night: RouteConsole) -> None:
    FAILING.append(SitePackInvalid(folder="demo", count=2))
    pass_midnight(night)
    qtbot.waitUntil(lambda: not FAILING)
    night.settle(qtbot)
    assert night.frame.notice.isVisible()
    assert DAYS == []
    for _ in range(12):
        night.window.day_turn.look()
    qtbot.waitUntil(lambda: DAYS == [NEXT])
    night.settle(qtbot)

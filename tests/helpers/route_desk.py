"""The console's real window on the demo day, with the routes screen and a real planner child."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.hand import HandDesk
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.atlas import read_atlas
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.adapters.site import load_site
from hah_console.app.console import make_application
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import TAIPEI, ManualClock, SystemClock
from hah_console.domain.ids import AlarmId, UserId
from hah_console.domain.map_ground import MapGround
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.task import Task
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.planning_document import bounds
from hah_console.services.ports import PlannerPort, TravelTimes
from hah_console.services.site_load import load_site_pack
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import DeskPorts
from hah_console.ui.screens.routes.view import RoutesScreen
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.window import ConsoleWindow
from helpers.desk import A_DAY_S, EmptyScreen
from helpers.driven_window import DrivenWindow
from helpers.stores import migrated_store
from helpers.ward import DEMO, LOADER, RULES, Bell, QuickHasher

DAY = date(2026, 11, 23)
SIX_O_CLOCK = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
RESOURCES = DEMO.parent
DISPATCHER = Actor(UserId("U-dispatcher1"), "調度員", Role.DISPATCHER, "test")
COLLEAGUE = Actor(UserId("U-nurse1"), "護理師", Role.NURSE, "other")
TRAVEL = EstimatedTravel(load_profile(RESOURCES / "profiles" / "speeds.toml"))
PROFILE = load_planning_profile(RESOURCES / "profiles" / "planning-default.toml")


def quick(seconds: float) -> PlanningProfile:
    """The shipped parameters with another search time."""
    return replace(PROFILE, search_seconds=seconds)


def taiwan() -> MapGround:
    """The shipped map without streets."""
    return read_atlas(RESOURCES / "map" / "taiwan.npz")


def make_day(folder: Path) -> Path:
    """A database file with the demo site, to be copied."""
    path = folder / "day.db"
    store = migrated_store(f"sqlite:///{path}")
    ctx = Context(store.unit_of_work, ManualClock(SIX_O_CLOCK))
    load_site_pack(ctx, LOADER, load_site(DEMO), QuickHasher(), DAY)
    store.close()
    return path


def asked_for(store: Store) -> list[Task]:
    """The tasks of the demo day, as they begin."""
    begins, ends = bounds(DAY, TAIPEI)
    with store.unit_of_work() as uow:
        return [task for task in uow.tasks.between(begins, ends) if task.earliest >= begins]


@dataclass
class RouteConsole(DrivenWindow):
    """The window and the store below it."""

    window: ConsoleWindow
    store: Store
    ctx: Context

    @property
    def routes(self) -> RoutesScreen:
        return self.screen("routes", RoutesScreen)

    @property
    def patient(self) -> EmptyScreen:
        return self.screen("patient", EmptyScreen)


@contextmanager
def route_console(
    qtbot: QtBot,
    store: Store,
    planner: PlannerPort,
    *,
    actor: Actor = DISPATCHER,
    travel: TravelTimes | None = TRAVEL,
    profile: PlanningProfile | None = None,
    ground: MapGround | None = None,
    preferences: Preferences | None = None,
    load_day: Callable[[Context], Changes] = lambda _: Changes(),
) -> Iterator[RouteConsole]:
    """The window in sight with ``actor`` on the routes screen; ``load_day`` is asked when a day begins."""
    wanted = preferences or Preferences()
    make_application(wanted.language)
    ctx = Context(store.unit_of_work, ManualClock(SIX_O_CLOCK))
    parts = ConsoleParts(
        ctx=ctx,
        ports=DeskPorts(travel, planner, RULES, Bell(), profile or quick(0.5), ground, HandDesk()),
        open_feed=store.change_feed,
        sign_in=lambda _name, _password: actor,
        unlock=lambda _actor, _password: actor,
        note_lock=lambda _actor: Changes(),
        note_sign_out=lambda _actor: Changes(),
        acknowledge=_nobody,
        machine_clock=SystemClock(),
        preferences=wanted,
        keep_preferences=lambda _: None,
        service_dead_after_s=A_DAY_S,
        load_day=lambda: load_day(ctx),
    )
    window = ConsoleWindow(parts, {"routes": RoutesScreen, "patient": EmptyScreen})
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.enter(actor, "dispatcher1")
    console = RouteConsole(window, store, ctx)
    console.settle(qtbot)
    yield console
    console.close(qtbot)


def _nobody(_actor: Actor, _alarm_id: AlarmId, _version: int | None) -> Changes:
    raise NotImplementedError

"""What lives on the map of the day, over a real store: people with the age of their position, how far one gets, and
what is wrong with the travel times."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.route_desk import SIX_O_CLOCK, TRAVEL, RouteConsole, route_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.roads.errors import RemoteRoutingFailed
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.domain.position import StaffPosition
from hah_console.domain.visit import LegSource

Key = Qt.Key


@pytest.fixture
def somebody(console: RouteConsole) -> StaffPosition:
    """A nurse who told where she is two minutes ago."""
    with console.ctx.store() as uow:
        person = uow.staff.all()[0]
        position = StaffPosition(person.staff_id, 120.975, 24.805, SIX_O_CLOCK - timedelta(minutes=2), 30.0)
        uow.positions.put([position])
        uow.commit()
    return position


def tick(console: RouteConsole, minutes: float = 0) -> None:
    console.routes.on_tick(SIX_O_CLOCK + timedelta(minutes=minutes))


def test_who_told_a_position_stands_on_the_map_with_its_age(
    qtbot: QtBot, console: RouteConsole, somebody: StaffPosition
) -> None:
    canvas = console.routes.map
    tick(console)
    qtbot.waitUntil(lambda: len(canvas._overlay.movers) == 1)
    (seen,) = canvas._overlay.movers
    assert (seen.mover.mover_id, seen.words, seen.old) == (somebody.staff_id, "2 分前", False)
    tick(console, minutes=4)
    (seen,) = canvas._overlay.movers
    assert (seen.words, seen.old) == ("6 分前", True)


def test_positions_of_another_shift_are_forgotten(qtbot: QtBot, console: RouteConsole, somebody: StaffPosition) -> None:
    with console.ctx.store() as uow:
        person = uow.staff.all()[1]
        uow.positions.put([replace(somebody, staff_id=person.staff_id, at=SIX_O_CLOCK - timedelta(hours=13))])
        uow.commit()
    tick(console)
    qtbot.waitUntil(lambda: bool(console.routes.map._overlay.movers))
    assert [seen.mover.mover_id for seen in console.routes.map._overlay.movers] == [somebody.staff_id]


def test_the_map_shows_how_far_one_gets_and_where_that_comes_from_and_a_road_that_may_be_closed(
    qtbot: QtBot, console: RouteConsole
) -> None:
    canvas = console.routes.map
    canvas.setFocus()
    qtbot.keyClick(canvas, Key.Key_I)
    qtbot.waitUntil(lambda: canvas.reach is not None)
    assert canvas.reach is not None
    assert (canvas.reach.seconds, canvas.reach.vehicle, canvas.reach.source) == (1800, "scooter", LegSource.ESTIMATE)
    assert "機車 30 分鐘可達 · 估算" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert canvas.reach is None
    part = ((24.80, 120.97), (24.81, 120.98))
    console.routes.panels[0].stretch_tried.emit(part)
    assert [(one.points, one.label) for one in canvas.scene.closed] == [(part, "封這一段？")]
    console.routes.panels[0].stretch_tried.emit(())
    assert canvas.scene.closed == ()


@pytest.fixture
def troubled(qtbot: QtBot, store: Store, planner: PlannerProcess) -> Iterator[RouteConsole]:
    travel = EstimatedTravel(TRAVEL._profile)
    travel.trouble.note("OSRM", RemoteRoutingFailed(server="OSRM", address="router:5000", reason="silent"))
    with route_console(qtbot, store, planner, travel=travel) as console:
        yield console


@pytest.mark.expected_log("OSRM cannot answer")
def test_a_source_of_travel_times_that_fails_is_said_until_it_answers(troubled: RouteConsole) -> None:
    screen = troubled.routes
    tick(troubled)
    assert screen.travel_state.isVisible()
    assert "路徑伺服器 OSRM（router:5000）沒有提供路程時間（沒有及時回應）" in screen.travel_state.text()
    travel = screen.desk.ports.travel
    assert isinstance(travel, EstimatedTravel)
    travel.trouble.clear("OSRM")
    for _ in range(8):
        tick(troubled)
    assert not screen.travel_state.isVisible()

"""What lives on the map of the day: where people are, read again every few seconds, and how far somebody gets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from hah_console.domain.place import Place
from hah_console.domain.staff import Vehicle
from hah_console.services.day_plan_rows import PlanRows
from hah_console.services.field_positions import PersonPosition, read_positions
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.map.scene import MapClosure
from hah_console.ui.screen import Desk
from hah_console.ui.screens.routes.scene import movers

EVERY_S = 4
"""Positions are read again after so many ticks of a second."""
REACH_S = 30 * 60
TRIED = "tried"
"""The closure of a road that somebody is asking about."""


class MapLife(QObject):
    """Feeds one map while its screen is visible; ``plan`` is the plan in sight. ``route_chosen`` tells the route of
    somebody who was clicked, ``troubled`` what is wrong with the sources of travel times, empty when nothing is."""

    route_chosen = Signal(str)
    troubled = Signal(str)

    def __init__(self, canvas: MapCanvas, desk: Desk, plan: Callable[[], PlanRows | None]) -> None:
        super().__init__(canvas)
        self._map, self._desk, self._plan = canvas, desk, plan
        self._people: tuple[PersonPosition, ...] = ()
        self._ticks, self._told = 0, ""
        canvas.reach_asked.connect(self._on_reach_asked)
        canvas.mover_activated.connect(self._on_mover)

    def tick(self, now: datetime, desk: Desk) -> None:
        """Once a second: ages go on, and now and then the store is asked who is where."""
        self._desk = desk
        if self._ticks % EVERY_S == 0:
            ctx = desk.ctx
            desk.tasks.run_query(lambda: read_positions(ctx), self._on_people, self._on_failed)
            self._tell_troubles()
        self._ticks += 1
        self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Say in another language what is wrong with the travel times."""
        self._desk = desk
        self._tell_troubles()

    def try_closed(self, points: tuple[tuple[float, float], ...]) -> None:
        """Show a road that might be closed, in the middle of the map; without points none any more."""
        scene = self._map.scene
        closed = tuple(one for one in scene.closed if one.closure_id != TRIED)
        if points:
            closed = (*closed, MapClosure(TRIED, points, self._desk.texts("routes.tried_label")))
            self._map.centre(*points[len(points) // 2])
        self._map.show_scene(replace(scene, closed=closed))

    def _tell_troubles(self) -> None:
        """Each of them is one sentence: what happened, and what is used instead."""
        travel, texts = self._desk.ports.travel, self._desk.texts
        told = " ".join(texts.error(error) for error in (travel.troubles() if travel else ()))
        if told != self._told:
            self._told = told
            self.troubled.emit(told)

    def _show(self, now: datetime) -> None:
        self._map.show_movers(movers(self._desk.texts, self._plan(), self._people), now)

    def _on_people(self, people: tuple[PersonPosition, ...]) -> None:
        self._people = people
        self._show(self._desk.ctx.clock.now())

    def _on_failed(self, _: Exception) -> None:
        """The positions in sight stay with their age, which is what tells how far they can be trusted."""

    def _on_mover(self, staff_id: str) -> None:
        plan = self._plan()
        route = next((r for r in (plan.routes if plan else ()) if r.staff_id == staff_id), None)
        if route is not None:
            self.route_chosen.emit(route.route_id)

    def _on_reach_asked(self, lat: float, lon: float) -> None:
        travel, ctx = self._desk.ports.travel, self._desk.ctx
        if travel is not None:
            vehicle, leaves = self._vehicle(), ctx.local(ctx.clock.now()).time()
            ask = lambda: travel.reach(Place(lat, lon), vehicle.value, REACH_S, leaves)  # noqa: E731
            self._desk.tasks.run_query(ask, self._map.show_reach, self._on_failed)

    def _vehicle(self) -> Vehicle:
        """That of the chosen route, else a scooter, which most of the team drive."""
        plan, chosen = self._plan(), self._map.scene.selected_route
        routes = () if plan is None else plan.routes
        return next((route.vehicle for route in routes if route.route_id == chosen), Vehicle.SCOOTER)

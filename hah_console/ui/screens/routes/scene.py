"""What the map shows of a plan: routes and numbered stops, bases, what is left out or waits; no Qt."""

from collections.abc import Iterable, Iterator, Sequence

from hah_console.domain.place import Place
from hah_console.domain.visit import HaltKind
from hah_console.services.day_plan_paths import RoutePaths
from hah_console.services.day_plan_rows import PlanRows, RouteRow, TaskRow
from hah_console.services.field_positions import PersonPosition
from hah_console.services.road_closures import ClosureRow
from hah_console.ui.i18n import Texts
from hah_console.ui.map.scene import MapClosure, MapMover, MapRoute, MapScene, MapStop, StopKind
from hah_console.ui.screens.routes.amounts import ToLocal, kilometres, window
from hah_console.ui.screens.routes.lines import gone_text
from hah_console.ui.screens.routes.reasons import TASK
from hah_console.ui.wording import clock_text

NO_ROUTE = -1


def plan_scene(
    texts: Texts, local: ToLocal, plan: PlanRows, paths: RoutePaths, closed: Iterable[ClosureRow] = ()
) -> MapScene:
    """All routes of a plan, and the roads that are closed."""
    routes = tuple(_route(texts, route, paths) for route in plan.routes)
    stops = tuple(stop for route in plan.routes for stop in _stops(texts, local, route))
    left_out = tuple(_task(texts, local, row.task) for row in plan.unplanned)
    shut = tuple(_closure(texts, local, row) for row in closed if row.holds)
    return MapScene(routes, (*_bases(texts, plan.routes), *left_out, *stops), closed=shut)


def _closure(texts: Texts, local: ToLocal, row: ClosureRow) -> MapClosure:
    name, until = row.closure.stretch.name or texts("routes.closed_unnamed"), clock_text(local(row.closure.until))
    said = texts("routes.closed_label", name=name, until=until)
    return MapClosure(row.closure.closure_id, row.closure.stretch.points, said)


def waiting_scene(texts: Texts, local: ToLocal, waiting: Iterable[TaskRow]) -> MapScene:
    """Homes with work to be planned."""
    return MapScene((), tuple(_task(texts, local, task) for task in waiting))


def movers(texts: Texts, plan: PlanRows | None, people: Iterable[PersonPosition]) -> tuple[MapMover, ...]:
    """Where people are, each in the colour of the route."""
    routes = {route.staff_id: route for route in (plan.routes if plan else ())}
    return tuple(_mover(texts, person, routes.get(person.staff_id)) for person in people)


def _mover(texts: Texts, person: PersonPosition, route: RouteRow | None) -> MapMover:
    vehicle = texts.word("words.vehicle", route.vehicle) if route else ""  # i18n: words.vehicle.*
    spoken = f"{person.name} {vehicle}".strip()
    series = route.series if route else NO_ROUTE
    return MapMover(
        person.staff_id, person.lat, person.lon, person.at, series, person.name, spoken, person.accuracy_m
    )  # fmt: skip


def _route(texts: Texts, route: RouteRow, paths: RoutePaths) -> MapRoute:
    spoken = texts(
        "routes.map_route",
        name=route.name,
        count=len(route.stops),
        km=kilometres(texts, route.travel_metres),
    )
    return MapRoute(route.route_id, route.series, paths.get(route.route_id, ()), spoken, route.late_stops > 0)


def _stops(texts: Texts, local: ToLocal, route: RouteRow) -> Iterator[MapStop]:
    for stop in route.stops:
        kind = texts.word("words.task_kind", stop.task.kind) if stop.task else texts("routes.task_gone")
        time = clock_text(local(stop.start))
        spoken = texts("routes.map_stop", time=time, patient=stop.patient, task=kind, name=route.name)
        gone = gone_text(texts, stop)
        yield MapStop(
            stop.visit_id,
            stop.home.lat,
            stop.home.lon,
            StopKind.VISIT,
            route.series,
            str(stop.order),
            f"{spoken}{texts('routes.comma')}{gone}" if gone else spoken,
            stop.late or stop.to_report,
            stop.needless,
        )


def _task(texts: Texts, local: ToLocal, task: TaskRow) -> MapStop:
    kind, span = texts.word("words.task_kind", task.kind), window(texts, local, task)
    spoken = texts("routes.map_task", patient=task.patient, task=kind, window=span)
    return MapStop(TASK + task.task_id, task.home.lat, task.home.lon, StopKind.PATIENT, NO_ROUTE, "", spoken)


def _bases(texts: Texts, routes: Sequence[RouteRow]) -> tuple[MapStop, ...]:
    places: dict[tuple[float, float], Place] = {(r.base.lat, r.base.lon): r.base for r in routes}
    name = texts("routes.base")
    named = {point: (name, place) for point, place in places.items()}
    for halt in (halt for route in routes for halt in route.halts):
        word = texts("routes.laboratory" if halt.kind is HaltKind.HAND_IN else "routes.store")
        named.setdefault((halt.place.lat, halt.place.lon), (word, halt.place))
    return tuple(
        MapStop(f"base:{lat:.6f},{lon:.6f}", lat, lon, StopKind.BASE, NO_ROUTE, word, f"{word} {place.address}")
        for (lat, lon), (word, place) in named.items()
    )

"""Where the stops of a scene stand on the screen, which of them are gathered into clusters, and how they look."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.map.marks import MarkLook, MarkPictures, late_triangle
from hah_console.ui.map.names import Occupied
from hah_console.ui.map.scene import MapScene, MapStop, StopKind
from hah_console.ui.map.strokes import Pause
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme

CLUSTER_BELOW_ZOOM = 12.0
CLUSTER_CELL_PX = 56
NUMBERS_FROM_ZOOM = 10
"""Farther out the numbers of one route would lie on each other."""
HIT_PX = 14
VISIBLE_PX = 60
"""A mark this far outside may still reach into the picture."""
_GATHERED = (StopKind.VISIT, StopKind.PATIENT)
_NAMED = (StopKind.BASE, StopKind.HOSPITAL)
_PLACE_HEIGHT = (1, True, True)


@dataclass(frozen=True, slots=True)
class PlacedStop:
    """A stop at a pixel."""

    stop: MapStop
    x: float
    y: float
    look: MarkLook


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stops too near each other at this zoom, at their mean pixel."""

    stops: tuple[MapStop, ...]
    x: float
    y: float

    @property
    def late(self) -> bool:
        """Whether one of them is late."""
        return any(stop.late for stop in self.stops)

    @property
    def radius(self) -> float:
        """Pixels; grows slowly with the number of stops."""
        return 12 + 1.6 * math.sqrt(len(self.stops))


@dataclass(frozen=True, slots=True)
class StopLayer:
    """Every stop of a scene in one view."""

    stops: tuple[PlacedStop, ...]
    clusters: tuple[Cluster, ...]

    @classmethod
    def of(cls, scene: MapScene, view: Viewport) -> "StopLayer":
        """Gather stops under zoom 12 (never the selected one, nor those of the selected route, whose order is what
        one looks for) and place the rest."""
        pixels = {stop.stop_id: view.to_screen(stop.latitude, stop.longitude) for stop in scene.stops}
        near = [stop for stop in scene.stops if view.shows(*pixels[stop.stop_id], margin=-VISIBLE_PX)]
        gathering = view.zoom < CLUSTER_BELOW_ZOOM
        loose, clusters = _gather(near, scene, view, pixels) if gathering else (near, [])
        placed = [PlacedStop(stop, *pixels[stop.stop_id], look_of(stop, scene)) for stop in loose]
        return cls(tuple(placed), tuple(clusters))

    def stop_at(self, x: float, y: float) -> MapStop | None:
        """The stop under a pixel, the nearest first."""
        hits = [(math.hypot(item.x - x, item.y - y), item.stop) for item in self.stops]
        near = [hit for hit in hits if hit[0] <= HIT_PX]
        return min(near, key=lambda hit: hit[0])[1] if near else None

    def cluster_at(self, x: float, y: float) -> Cluster | None:
        """The cluster under a pixel."""
        return next((item for item in self.clusters if math.hypot(item.x - x, item.y - y) <= item.radius), None)

    def claim(self, occupied: Occupied) -> None:
        """Keep names off the marks."""
        for item in self.stops:
            width, height = item.look.width_px, item.look.size_px
            occupied.claim(item.x - width / 2, item.y - height / 2, width, height)
        for cluster in self.clusters:
            size = 2 * cluster.radius
            occupied.claim(cluster.x - cluster.radius, cluster.y - cluster.radius, size, size)

    def draw(self, painter: QPainter, pictures: MarkPictures, theme: Theme, pause: Pause) -> None:
        """Plain stops lowest, what is late on top of everything."""
        drawn = sorted(self.stops, key=_height)
        for item in drawn:
            if _height(item) <= _PLACE_HEIGHT:
                pictures.draw(painter, item.look, item.x, item.y)
                pause()
        for cluster in self.clusters:
            _draw_cluster(painter, cluster, theme)
            pause()
        for item in drawn:
            if _height(item) > _PLACE_HEIGHT:
                pictures.draw(painter, item.look, item.x, item.y)
                pause()
        for cluster in self.clusters:
            if cluster.late:
                _draw_late_corner(painter, cluster, theme)

    def named(self) -> Iterable[PlacedStop]:
        """Bases and hospitals, whose label is written beside the mark."""
        return (item for item in self.stops if item.stop.kind in _NAMED and item.stop.label)


def look_of(stop: MapStop, scene: MapScene) -> MarkLook:
    """Numbers on the selected route only; others faded, but never what is late."""
    chosen = stop.stop_id == scene.selected_stop
    fixed = stop.kind in _NAMED
    on_route = _on_route(stop, scene)
    numbered = chosen or on_route or stop.kind is StopKind.VEHICLE
    return MarkLook(
        stop.kind,
        0 if fixed else stop.series,
        stop.label if numbered and not fixed else "",
        stop.gone or (scene.calm and not (on_route or chosen or stop.late or fixed)),
        stop.late,
        chosen,
        stop.gone,
    )


def _on_route(stop: MapStop, scene: MapScene) -> bool:
    return scene.route is not None and stop.series == scene.route.series


def _height(item: PlacedStop) -> tuple[int, bool, bool]:
    """Plain marks under places, places under clusters, numbered and late marks over them, the chosen one highest."""
    look = item.look
    large = 2 * int(bool(look.text) or look.late) + 4 * int(look.chosen)
    return (1 if item.stop.kind in _NAMED and not large else large), look.late, not look.faded


def _gather(
    stops: list[MapStop], scene: MapScene, view: Viewport, pixels: dict[str, tuple[float, float]]
) -> tuple[list[MapStop], list[Cluster]]:
    """Cells are fixed in the world, not on the screen, so that clusters stay while the map is moved."""
    numbers = view.zoom >= NUMBERS_FROM_ZOOM
    left, top = view.corner
    cells: dict[tuple[int, int], list[MapStop]] = defaultdict(list)
    loose: list[MapStop] = []
    for stop in stops:
        if stop.kind in _GATHERED and stop.stop_id != scene.selected_stop and not (numbers and _on_route(stop, scene)):
            x, y = pixels[stop.stop_id]
            cells[int((x + left) // CLUSTER_CELL_PX), int((y + top) // CLUSTER_CELL_PX)].append(stop)
        else:
            loose.append(stop)
    groups = _merged([_cluster(members, pixels) for members in cells.values()], pixels)
    loose += [group.stops[0] for group in groups if len(group.stops) == 1]
    return loose, [group for group in groups if len(group.stops) > 1]


def _merged(groups: list[Cluster], pixels: dict[str, tuple[float, float]]) -> list[Cluster]:
    """Groups that would cover each other become one, the largest first."""
    apart: list[Cluster] = []
    for group in sorted(groups, key=lambda group: -len(group.stops)):
        near = next((other for other in apart if _touch(group, other)), None)
        if near is not None:
            apart.remove(near)
            apart.append(_cluster([*near.stops, *group.stops], pixels))
        else:
            apart.append(group)
    return apart


def _touch(a: Cluster, b: Cluster) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < a.radius + b.radius


def _cluster(members: Sequence[MapStop], pixels: dict[str, tuple[float, float]]) -> Cluster:
    at = [pixels[stop.stop_id] for stop in members]
    return Cluster(tuple(members), sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at))


def _draw_cluster(painter: QPainter, cluster: Cluster, theme: Theme) -> None:
    middle = QPointF(cluster.x, cluster.y)
    painter.setPen(QPen(theme.color("ink-2"), 2))
    painter.setBrush(theme.color("surface"))
    painter.drawEllipse(middle, cluster.radius, cluster.radius)
    box = QRectF(0, 0, 2 * cluster.radius, 2 * cluster.radius)
    box.moveCenter(middle)
    painter.setFont(font(12, bold=True))
    painter.setPen(theme.color("ink"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(len(cluster.stops)))


def _draw_late_corner(painter: QPainter, cluster: Cluster, theme: Theme) -> None:
    corner = QRectF(0, 0, 15, 15)
    corner.moveCenter(QPointF(cluster.x + cluster.radius * 0.75, cluster.y - cluster.radius * 0.75))
    late_triangle(painter, theme, corner)

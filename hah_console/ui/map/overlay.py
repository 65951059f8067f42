"""Everything over the ground: routes, names and stops of one scene, found again under the pointer."""

import time
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from hah_console.domain.map_ground import PlaceName
from hah_console.ui.map.marks import MarkPictures
from hah_console.ui.map.names import NameLayer, Occupied, halo_text
from hah_console.ui.map.route_layer import RouteLayer
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop
from hah_console.ui.map.stop_layer import Cluster, PlacedStop, StopLayer
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme

EMPTY = MapScene((), ())


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a pixel: at most one of the three."""

    stop: MapStop | None = None
    cluster: Cluster | None = None
    route: MapRoute | None = None


class Overlay:
    """Draws a scene. Stops are placed again only when the view or the scene changes."""

    def __init__(self, names: tuple[PlaceName, ...], theme: Theme, ratio: float = 1.0) -> None:
        self._names, self._theme, self._ratio = names, theme, ratio
        self.scene = EMPTY
        self._routes = RouteLayer(EMPTY)
        self._placed: tuple[Viewport, MapScene, StopLayer] | None = None
        self.drawn_s = 0.0
        self.restyle(theme, ratio)

    def restyle(self, theme: Theme, ratio: float) -> None:
        """Draw with other colours or device pixels from now on."""
        self._theme, self._ratio = theme, ratio
        self._pictures = MarkPictures(theme, ratio)
        self._name_layer = NameLayer(self._names, theme.color("map-label"), theme.color("map-ground"), ratio)

    def show(self, scene: MapScene) -> None:
        """Another scene."""
        self.scene, self._routes = scene, RouteLayer(scene)

    def choose(self, route_id: str, stop_id: str) -> None:
        """Another choice in the same scene."""
        self.scene = replace(self.scene, selected_route=route_id, selected_stop=stop_id)
        self._routes.choose(self.scene)

    def draw(self, painter: QPainter, view: Viewport) -> None:
        """Routes, then names where there is room, then stops."""
        began = time.perf_counter()
        stops = self._stops(view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._routes.draw(painter, view, self._theme)
        occupied = Occupied()
        stops.claim(occupied)
        self._draw_place_labels(painter, stops, occupied)
        self._name_layer.draw(painter, view, occupied)
        self._routes.draw_late_marks(painter, view, self._theme)
        stops.draw(painter, self._pictures, self._theme)
        self.drawn_s = time.perf_counter() - began

    def hit(self, view: Viewport, x: float, y: float) -> Hit:
        """The stop, else the cluster, else the route under a pixel."""
        stops = self._stops(view)
        if (stop := stops.stop_at(x, y)) is not None:
            return Hit(stop=stop)
        if (cluster := stops.cluster_at(x, y)) is not None:
            return Hit(cluster=cluster)
        return Hit(route=self._routes.route_at(view, x, y))

    def _stops(self, view: Viewport) -> StopLayer:
        if self._placed is None or self._placed[:2] != (view, self.scene):
            self._placed = view, self.scene, StopLayer.of(self.scene, view)
        return self._placed[2]

    def _draw_place_labels(self, painter: QPainter, stops: StopLayer, occupied: Occupied) -> None:
        """Names of bases and hospitals under their marks."""
        for item in stops.named():
            self._draw_place_label(painter, item, occupied)

    def _draw_place_label(self, painter: QPainter, item: PlacedStop, occupied: Occupied) -> None:
        ink, halo = self._theme.color("ink"), self._theme.color("map-ground")
        image = halo_text(item.stop.label, font(12, bold=True), ink, halo, self._ratio)
        width, height = image.width() / self._ratio, image.height() / self._ratio
        left, top = round(item.x - width / 2), round(item.y + item.look.size_px / 2)
        if item.look.chosen or occupied.take(left, top, width, height):
            painter.drawImage(QRectF(left, top, width, height), image)

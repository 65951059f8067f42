"""Everything over the ground: a sheet of routes, names and stops, people drawn live, what lies under the pointer."""

import time
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from hah_console.domain.map_ground import PlaceName
from hah_console.ui.map.marks import MarkPictures
from hah_console.ui.map.mover_layer import MoverLayer, SeenMover
from hah_console.ui.map.names import NameLayer
from hah_console.ui.map.picture_supply import PictureSupply
from hah_console.ui.map.reach_layer import ReachArea
from hah_console.ui.map.route_layer import RouteLayer
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop
from hah_console.ui.map.sheet_painter import KEPT_SHEETS, MARGIN_PX, SheetKey, SheetPainter
from hah_console.ui.map.stop_layer import Cluster, StopLayer, look_of
from hah_console.ui.map.strokes import Pause
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.theme import Theme

__all__ = ["KEPT_SHEETS", "Hit", "Overlay"]
EMPTY = MapScene((), ())
RENEW_PX = 96
"""A sheet is renewed before the view comes this near its edge."""
_STYLES = count()


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a pixel: at most one of the four."""

    mover: SeenMover | None = None
    stop: MapStop | None = None
    cluster: Cluster | None = None
    route: MapRoute | None = None


class Overlay:
    """Draws a scene. While a sheet is being painted the last one stands in, moved and stretched to the view."""

    def __init__(
        self, names: tuple[PlaceName, ...], theme: Theme, supply: PictureSupply, pause: Pause, ratio: float = 1.0
    ) -> None:
        self._names, self._supply, self._pause = names, supply, pause
        self.scene = EMPTY
        self.movers: tuple[SeenMover, ...] = ()
        self.area: ReachArea | None = None
        self._routes = RouteLayer(EMPTY)
        self._placed: tuple[Viewport, MapScene, StopLayer] | None = None
        self.drawn_s = 0.0
        self.restyle(theme, ratio)

    def restyle(self, theme: Theme, ratio: float) -> None:
        """Draw with other colours or device pixels from now on."""
        self._theme, self._ratio = theme, ratio
        self._pictures, self._mover_layer = MarkPictures(theme, ratio), MoverLayer(theme, ratio)
        self._sheet_marks = MarkPictures(theme, ratio)
        self._name_layer = NameLayer(self._names, theme.color("map-label"), theme.color("map-ground"), ratio)
        self._renew()

    def show(self, scene: MapScene) -> None:
        """Another scene."""
        self.scene, self._routes = scene, RouteLayer(scene)
        self._renew()

    def choose(self, route_id: str, stop_id: str) -> None:
        """Another choice in the same scene."""
        self.scene = replace(self.scene, selected_route=route_id, selected_stop=stop_id)
        self._routes.choose(self.scene)
        self._renew()

    def show_area(self, area: ReachArea | None) -> None:
        """Another area under the routes, or none."""
        self.area = area
        self._renew()

    def draw(self, painter: QPainter, view: Viewport) -> None:
        """Routes, names and stops from the sheet, then the chosen stop and people; returns at once whatever is missing.

        PERF(20 ms a frame): 300 stops drawn live take 9 ms, and whatever the GUI thread paints it shares with painters.
        """
        began = time.perf_counter()
        self._draw_sheet(painter, view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_chosen(painter, view)
        self._mover_layer.draw(painter, view, self.movers, self._pictures)
        self.drawn_s = time.perf_counter() - began

    def complete(self, view: Viewport) -> bool:
        """Whether the sheet of this view is painted."""
        return self._fitting(view) is not None

    def hit(self, view: Viewport, x: float, y: float) -> Hit:
        """The person, else the stop, else the cluster, else the route under a pixel."""
        if (mover := self._mover_layer.mover_at(view, self.movers, x, y)) is not None:
            return Hit(mover=mover)
        stops = self._stops(view)
        if (stop := stops.stop_at(x, y)) is not None:
            return Hit(stop=stop)
        if (cluster := stops.cluster_at(x, y)) is not None:
            return Hit(cluster=cluster)
        return Hit(route=self._routes.route_at(view, x, y))

    def _renew(self) -> None:
        self._style = next(_STYLES)
        self._painter = SheetPainter(
            self.scene, self._name_layer, self._sheet_marks, self._theme, self._ratio, self.area, self._pause
        )  # fmt: skip

    def _stops(self, view: Viewport) -> StopLayer:
        if self._placed is None or self._placed[0] != view or self._placed[1] is not self.scene:
            self._placed = view, self.scene, StopLayer.of(self.scene, view)
        return self._placed[2]

    def _sheets(self) -> list[tuple[SheetKey, QImage]]:
        """The newest first."""
        kept = [(key, image) for key, image in self._supply.kept() if isinstance(key, SheetKey)]
        return sorted(kept, key=lambda sheet: -sheet[0].style)

    def _fitting(self, view: Viewport, margin: float = 0) -> tuple[SheetKey, QImage] | None:
        sheets = (sheet for sheet in self._sheets() if sheet[0].style == self._style)
        return next((sheet for sheet in sheets if sheet[0].view.covers(view, margin)), None)

    def _draw_chosen(self, painter: QPainter, view: Viewport) -> None:
        """Seen at once, before the sheet with the new choice is there."""
        stop = self.scene.stop
        if stop is not None:
            self._pictures.draw(painter, look_of(stop, self.scene), *view.to_screen(stop.latitude, stop.longitude))

    def _draw_sheet(self, painter: QPainter, view: Viewport) -> None:
        if self._fitting(view, RENEW_PX) is None:
            self._supply.want([SheetKey(self._style, view.grown(MARGIN_PX))], self._painter.paint)
        sheet = self._fitting(view) or next(iter(self._sheets()), None)
        if sheet is not None:
            _draw_on(painter, view, sheet[0].view, sheet[1])


def _draw_on(painter: QPainter, view: Viewport, of: Viewport, image: QImage) -> None:
    stretch = view.scale / of.scale
    (left, top), (sheet_left, sheet_top) = view.corner, of.corner
    x, y = sheet_left * stretch - left, sheet_top * stretch - top
    painter.drawImage(QRectF(x, y, of.width * stretch, of.height * stretch), image)

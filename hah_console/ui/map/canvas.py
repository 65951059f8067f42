"""The map widget: ground, routes and stops, moved by mouse and keyboard, spoken by the screen reader."""

import logging
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from hah_console.domain.map_ground import MapGround
from hah_console.domain.reach import Reach
from hah_console.ui.announce import announce
from hah_console.ui.i18n import Texts
from hah_console.ui.map.courtesy import Courtesy
from hah_console.ui.map.furniture import draw_furniture
from hah_console.ui.map.ground_view import GroundView
from hah_console.ui.map.mover_layer import SeenMover
from hah_console.ui.map.overlay import KEPT_SHEETS, Hit, Overlay
from hah_console.ui.map.picture_supply import PictureSupply
from hah_console.ui.map.reach_layer import ReachArea
from hah_console.ui.map.refit_button import RefitButton
from hah_console.ui.map.said import OLD_AFTER, age_text, mover_text, reach_text
from hah_console.ui.map.scene import MapMover, MapScene, MapStop
from hah_console.ui.map.tile_painter import KEPT_TILES
from hah_console.ui.map.viewport import LEVELS_PER_ZOOM, Viewport
from hah_console.ui.theme.theme import Theme

_LOG = logging.getLogger(__name__)
_Key = Qt.Key
PAN_PX = 90
NOTCH_LEVELS = LEVELS_PER_ZOOM // 2
NOTCH = 120
"""Eighths of a degree of one wheel notch."""
STEP_MARGIN_PX = 60
NEAR_LEVEL = 15 * LEVELS_PER_ZOOM
"""Somebody is looked for no farther away than this."""
_PANS = {
    _Key.Key_Left: (-PAN_PX, 0),
    _Key.Key_Right: (PAN_PX, 0),
    _Key.Key_Up: (0, -PAN_PX),
    _Key.Key_Down: (0, PAN_PX),
}
_ZOOMS = {_Key.Key_Plus: NOTCH_LEVELS, _Key.Key_Equal: NOTCH_LEVELS, _Key.Key_Minus: -NOTCH_LEVELS}
_STEPS = {_Key.Key_BracketRight: True, _Key.Key_BracketLeft: False}


class MapCanvas(QWidget):
    """Signals: ``stop_activated``, ``route_activated`` and ``mover_activated`` with the id, after a click or Enter;
    ``stop_stepped`` when the keyboard has gone on to another stop; ``reach_asked`` with latitude and longitude when
    somebody wants to know how far one gets from there (``show_reach`` answers).

    The view follows the scene only while nobody has moved the map, and only when another set of things is shown.

    ``note`` stands on the map; streets that are only a scheme say so without it. Ground and routes are painted on
    worker threads that end by themselves when everything in view is there; ``close_workers`` waits for that.
    """

    stop_activated = Signal(str)
    route_activated = Signal(str)
    stop_stepped = Signal(str)
    mover_activated = Signal(str)
    reach_asked = Signal(float, float)

    def __init__(
        self, ground: MapGround, texts: Texts, theme: Theme, parent: QWidget | None = None, *, note: str = ""
    ) -> None:
        super().__init__(parent)
        self._ground, self._texts, self._theme, self._note = ground, texts, theme, note
        self._courtesy = Courtesy()
        self._tiles, self._sheets = PictureSupply(KEPT_TILES, "map-tiles"), PictureSupply(KEPT_SHEETS, "map-sheet")
        for supply in (self._tiles, self._sheets):
            supply.arrived.connect(self.update)
            self.destroyed.connect(partial(PictureSupply.close, supply))  # holds it until its worker has ended
        self._ratio = self.devicePixelRatioF()
        self._ground_view = GroundView(ground, theme, self._tiles, self._courtesy.wait, self._ratio)
        self._overlay = Overlay(ground.names, theme, self._sheets, self._courtesy.wait, self._ratio)
        self._view = Viewport.home(max(1, self.width()), max(1, self.height()))
        self._locked = False
        self._people: tuple[tuple[MapMover, ...], datetime | None] = (), None
        self._wheel = 0
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setObjectName("map.canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._refit = RefitButton(self, texts)
        self._refit.clicked.connect(self.fit)
        self._describe()

    @property
    def scene(self) -> MapScene:
        """What is shown, with the choice made here."""
        return self._overlay.scene

    @property
    def viewport(self) -> Viewport:
        """The part of the world in view."""
        return self._view

    @property
    def locked(self) -> bool:
        """Whether somebody has moved the map, so that it stays where it is whatever comes."""
        return self._locked

    @property
    def reach(self) -> Reach | None:
        """The area in sight."""
        return self._overlay.area.reach if self._overlay.area else None

    @property
    def overlay_ms(self) -> float:
        """How long routes, names and stops held up the last paint."""
        return self._overlay.drawn_s * 1000

    @property
    def complete(self) -> bool:
        """Whether nothing in view is still being painted."""
        return self._ground_view.complete(self._view) and self._overlay.complete(self._view)

    def show_scene(self, scene: MapScene) -> None:
        """Show a scene. It is fitted into view when it holds other things than before and nobody has moved the map."""
        another = scene.members != self.scene.members
        self._overlay.show(scene)
        if another and not self._locked:
            self._look(self._view.fitted(scene.places))
        self._describe()
        self.update()

    def show_movers(self, movers: tuple[MapMover, ...], now: datetime) -> None:
        """Where people are, with how old that is now."""
        self._people = movers, now
        seen = tuple(SeenMover(m, age_text(self._texts, m.age(now)), m.age(now) >= OLD_AFTER) for m in movers)
        if seen != self._overlay.movers:
            self._overlay.movers = seen
            self._describe()
            self.update()

    def show_reach(self, reach: Reach | None) -> None:
        """The area somebody reaches, under the routes; None takes it away."""
        area = None if reach is None else ReachArea(reach, reach_text(self._texts, reach))
        self._overlay.show_area(area)
        if area is not None:
            announce(self, area.words)
        self._describe()
        self.update()

    def show_ground(self, ground: MapGround, note: str = "") -> None:
        """Put another ground under the same scene."""
        scene, movers, area = self.scene, self._overlay.movers, self._overlay.area
        self._ground, self._note = ground, note
        self._ground_view = GroundView(ground, self._theme, self._tiles, self._courtesy.wait, self._ratio)
        self._overlay = Overlay(ground.names, self._theme, self._sheets, self._courtesy.wait, self._ratio)
        self._overlay.movers, self._overlay.area = movers, area
        self._overlay.show(scene)
        self.update()

    def select(self, route_id: str, stop_id: str) -> None:
        """Choose by id; empty ids choose nothing. A chosen stop out of view is brought into view."""
        self._overlay.choose(route_id, stop_id)
        stop = self.scene.stop
        if stop is not None and not self._view.shows(*self._pixel_of(stop), margin=STEP_MARGIN_PX):
            self._look(self._view.centred(stop.latitude, stop.longitude))
        self._describe()
        self.update()

    def centre(self, latitude: float, longitude: float) -> None:
        """Put a place (WGS84 degrees) in the middle, as near as one sees streets; the map stays there."""
        view = self._view.centred(latitude, longitude)
        self._moved(view.zoomed(max(0, NEAR_LEVEL - view.level), view.width / 2, view.height / 2))

    def fit(self) -> None:
        """Show all of the scene, and follow it again."""
        if self._refit.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._lock(locked=False)
        self._look(self._view.fitted(self.scene.places))

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Other words or colours."""
        self._texts, self._theme = texts, theme
        self._dress()
        self._refit.restyle(texts)
        self._refit.stand_in_corner(self.width())
        people, now = self._people
        if now is not None:
            self.show_movers(people, now)
        if self._overlay.area is not None:
            reach = self._overlay.area.reach
            self._overlay.show_area(ReachArea(reach, reach_text(texts, reach)))
        self._describe()
        self.update()

    def close_workers(self) -> None:
        """End the worker threads; a later paint starts them again."""
        self._tiles.close()
        self._sheets.close()

    def sizeHint(self) -> QSize:
        """Room for a city."""
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        """Room for the scale bar and the source."""
        return QSize(240, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Never raises: a picture that cannot be drawn is logged and left out."""
        self._courtesy.begin()
        painter = QPainter(self)
        try:
            self._paint(painter)
        except Exception:  # noqa: BLE001  an exception in a paint event would end the program
            _LOG.exception("drawing the map failed")
        finally:
            painter.end()
            self._courtesy.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; keep everything in view while nobody has moved the map."""
        view = self._view.resized(max(1, self.width()), max(1, self.height()))
        self._look(view if self._locked else view.fitted(self.scene.places))
        self._refit.stand_in_corner(self.width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor, half a zoom step for a notch."""
        self._wheel += event.angleDelta().y()
        levels = int(self._wheel / (NOTCH / NOTCH_LEVELS))
        self._wheel -= round(levels * NOTCH / NOTCH_LEVELS)
        if levels:
            self._moved(self._view.zoomed(levels, event.position().x(), event.position().y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press begins a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map, or show what can be clicked."""
        if self._pressed is None:
            self._point(self._overlay.hit(self._view, event.position().x(), event.position().y()))
            return
        way = event.position() - self._pressed
        if self._dragged or way.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._pressed = True, event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._moved(self._view.panned(-way.x(), -way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a drag chooses what lies under it."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        clicked, self._pressed = not self._dragged, None
        self.unsetCursor()
        if clicked:
            self._click(self._overlay.hit(self._view, event.position().x(), event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, plus, minus, 0, brackets, Enter and Escape; every other key goes on to the window."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif not self._steer(_Key(event.key())):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's own name
        """Tab steps through the stops of the selected route and then leaves the map; without one it leaves at once."""
        if self.hasFocus() and self.scene.route is not None and self._step(next):
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.update()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tool tips say what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _paint(self, painter: QPainter) -> None:
        if self._ratio != self.devicePixelRatioF():
            self._dress()
        self._ground_view.draw(painter, self._view)
        self._overlay.draw(painter, self._view)
        note = self._note or (self._texts("map.synthetic") if self._ground.synthetic else "")
        draw_furniture(painter, self._view, self._texts, self._theme, self._ground.attribution, note)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _dress(self) -> None:
        self._ratio = self.devicePixelRatioF()
        self._ground_view = self._ground_view.restyled(self._theme, self._ratio)
        self._overlay.restyle(self._theme, self._ratio)

    def _pixel_of(self, stop: MapStop) -> tuple[float, float]:
        return self._view.to_screen(stop.latitude, stop.longitude)

    def _look(self, view: Viewport) -> None:
        self._courtesy.begin()
        self._view = view
        self.update()

    def _moved(self, view: Viewport) -> None:
        self._lock(locked=True)
        self._look(view)

    def _lock(self, *, locked: bool) -> None:
        self._locked = locked
        self._refit.setVisible(locked)

    def _steer(self, key: Qt.Key) -> bool:
        if key in _PANS:
            self._moved(self._view.panned(*_PANS[key]))
        elif key in _ZOOMS:
            self._moved(self._view.zoomed(_ZOOMS[key], self.width() / 2, self.height() / 2))
        elif key == _Key.Key_0:
            self.fit()
        elif key in _STEPS:
            self._step(_STEPS[key])
        else:
            return self._decide(key)
        return True

    def _decide(self, key: Qt.Key) -> bool:
        chosen = bool(self.scene.selected_route or self.scene.selected_stop)
        if key == _Key.Key_Escape and chosen:
            self.select("" if not self.scene.selected_stop else self.scene.selected_route, "")
        elif key == _Key.Key_Escape and self.reach is not None:
            self.show_reach(None)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and chosen:
            self._activate()
        elif key == _Key.Key_I:
            self._ask_reach()
        else:
            return False
        return True

    def _ask_reach(self) -> None:
        """From the selected stop, else from the middle; asked again for the same place, the area goes away."""
        stop = self.scene.stop
        middle = self._view.to_place(self.width() / 2, self.height() / 2)
        place = (stop.latitude, stop.longitude) if stop is not None else middle
        shown = self.reach
        if shown is not None and (stop is None or (shown.lat, shown.lon) == place):
            self.show_reach(None)
        else:
            self.reach_asked.emit(*place)

    def _activate(self) -> None:
        if self.scene.selected_stop:
            self.stop_activated.emit(self.scene.selected_stop)
        else:
            self.route_activated.emit(self.scene.selected_route)

    def _step(self, forward: bool) -> bool:
        """Choose the next stop and say it; False at the end."""
        stop = self.scene.step(forward)
        if stop is None:
            return False
        self.select(self.scene.selected_route, stop.stop_id)
        announce(self, self._spoken(stop.spoken, stop.late))
        self.stop_stepped.emit(stop.stop_id)
        return True

    def _click(self, hit: Hit) -> None:
        if hit.mover is not None:
            self.mover_activated.emit(hit.mover.mover.mover_id)
        elif hit.stop is not None:
            self.select(self.scene.selected_route, hit.stop.stop_id)
            self.stop_activated.emit(hit.stop.stop_id)
        elif hit.cluster is not None:
            self._moved(self._view.fitted([(stop.latitude, stop.longitude) for stop in hit.cluster.stops]))
        elif hit.route is not None:
            self.select(hit.route.route_id, "")
            self.route_activated.emit(hit.route.route_id)

    def _point(self, hit: Hit) -> None:
        if hit == Hit():
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _tell(self, at: QPoint, on_screen: QPoint) -> None:
        QToolTip.showText(on_screen, self._words_of(self._overlay.hit(self._view, at.x(), at.y())), self)

    def _words_of(self, hit: Hit) -> str:
        if hit.mover is not None:
            return mover_text(self._texts, hit.mover)
        if hit.stop is not None:
            return self._spoken(hit.stop.spoken, hit.stop.late)
        if hit.route is not None:
            return self._spoken(hit.route.spoken, hit.route.late)
        if hit.cluster is None:
            return ""
        key = "map.cluster_late" if hit.cluster.late else "map.cluster"
        return self._texts(key, count=len(hit.cluster.stops))

    def _people_said(self) -> list[str]:
        """How many are on the map, and where the one of the chosen route is."""
        movers, route = self._overlay.movers, self.scene.route
        mine = [seen for seen in movers if route is not None and seen.mover.series == route.series]
        told = [mover_text(self._texts, seen) for seen in mine]
        return [self._texts("map.people", count=len(movers)), *told] if movers else []

    def _spoken(self, words: str, late: bool) -> str:
        return self._texts("map.late", what=words) if late else words

    def _describe(self) -> None:
        """What the screen reader says of the map."""
        scene, texts = self.scene, self._texts
        late = sum(stop.late for stop in scene.stops)
        parts = [texts("map.summary", routes=len(scene.routes), stops=len(scene.stops), late=late)]
        chosen = scene.stop or scene.route
        if chosen is not None:
            parts.append(texts("map.chosen", what=self._spoken(chosen.spoken, chosen.late)))
        if self.reach is not None:
            parts.append(reach_text(texts, self.reach))
        parts += self._people_said()
        self.setAccessibleName(texts("map.name"))
        self.setAccessibleDescription(" ".join([*parts, texts("map.keys")]))

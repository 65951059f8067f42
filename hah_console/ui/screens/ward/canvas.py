"""All tiles of the ward on one canvas: painted where something changed, a tenth of them at a time."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle

from hah_console.domain.ids import PatientId
from hah_console.ui.screens.ward.model import PARTS_ROLE, Index, WardModel
from hah_console.ui.screens.ward.sizes import GAP, MEDIUM, Grid, grid_for
from hah_console.ui.screens.ward.tile_painter import Sparks, TilePainter
from hah_console.ui.screens.ward.tile_places import Part
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import FLASH_MS, FLASH_TOKENS

SLICES, SLICE_MS = 10, 100
"""PERF: 200 tiles at once take 50 ms and hold up everything else; a tenth takes 8 ms."""


class WardCanvas(QListView):
    """Signals: ``patient_opened`` with an id on Enter or double click, ``patient_chosen`` when the selection moves,
    ``sliced`` with the number of the slice to be made anew, ten a second while in sight.

    The list view gives keys, selection and the screen reader their items; painting and sizes are done here.
    """

    patient_opened = Signal(str)
    patient_chosen = Signal(str)
    sliced = Signal(int)

    def __init__(
        self,
        model: WardModel,
        theme: Theme,
        sparks_of: Callable[[PatientId, TilePainter, QRect], Sparks],
        *,
        still: bool,
    ) -> None:
        super().__init__()
        self._model, self._sparks_of = model, sparks_of
        self.still = still
        self.painter_of_tiles = TilePainter(theme)
        self.painter_of_tiles.pictures.keep_for(self)
        self.grid = Grid(MEDIUM, 1, MEDIUM.width, MEDIUM.height, 0, scrolls=False)
        self._under = -1
        self._slice = 0
        self.setObjectName("ward.tiles")
        self._set_up(model)
        self._slices = self._timer(SLICE_MS, self._next_slice)
        self._flashes = self._timer(FLASH_MS, self._flash)

    def _set_up(self, model: WardModel) -> None:
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView, QListView:focus { border: none; background: transparent; }")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._on_current)
        model.modelReset.connect(self.fit)

    def _timer(self, every_ms: int, do: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(every_ms)
        timer.timeout.connect(do)
        return timer

    def choose(self, patient_id: str) -> None:
        """Select a patient; nothing happens when she is not in sight."""
        position = self._model.position_of(patient_id)
        if position is not None:
            self.setCurrentIndex(self._model.index(position))
            self.scrollTo(self.currentIndex())

    def chosen(self) -> str:
        """The id of the selected patient, or empty."""
        return self._model.patient_at(self.currentIndex().row()) or ""

    def restyle(self, theme: Theme, *, still: bool) -> None:
        """Take another theme or motion setting."""
        self.still = still
        self.painter_of_tiles.parts.bright = False
        self.painter_of_tiles.restyle(theme)
        self.viewport().update()

    def set_old(self, old: bool) -> None:
        """Grey every number while nothing new can come."""
        if old != self.painter_of_tiles.parts.old:
            self.painter_of_tiles.parts.old = old
            self.viewport().update()

    def fit(self) -> None:
        """Choose the size of the tiles for the room there is."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.grid = grid_for(self._model.rowCount(), self.width(), self.height(), bar)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if self.grid.scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.painter_of_tiles.fit(self.grid.size, self.grid.grown)
        self.setGridSize(QSize(self.grid.width, self.grid.height))
        self.viewport().update()

    def in_sight(self) -> range:
        """The positions whose tiles are in sight."""
        return self._between(self.viewport().rect())

    def _between(self, box: QRect) -> range:
        """The positions of the rows of tiles that reach into a box of the viewport."""
        first = (self.verticalOffset() + box.top()) // self.grid.height
        last = (self.verticalOffset() + box.bottom()) // self.grid.height
        columns = self.grid.columns
        return range(first * columns, min(self._model.rowCount(), (last + 1) * columns))

    def slice_in_sight(self, number: int) -> range:
        """The tiles of one slice: neighbours, for Qt paints everything between rectangles that lie far apart."""
        sight = self.in_sight()
        share = -(-len(sight) // SLICES)
        return sight[number * share : (number + 1) * share]

    def tile_box(self, position: int) -> QRect:
        """Where a tile is painted, without the gap around it."""
        row, column = divmod(position, self.grid.columns)
        top = row * self.grid.height - self.verticalOffset()
        return QRect(column * self.grid.width, top, self.grid.width - GAP, self.grid.height - GAP)

    def _boxes(self, inside: QRect) -> Iterator[tuple[int, QRect]]:
        """The tiles of the rows that reach into a box, and where they are painted."""
        return ((position, self.tile_box(position)) for position in self._between(inside))

    def touch(self, position: int, parts: Part = Part.WHOLE) -> None:
        """Have one tile, or some parts of it, painted anew."""
        box = self.tile_box(position)
        if Part.WHOLE in parts:
            self.viewport().update(box)
            return
        places = self.painter_of_tiles.places(box)
        for part in parts:
            self.viewport().update(places.of(part).at(box.left(), box.top()))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """PERF: the list view would lay out and paint everything again; only these tiles have changed."""
        parts = Part(roles[0] - PARTS_ROLE) if len(roles) == 1 else Part.WHOLE
        for position in range(first.row(), last.row() + 1):
            self.touch(position, parts)

    def visualRect(self, index: Index) -> QRect:
        return self.tile_box(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        column, row = point.x() // self.grid.width, (point.y() + self.verticalOffset()) // self.grid.height
        position = row * self.grid.columns + column
        inside = 0 <= column < self.grid.columns and 0 <= position < self._model.rowCount()
        return self._model.index(position) if inside else QModelIndex()

    def paintEvent(self, event: QPaintEvent) -> None:
        """PERF: asking the region about each of 250 tiles took as long as painting a tenth of them; and the ground
        between them is filled here, for Qt would first paint whatever lies below the canvas."""
        region, painter = event.region(), QPainter(self.viewport())
        focused, current = self.hasFocus(), self.currentIndex().row()
        tiles = self.painter_of_tiles
        tiles.begin(painter)
        painter.fillRect(region.boundingRect(), tiles.parts.colours["ground"])
        for position, box in self._boxes(region.boundingRect()):
            if not region.intersects(box):
                continue
            tile, wanted = self._model.tile(position), region.intersected(box).boundingRect()
            tiles.paint(
                painter, box, tile, partial(self._sparks_of, PatientId(tile.patient_id), tiles, box), wanted,
                chosen=position == current, focused=focused, under=position == self._under,
            )  # fmt: skip
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._slices.start()
        self._flashes.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._slices.stop()
        self._flashes.stop()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _hover(self, position: int) -> None:
        if position != self._under:
            was, self._under = self._under, position
            for place in (was, position):
                if place >= 0:
                    self.touch(place)

    def _next_slice(self) -> None:
        self._slice = (self._slice + 1) % SLICES
        self.sliced.emit(self._slice)

    def _flash(self) -> None:
        """Only what nobody has acknowledged flashes, and only its chip; nothing when motion is reduced."""
        parts = self.painter_of_tiles.parts
        parts.bright = not self.still and not parts.bright
        if self.still:
            return
        for position in self.in_sight():
            chip = self._model.tile(position).chip
            if chip is not None and chip.waiting and chip.priority in FLASH_TOKENS:
                self.touch(position, Part.FOOT)

    def _open(self, index: QModelIndex) -> None:
        patient_id = self._model.patient_at(index.row()) if index.isValid() else None
        if patient_id is not None:
            self.patient_opened.emit(patient_id)

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        for index in (previous, current):
            if index.isValid():
                self.touch(index.row())
        patient_id = self._model.patient_at(current.row()) if current.isValid() else None
        if patient_id is not None:
            self.patient_chosen.emit(patient_id)

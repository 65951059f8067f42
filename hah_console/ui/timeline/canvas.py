"""The canvas of the time line: one painted widget, scrolled, zoomed, used by mouse and by keys alike."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
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
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip

from hah_console.ui.announce import announce
from hah_console.ui.i18n import Texts
from hah_console.ui.map.marks import route_colour
from hah_console.ui.theme.theme import Theme
from hah_console.ui.timeline.axis import Axis
from hah_console.ui.timeline.carry import Carry, taken_up
from hah_console.ui.timeline.painter import HEAD_PX, NAME_PX, ROW_PX, RowPainter
from hah_console.ui.timeline.scene import Block, Halt, Row, Scene
from hah_console.ui.timeline.sheets import Sheets
from hah_console.ui.timeline.steps import beside, nearest

_LOG = logging.getLogger(__name__)
_Key = Qt.Key
EDGE_PX, EDGE_MS, EDGE_STEP = 26, 30, 12
ZOOM, FEWEST_ROWS = 1.25, 3


class TimelineCanvas(QAbstractScrollArea):
    """Signals: ``chosen`` with a visit, ``opened`` with a visit (double click), ``carried`` with a Carry whenever
    something in hand is above another place, ``dropped`` with the Carry, ``put_back`` when it goes back where it was,
    ``refused`` with a visit that cannot be taken up.

    While nothing can be changed (``editable`` false) visits can only be looked at.
    """

    chosen = Signal(str)
    opened = Signal(str)
    carried = Signal(object)
    dropped = Signal(object)
    put_back = Signal()
    refused = Signal(str)

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts, self._theme = texts, theme
        self.scene, self.selected, self.editable = Scene(), "", False
        self.carry: Carry | None = None
        self.preview: Mapping[str, Row] = {}
        self._sheets = Sheets(RowPainter(theme, texts))
        self._axis = Axis.fitted(self.scene.begins, self.scene.ends, 0, 800)
        self._fitted = True
        self._pressed: QPointF | None = None
        self._pointer = QPointF()
        self.by_mouse = self._edge_armed = False
        self._edge = QTimer(self)
        self._edge.setInterval(EDGE_MS)
        self._edge.timeout.connect(self._scroll_at_edge)
        self.setObjectName("routes.timeline")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._describe()

    # what the panel asks

    def show_scene(self, scene: Scene) -> None:
        """Show another state of the day; what is chosen and in hand stays where it is there."""
        self.scene, self.preview = scene, {}
        if scene.block(self.selected) is None:
            self.selected = ""
        self._refit()
        self._sheets.forget()
        self._describe()
        self.viewport().update()

    def show_preview(self, rows: Mapping[str, Row]) -> None:
        """Rows as they would be after the change in hand; none: what they are."""
        self.preview = rows
        self.viewport().update()

    def select(self, visit_id: str) -> None:
        """Choose a visit and bring it into view; an unknown one chooses nothing."""
        self.selected = visit_id if self.scene.block(visit_id) else ""
        if self.selected:
            self._bring(self.selected)
        self._describe()
        self.viewport().update()

    def begin_carry(self, carry: Carry) -> None:
        """Take something in hand by key, also what stands in no row."""
        self.carry, self.by_mouse = carry, False
        self._carry_on(carry)

    def end_carry(self) -> None:
        """Nothing is in hand any more."""
        self.carry, self.preview, self._pressed = None, {}, None
        self._edge.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Other words or colours."""
        self._texts, self._theme = texts, theme
        self._sheets = Sheets(RowPainter(theme, texts))
        self._describe()
        self.viewport().update()

    def point_of(self, visit_id: str) -> QPoint:
        """The middle of a visit on the viewport."""
        row = self.scene.row_of(visit_id)
        block = self.scene.block(visit_id)
        if row is None or block is None:
            return QPoint()
        return self._box(block, self.scene.rows.index(row)).center().toPoint()

    def point_at(self, row_id: str, moment: int) -> QPoint:
        """A moment of a row on the viewport."""
        number = next(n for n, row in enumerate(self.scene.rows) if row.row_id == row_id)
        return QPoint(round(self._x(moment)), round(self._y(number) + ROW_PX / 2))

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint(painter)
        except Exception:  # noqa: BLE001  an exception in a paint event would end the program
            _LOG.exception("drawing the time line failed")
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._refit()
        self._measure()
        if self.carry is not None and not self.by_mouse:
            self._bring_row(self.carry.row_id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(ZOOM if event.angleDelta().y() > 0 else 1 / ZOOM)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        block = self._hit(event.position())
        if block is not None:
            self._choose(block.visit_id)
            self._pressed = event.position()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        block = self._hit(event.position())
        if block is not None:
            self.opened.emit(block.visit_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        way = (self._pointer - self._pressed).manhattanLength() if self._pressed is not None else 0
        if self.carry is None and way >= QApplication.startDragDistance():
            self._take_up(by_mouse=True)
        if self.carry is not None and self.by_mouse:
            self._drag()
        elif self.carry is None:
            over = self._hit(self._pointer)
            grab = over is not None and self.editable and not over.begun
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if grab else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = None
        if self.carry is not None and self.by_mouse:
            self._drop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif not (self._carry_key(key) if self.carry is not None else self._key(key)):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selected:
            first = next(self.scene.blocks(), None)
            if first is not None:
                self._choose(first.visit_id)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._hit(QPointF(event.pos())) or self._hit_halt(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), found.spoken if found else "", self)
            return True
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(900, HEAD_PX + max(FEWEST_ROWS, len(self.scene.rows)) * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, HEAD_PX + FEWEST_ROWS * ROW_PX)

    # keys

    def _key(self, key: Qt.Key) -> bool:
        if key in (_Key.Key_Left, _Key.Key_Right, _Key.Key_Home, _Key.Key_End):
            found = beside(self.scene, self.selected, key)
        elif key in (_Key.Key_Up, _Key.Key_Down):
            found = nearest(self.scene, self.selected, down=key == _Key.Key_Down)
        elif key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space) and self.selected:
            self._take_up(by_mouse=False)
            return True
        elif key in (_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Minus):
            self._zoom(1 / ZOOM if key == _Key.Key_Minus else ZOOM)
            return True
        elif key == _Key.Key_0:
            self._fitted = True
            self._refit()
            return True
        else:
            return False
        if found:
            self._choose(found)
        return True

    def _carry_key(self, key: Qt.Key) -> bool:
        carry = self.carry
        if carry is None:
            return False
        if key == _Key.Key_Escape:
            self.end_carry()
            self.put_back.emit()
        elif key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space):
            self._drop()
        elif key in (_Key.Key_Left, _Key.Key_Right):
            self._carry_on(carry.along(self.scene, later=key == _Key.Key_Right))
        elif key in (_Key.Key_Up, _Key.Key_Down):
            self._carry_on(carry.across(self.scene, down=key == _Key.Key_Down))
        elif key == _Key.Key_Delete:
            self._carry_on(replace(carry, row_id="", behind=""))
        else:
            return False
        return True

    # carrying

    def _take_up(self, *, by_mouse: bool) -> None:
        carry = taken_up(self.scene, self.selected) if self.editable else None
        if carry is None:
            self._pressed = None
            self.refused.emit(self.selected)
            return
        self.carry, self.by_mouse = carry, by_mouse
        self._edge_armed = False
        if by_mouse:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._edge.start()
        self._carry_on(carry)

    def _drag(self) -> None:
        row = self._row_at(self._pointer)
        if row is not None and self.carry is not None:
            self._carry_on(self.carry.over(row, self._axis_here().moment(self._pointer.x())))
        self.viewport().update()

    def _carry_on(self, carry: Carry) -> None:
        if carry != self.carry:
            self.preview = {}
        self.carry = carry
        if not self.by_mouse and carry.row_id:
            self._bring_row(carry.row_id)
        self.viewport().update()
        self.carried.emit(carry)

    def _drop(self) -> None:
        carry = self.carry
        if carry is not None:
            self.dropped.emit(carry)

    def _scroll_at_edge(self) -> None:
        """Only at an edge that the pointer was carried to: what is taken up beside it stays where it is."""
        bar, y = self.verticalScrollBar(), self._pointer.y()
        step = -EDGE_STEP if y < HEAD_PX + EDGE_PX else EDGE_STEP if y > self.viewport().height() - EDGE_PX else 0
        self._edge_armed = self._edge_armed or not step
        if step and self._edge_armed and self.carry is not None:
            bar.setValue(bar.value() + step)
            self._drag()

    # drawing

    def _paint(self, painter: QPainter) -> None:
        view, ratio = self.viewport().rect(), self.devicePixelRatioF()
        painter.fillRect(view, self._theme.color("ground"))
        lanes, names = self._sheets.pictures(self.scene, self._axis, ratio)
        top, left = HEAD_PX - self.verticalScrollBar().value(), NAME_PX - self.horizontalScrollBar().value()
        painter.setClipRect(QRect(NAME_PX, HEAD_PX, view.width() - NAME_PX, view.height() - HEAD_PX))
        painter.drawImage(QPointF(left, top), lanes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_preview(painter, left)
        self._draw_choice(painter)
        self._draw_now(painter)
        painter.setClipRect(QRect(0, HEAD_PX, view.width(), view.height() - HEAD_PX))
        painter.drawImage(QPointF(0, top), names)
        self._draw_target(painter)
        painter.setClipping(False)
        self._sheets.painter.head(painter, self._axis_here(), QRect(0, 0, view.width(), HEAD_PX))
        painter.fillRect(QRect(0, 0, NAME_PX, HEAD_PX - 1), self._theme.color("surface"))
        self._draw_carried(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(view.adjusted(1, 1, -1, -1))

    def _draw_preview(self, painter: QPainter, left: int) -> None:
        for number, row in enumerate(self.scene.rows):
            shown = self.preview.get(row.row_id)
            y = self._y(number)
            if shown is not None and -ROW_PX < y < self.viewport().height():
                painter.save()
                painter.translate(left, 0)
                self._sheets.painter.lane(painter, round(y), shown, self._axis)
                painter.restore()

    def _draw_choice(self, painter: QPainter) -> None:
        chosen = self.carry.visit_id if self.carry else self.selected
        for number, row in enumerate(self.scene.rows):
            shown = self.preview.get(row.row_id, row)
            block = next((b for b in shown.blocks if b.visit_id == chosen), None)
            if block is not None:
                painter.setPen(QPen(self._theme.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._box(block, number).adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)

    def _draw_now(self, painter: QPainter) -> None:
        if self.scene.now is None:
            return
        x = self._x(self.scene.now)
        painter.setPen(QPen(self._theme.color("ink"), 2))
        painter.drawLine(QPointF(x, HEAD_PX), QPointF(x, self.viewport().height()))

    def _draw_target(self, painter: QPainter) -> None:
        """The row above which something is carried, and the place it would come to."""
        carry = self.carry
        number = next((n for n, row in enumerate(self.scene.rows) if carry and row.row_id == carry.row_id), None)
        if carry is None or number is None:
            return
        y, row = self._y(number), self.scene.rows[number]
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(1, y, self.viewport().width() - 2, ROW_PX - 1))
        if carry.row_id not in self.preview:
            behind = next((b for b in row.blocks if b.visit_id == carry.behind), None)
            x = max(float(NAME_PX), self._x(behind.end + 60 if behind else row.starts))
            painter.drawLine(QPointF(x, y + 2), QPointF(x, y + ROW_PX - 3))

    def _draw_carried(self, painter: QPainter) -> None:
        """The visit under the pointer; by keys it stands in its row already."""
        carry, block = self.carry, self.scene.block(self.carry.visit_id) if self.carry else None
        row = self.scene.row_of(carry.visit_id) if carry else None
        if not self.by_mouse or block is None or row is None:
            return
        width = max(70.0, self._axis.x(block.end) - self._axis.x(block.start))
        box = QRectF(self._pointer.x() - width / 2, self._pointer.y() - ROW_PX / 2 - 6, width, ROW_PX - 8)
        self._sheets.painter.block(painter, box, block, route_colour(self._theme, row.series), carried=True)

    # places

    def _axis_here(self) -> Axis:
        return replace(self._axis, left=NAME_PX - self.horizontalScrollBar().value())

    def _x(self, moment: float) -> float:
        return self._axis_here().x(moment)

    def _y(self, number: int) -> float:
        return HEAD_PX + number * ROW_PX - self.verticalScrollBar().value()

    def _box(self, block: Block, number: int) -> QRectF:
        return self._sheets.painter.box(block, round(self._y(number)), self._axis_here())

    def _row_at(self, at: QPointF) -> Row | None:
        number = int((at.y() - HEAD_PX + self.verticalScrollBar().value()) // ROW_PX)
        return self.scene.rows[number] if 0 <= number < len(self.scene.rows) and at.y() >= HEAD_PX else None

    def _hit(self, at: QPointF) -> Block | None:
        row = self._row_at(at)
        if row is None or at.x() < NAME_PX:
            return None
        number = self.scene.rows.index(row)
        return next((b for b in row.blocks if self._box(b, number).adjusted(-1, 0, 2, 0).contains(at)), None)

    def _hit_halt(self, at: QPointF) -> Halt | None:
        row = self._row_at(at)
        if row is None or at.x() < NAME_PX:
            return None
        top, axis = round(self._y(self.scene.rows.index(row))), self._axis_here()
        return next((h for h in row.halts if self._sheets.painter.halt_box(h, top, axis).contains(at)), None)

    def _choose(self, visit_id: str) -> None:
        self.select(visit_id)
        block = self.scene.block(visit_id)
        if block is not None:
            announce(self, block.spoken)
            self.chosen.emit(visit_id)

    def _bring(self, visit_id: str) -> None:
        block, row = self.scene.block(visit_id), self.scene.row_of(visit_id)
        if block is None or row is None:
            return
        self._bring_row(row.row_id)
        bar, axis = self.horizontalScrollBar(), self._axis
        room = self.viewport().width() - NAME_PX
        if not bar.value() <= axis.x(block.start) <= axis.x(block.end) <= bar.value() + room:
            bar.setValue(round(axis.x(block.start) - room / 3))

    def _bring_row(self, row_id: str) -> None:
        number = next((n for n, row in enumerate(self.scene.rows) if row.row_id == row_id), 0)
        bar, room = self.verticalScrollBar(), self.viewport().height() - HEAD_PX
        top = number * ROW_PX
        if top < bar.value():
            bar.setValue(top)
        elif top + ROW_PX > bar.value() + room:
            bar.setValue(top + ROW_PX - room)

    def _zoom(self, factor: float) -> None:
        middle = self._axis_here().moment(NAME_PX + (self.viewport().width() - NAME_PX) / 2)
        self._fitted = False
        self._axis = self._axis.zoomed(factor)
        self._sheets.forget()
        self._measure()
        room = self.viewport().width() - NAME_PX
        self.horizontalScrollBar().setValue(round(self._axis.x(middle) - room / 2))
        self.viewport().update()

    def _refit(self) -> None:
        room = max(1, self.viewport().width() - NAME_PX)
        if self._fitted:
            self._axis = Axis.fitted(self.scene.begins, self.scene.ends, 0, room)
        else:
            self._axis = replace(self._axis, begins=self.scene.begins, ends=self.scene.ends)
        self._sheets.forget()
        self._measure()
        self.viewport().update()

    def _measure(self) -> None:
        room = self.viewport().size()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, self._axis.width - (room.width() - NAME_PX)))
        across.setPageStep(max(1, room.width() - NAME_PX))
        down.setRange(0, max(0, len(self.scene.rows) * ROW_PX - (room.height() - HEAD_PX)))
        down.setPageStep(max(1, room.height() - HEAD_PX))
        down.setSingleStep(ROW_PX)

    def _describe(self) -> None:
        block = self.scene.block(self.selected)
        name = self._texts("dayline.name", count=len(self.scene.rows))
        self.setAccessibleName(f"{name}: {block.spoken}" if block else name)

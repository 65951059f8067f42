"""Trends of one patient: one row per vital on one time axis, limits, gaps, event marks, a now line and a focus line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame

from hah_console.domain.reading import Vital
from hah_console.ui.plots.device_item import HatchBand, HatchItem, MarkLabel, MarksItem
from hah_console.ui.plots.geometry import LANE, row_base, row_y
from hah_console.ui.plots.history import moment
from hah_console.ui.plots.own_marks import OwnMarks
from hah_console.ui.plots.picture import TrendPicture, TrendRow
from hah_console.ui.plots.scales import ROWS
from hah_console.ui.plots.thinning import Curve, Floats
from hah_console.ui.plots.time_axis import ticks
from hah_console.ui.plots.trend_keys import view_change, wheel_change
from hah_console.ui.plots.trend_view import Look, ViewChange
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

LEFT_PX, BOTTOM_PX = 44, 24
SHORT_ROW_PX = 62
"""Rows lower than this have no room for the number at their lower edge."""
MOST_POINTS = 90
"""A curve of at most this many readings shows each of them as a point."""
STEPS_S = ((8 * 3600, 60), (30 * 3600, 300), (80 * 3600, 900))
LONG_STEP_S, LEAP = 1800, 6
CAP_PART = 0.0016
"""Half the width of the caps of a pressure mark, as a part of the range."""


class TrendPlot(pg.PlotWidget):  # type: ignore[misc]
    """Signals: ``focus_moved`` with Unix seconds (None when the line is taken away), ``pointed`` with those under the
    pointer (None when it leaves), ``asked`` with a ViewChange, ``measured`` when the anchor is set or taken away.

    Keys: Left and Right move the focus line, with Shift further, and the window when they leave it; Page Up and Page
    Down to the previous and next event mark; Enter sets the anchor from which differences are read. The keys of
    ``trend_keys.view_change`` zoom and move the window, and so does the wheel.
    """

    focus_moved = Signal(object)
    pointed = Signal(object)
    asked = Signal(object)
    measured = Signal()

    def __init__(self, theme: Theme, zone: ZoneInfo) -> None:
        super().__init__()
        self._theme, self._zone = theme, zone
        self._picture: TrendPicture | None = None
        self._labels: tuple[MarkLabel, ...] = ()
        self._names: Mapping[Vital, str] = {}
        self._focus_s: float | None = None
        self._anchor_s: float | None = None
        self._wanted_s: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._set_up_axes()
        self._add_items()
        self.restyle(theme)

    def _set_up_axes(self) -> None:
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.getViewBox().disableAutoRange()
        item.getViewBox().setDefaultPadding(0.0)
        item.setContentsMargins(0, 0, 8, 0)
        self._left, self._bottom = item.getAxis("left"), item.getAxis("bottom")
        self._left.setWidth(LEFT_PX)
        self._bottom.setHeight(BOTTOM_PX)
        for axis in (self._left, self._bottom):
            axis.setStyle(tickLength=0, tickFont=font(LABEL_PX), autoExpandTextSpace=False, hideOverlappingLabels=False)
        item.setYRange(-LANE, float(len(ROWS)), padding=0)

    def _add_items(self) -> None:
        item = self.getPlotItem()
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._limit_lines = pg.PlotCurveItem(connect="pairs")
        self._hatch = HatchItem()
        self._curves = {v: pg.PlotCurveItem(connect="finite") for spec in ROWS for v in spec.vitals}
        self._points = {v: pg.ScatterPlotItem(size=4, pxMode=True, pen=None) for v in self._curves}
        self._pressure = pg.PlotCurveItem(connect="pairs")
        self.own = OwnMarks()
        self._now_line = pg.InfiniteLine(angle=90, movable=False)
        self._focus_line = pg.InfiniteLine(angle=90, movable=False)
        self._anchor_line = pg.InfiniteLine(angle=90, movable=False)
        self._focus_line.hide()
        self._anchor_line.hide()
        self._marks = MarksItem()
        self._row_names = {spec.lead: pg.TextItem(anchor=(0, 0)) for spec in ROWS}
        lines = (self._grid, self._hatch, self._limit_lines, *self._curves.values(), *self._points.values())
        for part in (
            *lines,
            self._pressure,
            *self.own.items,
            self._now_line,
            self._anchor_line,
            self._focus_line,
            self._marks,
            *self._row_names.values(),
        ):
            item.addItem(part, ignoreBounds=True)

    @property
    def picture(self) -> TrendPicture | None:
        """What is drawn."""
        return self._picture

    @property
    def focus_s(self) -> float | None:
        """Unix seconds of the focus line, or None while there is none."""
        return self._focus_s

    @property
    def anchor_s(self) -> float | None:
        """Unix seconds from which differences are read, or None."""
        return self._anchor_s

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.setBackground(theme.color("surface"))
        for axis in (self._left, self._bottom):
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTextPen(theme.color("ink-3"))
        self._grid.setPen(QPen(theme.color("line"), 0))
        self._limit_lines.setPen(_dashed(theme.color("ink-3")))
        self._now_line.setPen(QPen(theme.color("ink-2"), 0))
        self._focus_line.setPen(QPen(theme.color("accent"), 0))
        self._anchor_line.setPen(_dashed(theme.color("accent")))
        for vital, curve in self._curves.items():
            curve.setPen(QPen(theme.series(vital), 0))
            self._points[vital].setBrush(theme.series(vital))
        self._pressure.setPen(QPen(theme.series(Vital.SYSTOLIC), 0))
        self.own.restyle(theme)
        if self._picture is not None:
            self.show_picture(self._picture, self._labels, self._names)

    def show_picture(self, picture: TrendPicture, labels: Sequence[MarkLabel], names: Mapping[Vital, str]) -> None:
        """Draw a picture; ``labels`` are its marks in words (x in Unix seconds), ``names`` the rows' names."""
        self._picture, self._labels, self._names = picture, tuple(labels), names
        start_s, span_s = picture.window.start.timestamp(), picture.window.span_s
        self.getPlotItem().setXRange(0.0, span_s, padding=0)
        self._draw_axes(picture)
        for order, row in enumerate(picture.rows):
            base = row_base(order, len(picture.rows))
            self._draw_row(row, base, start_s, span_s)
            for vital in row.curves:
                self.own.show(vital, picture.own.of(vital), start_s, partial(row_y, base, row.scale))
        self._draw_lines(picture, start_s)
        self._draw_marks(picture, start_s, span_s)
        self._now_line.setPos(picture.window.now.timestamp() - start_s)
        self._place_focus()
        if self._wanted_s is not None:
            wanted, self._wanted_s = self._wanted_s, None
            self.move_focus(wanted)

    def move_focus(self, time_s: float | None) -> None:
        """Put the focus line at a moment inside the range, or take it away."""
        if self._picture is None:
            return
        window = self._picture.window
        if time_s is not None:
            time_s = min(max(time_s, window.start.timestamp()), window.until.timestamp())
        self._focus_s = time_s
        self._place_focus()
        self.focus_moved.emit(time_s)

    def clear_lines(self) -> None:
        """Take focus and anchor away: another patient is shown."""
        self._anchor_s = self._wanted_s = None
        self.move_focus(None)
        self._focus_s = None
        self._place_focus()

    def set_anchor(self, time_s: float | None) -> None:
        """Read differences from a moment, or no more."""
        self._anchor_s = time_s
        self._place_focus()
        self.measured.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        picture = self._picture
        change = view_change(event, self._focus_moment()) if picture is not None else None
        target = self._target(event) if picture is not None and change is None else None
        if change is not None:
            self._ask(change)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._focus_s is not None:
            self.set_anchor(None if self._anchor_s is not None else self._focus_s)
        elif target is None:
            event.ignore()
        else:
            self._go(target)

    def wheelEvent(self, event: QWheelEvent) -> None:
        picture = self._picture
        if picture is not None:
            self.asked.emit(wheel_change(event, moment(self._time_at(event.position().toPoint()))))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._picture is not None:
            self.pointed.emit(self._time_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if getattr(self, "_picture", None) is not None and self._picture is not None:
            self._draw_axes(self._picture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._picture is not None:
            self.move_focus(self._time_at(event.position().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 6, 6)
            painter.restore()

    def _target(self, event: QKeyEvent) -> float | None:
        window = self._picture.window if self._picture else None
        if window is None:
            return None
        here = self._focus_s if self._focus_s is not None else window.until.timestamp()
        step = self._step_s() * (LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        times = [label.x for label in self._labels]
        targets: dict[int, float | None] = {
            Qt.Key.Key_Left: here - step,
            Qt.Key.Key_Right: here + step,
            Qt.Key.Key_PageUp: max((t for t in times if t < here - 0.5), default=None),
            Qt.Key.Key_PageDown: min((t for t in times if t > here + 0.5), default=None),
        }
        return targets.get(event.key())

    def _step_s(self) -> float:
        span_s = self._picture.window.span_s if self._picture else 0.0
        return next((step for longest, step in STEPS_S if span_s <= longest), LONG_STEP_S)

    def _go(self, target: float) -> None:
        """Move the focus line; the window follows when it leaves it."""
        window = self._picture.window if self._picture else None
        if window is not None and not window.start.timestamp() <= target <= window.until.timestamp() + 1:
            self._wanted_s = target
            self.asked.emit(ViewChange(Look.SHOW, at=moment(target)))
        else:
            self.move_focus(target)

    def _ask(self, change: ViewChange) -> None:
        """At the admission and at now the focus line goes there too."""
        if change.look in (Look.OLDEST, Look.NEWEST) and self._picture is not None:
            self._wanted_s = 0.0 if change.look is Look.OLDEST else self._picture.window.now.timestamp()
        self.asked.emit(change)

    def _focus_moment(self) -> datetime | None:
        return moment(self._focus_s) if self._focus_s is not None else None

    def _time_at(self, point: QPoint) -> float:
        """Unix seconds under a point of the widget, kept inside the window."""
        at = float(self.getPlotItem().getViewBox().mapSceneToView(self.mapToScene(point)).x())
        window = self._picture.window if self._picture else None
        start_s = window.start.timestamp() if window else 0.0
        return min(max(start_s + at, start_s), window.until.timestamp() if window else 0.0)

    def _place_focus(self) -> None:
        window = self._picture.window if self._picture else None
        for line, at_s in ((self._focus_line, self._focus_s), (self._anchor_line, self._anchor_s)):
            inside = window is not None and at_s is not None
            inside = inside and window.start.timestamp() <= at_s <= window.end.timestamp()  # type: ignore[union-attr,operator]
            line.setVisible(bool(inside))
            if window is not None and at_s is not None:
                line.setPos(at_s - window.start.timestamp())

    def _draw_axes(self, picture: TrendPicture) -> None:
        window = picture.window
        start_s = window.start.timestamp()
        self._bottom.setTicks([[(t.time_s - start_s, t.text) for t in ticks(window.start, window.end, self._zone)]])
        values: list[tuple[float, str]] = []
        short = self.height() / (len(picture.rows) + LANE) < SHORT_ROW_PX
        for order, row in enumerate(picture.rows):
            base = row_base(order, len(picture.rows))
            values += [(row_y(base, row.scale, v), f"{v:g}") for v in row.scale.ticks[1 if short else 0 :]]
        self._left.setTicks([values])

    def _draw_row(self, row: TrendRow, base: float, start_s: float, span_s: float) -> None:
        for vital, curve in row.curves.items():
            x, y = _points(row, base, curve, start_s)
            self._curves[vital].setData(x, y)
            sparse = 0 < curve.raw <= MOST_POINTS and Vital.DIASTOLIC not in row.curves
            good = np.isfinite(y)
            self._points[vital].setData(x[good], y[good]) if sparse else self._points[vital].clear()
        if Vital.DIASTOLIC in row.curves:
            self._draw_pressure(row, base, start_s, span_s)
        name = self._row_names[row.spec.lead]
        name.fill = QBrush(self._theme.color("surface"))
        name.setHtml(_row_name(self._names.get(row.spec.lead, ""), self._theme.series(row.spec.lead)))
        name.setPos(span_s * 0.004, base + 1.02)

    def _draw_pressure(self, row: TrendRow, base: float, start_s: float, span_s: float) -> None:
        """Few pressures are drawn as double-ended T, many as two lines."""
        upper, lower = row.curves[Vital.SYSTOLIC], row.curves[Vital.DIASTOLIC]
        few = 0 < upper.raw <= MOST_POINTS and upper.times_s.size == lower.times_s.size
        for vital in row.curves:
            self._curves[vital].setVisible(not few)
        self._pressure.setVisible(few)
        if few:
            x, top = _points(row, base, upper, start_s)
            bottom = _points(row, base, lower, start_s)[1]
            self._pressure.setData(*_double_ended(x, bottom, top, span_s * CAP_PART))

    def _draw_lines(self, picture: TrendPicture, start_s: float) -> None:
        span_s = picture.window.span_s
        grid: list[float] = []
        limits: list[float] = []
        bands: list[HatchBand] = []
        for order, row in enumerate(picture.rows):
            base = row_base(order, len(picture.rows))
            low, high = (row_y(base, row.scale, v) for v in (row.scale.low, row.scale.high))
            grid += [row_y(base, row.scale, v) for v in row.scale.ticks]
            limits += [row_y(base, row.scale, v) for v in _limit_values(row)]
            moved = tuple((a - start_s, b - start_s) for a, b in row.gaps)
            bands.append(HatchBand(moved, low, high))
        self._grid.setData(*_across(grid, span_s))
        self._limit_lines.setData(*_across(limits, span_s))
        self._hatch.cover(QRectF(0, 0, span_s, len(picture.rows)))
        self._hatch.show_bands(bands, self._theme.color("stale-hatch"))

    def _draw_marks(self, picture: TrendPicture, start_s: float, span_s: float) -> None:
        moved = [replace(m, x=m.x - start_s) for m in self._labels]
        self._marks.cover(QRectF(0, -LANE, span_s, LANE))
        self._marks.show_labels(moved, self._theme.color("ink-2"), self._theme.color("ink-3"))


def _points(row: TrendRow, base: float, curve: Curve, start_s: float) -> tuple[Floats, Floats]:
    """Seconds on the plot's axis and heights in the row."""
    low, high = row_y(base, row.scale, row.scale.low), row_y(base, row.scale, row.scale.high)
    parts = (curve.values - row.scale.low) / (row.scale.high - row.scale.low)
    return curve.times_s - start_s, low + parts * (high - low)


def _limit_values(row: TrendRow) -> list[float]:
    values = [v for limit in row.limits.values() for v in (limit.low, limit.high) if v is not None]
    return [v for v in values if row.scale.low < v < row.scale.high]


def _across(heights: list[float], span_s: float) -> tuple[Floats, Floats]:
    """Horizontal lines over the whole width, as pairs of points."""
    x = np.tile([0.0, span_s], len(heights))
    return x, np.repeat(np.array(heights, float), 2)


def _double_ended(x: Floats, bottom: Floats, top: Floats, half: float) -> tuple[Floats, Floats]:
    good = np.isfinite(bottom) & np.isfinite(top)
    x, bottom, top = x[good], bottom[good], top[good]
    xs = np.column_stack((x, x, x - half, x + half, x - half, x + half)).ravel()
    return xs, np.column_stack((bottom, top, top, top, bottom, bottom)).ravel()


def _row_name(name: str, colour: QColor) -> str:
    """The name in the row's colour; the part after a space is its unit and lighter."""
    title, _, unit = name.rpartition(" ")
    return f'<span style="color:{colour.name()};font-size:11px"><b>{title}</b> {unit}</span>'


def _dashed(colour: QColor) -> QPen:
    pen = QPen(colour, 0, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    return pen

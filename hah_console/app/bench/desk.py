"""``bench desk``: frames and prices while a visit is dragged over 60 routes, and an urgent visit on a day of 300."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from hah_console.app.bench.desk_live import rows as live_rows
from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.services.ports import UnitOfWork
    from hah_console.ui.timeline.panel import TimelinePanel

PEOPLE, VISITS_EACH = 60, 12
DRAG_STEPS = 150
FRAME_MS = 33.0
URGENT_PEOPLE, URGENT_VISITS = 40, 300
FIRST_S, FINAL_S, SEARCH_S = 1.0, 5.0, 3.0


@dataclass(slots=True)
class Drag:
    """Milliseconds of each frame, and from a new place to its price on the screen."""

    frames: list[float] = field(default_factory=list)
    prices: list[float] = field(default_factory=list)


def rows() -> Iterator[BenchRow]:
    """The rows, each as soon as it is measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    progress(f"desk: a drag over {PEOPLE} routes of {VISITS_EACH} visits")
    slow, drag = slowness(), _drag()
    note = f"{len(drag.frames)} frames, raw p95 {_percentile(drag.frames, 95):.1f} ms, machine {slow:.1f} times slower"
    median = _percentile(drag.frames, 50)
    yield at_most("desk: frame while dragging, median", median, "ms", FRAME_MS, slow=slow, note=note)
    yield at_most("desk: frame while dragging, p95", _percentile(drag.frames, 95), "ms", FRAME_MS, slow=slow)
    yield at_most("desk: from a new place to its price, p95", _percentile(drag.prices, 95), "ms", FRAME_MS, slow=slow)
    progress(f"desk: an urgent visit, {URGENT_VISITS} visits, {URGENT_PEOPLE} people")
    first_s, final_s = _urgent()
    slow = slowness()
    yield at_most("desk: urgent visit, first proposal", first_s, "s", FIRST_S, slow=slow)
    yield at_most("desk: urgent visit, final proposal", final_s, "s", FINAL_S, slow=slow)
    yield from live_rows()


def _drag() -> Drag:
    """Drag one visit up and down over all rows, as fast as frames come."""
    from PySide6.QtCore import QPoint

    from hah_console.app.console import make_application

    application = make_application("zh_TW")
    panel, close = _panel()
    panel.resize(1400, 620)
    panel.show()
    application.processEvents()
    canvas, rows_ = panel.canvas, panel.canvas.scene.rows
    visit = rows_[0].blocks[VISITS_EACH // 2]
    start, drag = canvas.point_of(visit.visit_id), Drag()
    _mouse(panel, "press", start)
    room = canvas.viewport().height() - 60
    for step in range(DRAG_STEPS):
        x = start.x() + (step * 37) % 400 - 200
        at = QPoint(x, 40 + (step * 29) % room)
        began = time.perf_counter()
        _mouse(panel, "move", at)
        canvas.viewport().repaint()
        drag.frames.append(1000 * (time.perf_counter() - began))
        while panel.strip.computing and time.perf_counter() - began < 1:
            application.processEvents()
        drag.prices.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        canvas.viewport().repaint()
        drag.frames.append(1000 * (time.perf_counter() - began))
    canvas.end_carry()
    close()
    return drag


def _panel() -> "tuple[TimelinePanel, _Close]":
    """The program's own panel over a made-up day; nothing is stored."""
    from PySide6.QtWidgets import QWidget

    from hah_console.adapters.planner.hand import HandDesk
    from hah_console.adapters.roads.estimate import EstimatedTravel
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.app.bench.desk_day import desk_day, desk_sheet, profile
    from hah_console.app.bench.quiet_desk import NURSE, quiet_ports
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import SystemClock
    from hah_console.services.context import Context
    from hah_console.ui.i18n import Texts
    from hah_console.ui.screen import Desk
    from hah_console.ui.tasks import TaskRunner
    from hah_console.ui.theme.theme import Theme
    from hah_console.ui.timeline.history import History, Step
    from hah_console.ui.timeline.panel import TimelinePanel

    travel = EstimatedTravel(load_profile(resource_path("profiles", "speeds.toml")))
    tasks, screen = TaskRunner(), QWidget()
    ports = quiet_ports(travel, profile(), HandDesk())
    ctx = Context(_no_store, SystemClock())
    desk = Desk(ctx, NURSE, Texts("zh_TW"), Theme.load("light"), tasks, lambda _screen, _id: None, ports)
    panel = TimelinePanel(desk, screen)
    sheet, _ = desk_sheet(desk_day(PEOPLE, PEOPLE * VISITS_EACH))
    panel.editing.sheet, panel.editing.history = sheet, History([Step(sheet.state, ())])
    panel.editing.shown.emit()
    return panel, _Close(tasks, panel, screen)


@dataclass(frozen=True, slots=True)
class _Close:
    """Ends what a panel needs."""

    tasks: object
    panel: "TimelinePanel"
    screen: object

    def __call__(self) -> None:
        self.panel.close()
        self.tasks.close()  # type: ignore[attr-defined]


def _no_store() -> "UnitOfWork":
    """Nothing of a drag may be stored before it is let go."""
    raise NotImplementedError


def _mouse(panel: "TimelinePanel", what: str, at: object) -> None:
    from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    assert isinstance(at, QPoint)
    left, none, kinds = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, QEvent.Type
    kind, button = (kinds.MouseButtonPress, left) if what == "press" else (kinds.MouseMove, none)
    view = panel.canvas.viewport()
    on_screen = QPointF(view.mapToGlobal(at))
    event = QMouseEvent(kind, QPointF(at), on_screen, button, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def _urgent() -> tuple[float, float]:
    """Seconds until the first ways are there, and until a better way of the first of them."""
    from hah_console.adapters.planner.process import PlannerProcess
    from hah_console.app.bench.desk_day import DAY, URGENT, desk_day, desk_sheet
    from hah_console.domain.clock import TAIPEI
    from hah_console.services.planning_document import bounds
    from hah_console.services.urgent_ports import UrgentAsk

    at = bounds(DAY, TAIPEI)[0] + timedelta(hours=10)
    sheet, document = desk_sheet(desk_day(URGENT_PEOPLE, URGENT_VISITS, urgent_at=at))
    ask, planner = UrgentAsk(document, sheet.state.routes, URGENT), PlannerProcess()
    try:
        planner.rank(ask)
        began = time.perf_counter()
        ways = planner.rank(ask)
        first_s = time.perf_counter() - began
        if not ways:
            raise RuntimeError("nobody could go")
        planner.improve(ask, ways[0].caregiver_id, SEARCH_S)
        return first_s, time.perf_counter() - began
    finally:
        planner.close()


def _percentile(values: list[float], percent: int) -> float:
    """The least value that so many percent do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]

"""``bench desk``, the panel of the running day: from a key to the first proposal in sight, and to the final one."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.adapters.planner.process import PlannerProcess
    from hah_console.services.context import Context
    from hah_console.ui.dispatch.live.panel import LivePanel

PATIENTS, STAFF, PLAN_S = 300, 40, 10.0
FIRST_S, FINAL_S, PATIENCE_S = 1.0, 5.0, 60.0
KINDS = ("ill", "urgent")


def rows() -> Iterator[BenchRow]:
    """A worker falls ill, and an urgent visit is asked for: two rows each."""
    progress(f"desk: proposals in the panel, {PATIENTS} visits, {STAFF} people")
    with tempfile.TemporaryDirectory(prefix="hah-desk-live-") as folder:
        measured = _measured(Path(folder))
    slow = slowness()
    for kind, (first_s, final_s, options) in zip(KINDS, measured, strict=True):
        note = f"{options} proposals"
        yield at_most(f"desk: panel, {kind}, key to first row", first_s, "s", FIRST_S, slow=slow, note=note)
        yield at_most(f"desk: panel, {kind}, key to final", final_s, "s", FINAL_S, slow=slow)


def _measured(folder: Path) -> list[tuple[float, float, int]]:
    from hah_console.adapters.db.store import Store
    from hah_console.adapters.planner.process import PlannerProcess
    from hah_console.app.bench.response_site import NOW
    from hah_console.app.console import make_application
    from hah_console.domain.clock import ManualClock
    from hah_console.services.context import Context

    make_application("zh_TW")
    store, planner = Store(f"sqlite:///{folder / 'desk.db'}"), PlannerProcess()
    with closing(store), closing(planner):
        store.migrate()
        panel, close = _panel(Context(store.unit_of_work, ManualClock(NOW)), planner)
        try:
            return [_asked(panel, kind) for kind in KINDS]
        finally:
            close()


def _panel(ctx: "Context", planner: "PlannerProcess") -> "tuple[LivePanel, _Close]":
    """The program's own panel over a day in force, with everything warm that the program warms."""
    from hah_console.adapters.planner.profile import load_planning_profile
    from hah_console.adapters.roads.estimate import EstimatedTravel
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.bench.quiet_desk import quiet_ports
    from hah_console.app.bench.response_site import PLANNER, load_response_site, plan_in_force
    from hah_console.app.resources import resource_path
    from hah_console.services.proposals import Proposals
    from hah_console.ui.dispatch.live.panel import LivePanel
    from hah_console.ui.i18n import Texts
    from hah_console.ui.screen import Desk
    from hah_console.ui.tasks import TaskRunner
    from hah_console.ui.theme.theme import Theme

    travel = EstimatedTravel(load_profile(resource_path("profiles", "speeds.toml")))
    profile = load_planning_profile(resource_path("profiles", "planning-default.toml"))
    rules = load_rule_packs(resource_path("rulepacks"), ctx.today())
    load_response_site(ctx, PATIENTS, STAFF)
    plan_in_force(ctx, travel, planner, profile, PLAN_S, rules)
    proposals = Proposals(travel, planner, profile, rules)
    proposals.warm_up(ctx)
    tasks = TaskRunner()
    ports = quiet_ports(travel, profile, proposals=proposals)
    desk = Desk(ctx, PLANNER, Texts("zh_TW"), Theme.load("light"), tasks, lambda _screen, _id: None, ports)
    panel = LivePanel(desk)
    panel.resize(440, 900)
    panel.show()
    _until(lambda: panel.day is not None and bool(panel.list.key()))
    return panel, _Close(tasks, panel)


class _Close:
    """Ends what a panel needs."""

    def __init__(self, tasks: object, panel: "LivePanel") -> None:
        self._tasks, self._panel = tasks, panel

    def __call__(self) -> None:
        self._panel.close()
        self._tasks.close()  # type: ignore[attr-defined]


def _asked(panel: "LivePanel", kind: str) -> tuple[float, float, int]:
    """Seconds until the first row is painted and until no better one comes, and how many there are."""
    send = _urgent(panel) if kind == "urgent" else panel.buttons[kind].click
    _until(panel.buttons["urgent"].isEnabled)
    began = time.perf_counter()
    send()
    _until(lambda: bool(panel.proposals))
    panel.options.viewport().repaint()
    first_s = time.perf_counter() - began
    _until(lambda: not panel.search.searching)
    panel.options.viewport().repaint()
    final_s, options = time.perf_counter() - began, len(panel.proposals)
    panel.back.click()
    return first_s, final_s, options


def _urgent(panel: "LivePanel") -> Callable[[], None]:
    """The form of an urgent visit, filled in; what is measured begins when it is sent."""
    from hah_console.ui.dispatch.live.dialogs import UrgentDialog

    panel.buttons["urgent"].click()
    dialog = panel.findChild(UrgentDialog)
    assert dialog is not None, "the key opens a form"
    _until(lambda: dialog.patient.count() > 1)
    dialog.patient.setCurrentIndex(1)
    return dialog.send


def _until(holds: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    ends = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError("nothing came to the panel")
        QApplication.processEvents()
        time.sleep(0.001)

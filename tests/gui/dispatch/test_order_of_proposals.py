"""What leaves a visit or a dose out stands below what does not, whatever it costs and whichever came first."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.crow import Crow
from helpers.field_day import DISPATCHER, FieldDay, make_template, open_day
from helpers.ward import RULES, Bell
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.services.proposal_ports import Event
from hah_console.services.proposals import Happening, LeftOutRow, Proposal
from hah_console.ui.dispatch.live.lines import OPTION
from hah_console.ui.dispatch.live.panel import LivePanel
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk, DeskPorts
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme

PATIENCE_MS = 20_000
NOBODY = LeftOutRow("王○", "shift", ())
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@dataclass
class Told:
    """An engine that tells prepared proposals, each when it is let."""

    proposals: tuple[Proposal, ...] = ()
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def propose(
        self, ctx: object, actor: object, happening: object, found: Callable[[Proposal], None], cancelled: object
    ) -> tuple[Proposal, ...]:
        for one in self.proposals:
            self.go.acquire()
            found(one)
        self.go.acquire()
        return self.proposals


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("site"))


@pytest.fixture
def day(template: Path, tmp_path: Path) -> Iterator[FieldDay]:
    opened = open_day(template, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def engine() -> Told:
    return Told()


@pytest.fixture
def panel(qtbot: QtBot, day: FieldDay, engine: Told) -> Iterator[LivePanel]:
    tasks = TaskRunner()
    ports = DeskPorts(travel=Crow(), planner=None, rules=RULES, notifier=Bell(), proposals=engine)  # type: ignore[arg-type]
    made = LivePanel(Desk(day.ctx, DISPATCHER, Texts("en"), Theme.load("light"), tasks, lambda *_: None, ports=ports))
    qtbot.addWidget(made)
    made.resize(420, 800)
    made.show()
    qtbot.waitUntil(lambda: made.day is not None, timeout=PATIENCE_MS)
    yield made
    engine.go.release(10)
    qtbot.waitUntil(lambda: tasks.idle, timeout=PATIENCE_MS)
    tasks.close()


def proposal(day: FieldDay, kind: str, cost: int, left_out: tuple[LeftOutRow, ...] = (), **more: object) -> Proposal:
    made = Proposal(kind, Event.ILL, day.plan, cost, (), left_out, 0, timedelta(0), timedelta(0), 0)
    return replace(made, **more)  # type: ignore[arg-type]


def kinds(panel: LivePanel) -> list[str]:
    rows = panel.options.rows
    return [row.key.removeprefix(OPTION) for n in range(rows.rowCount()) if (row := rows.row(n))]


def tell(qtbot: QtBot, panel: LivePanel, engine: Told, count: int) -> None:
    engine.go.release()
    qtbot.waitUntil(lambda: len(panel.proposals) == count, timeout=PATIENCE_MS)


def test_what_leaves_a_visit_out_stands_below_what_serves_it_and_the_top_is_in_hand(
    qtbot: QtBot, panel: LivePanel, day: FieldDay, engine: Told
) -> None:
    engine.proposals = (
        proposal(day, "least_change", -900, (NOBODY,)),
        proposal(day, "near", 600),
        proposal(day, "cheapest", -1200, doses_late=1),
    )
    panel.ask(Happening(Event.ILL))
    tell(qtbot, panel, engine, 1)
    assert panel.options.key() == OPTION + "least_change"
    tell(qtbot, panel, engine, 2)
    assert kinds(panel) == ["near", "least_change"]
    assert panel.options.key() == OPTION + "near"
    assert panel.search.just_changed("least_change"), "it stands elsewhere now"
    tell(qtbot, panel, engine, 3)
    assert kinds(panel) == ["near", "cheapest", "least_change"]
    engine.go.release()
    qtbot.waitUntil(lambda: not panel.search.searching, timeout=PATIENCE_MS)
    assert Texts("en")("live_day.option.near") in panel.sentence.text()


def test_the_row_a_person_went_to_stays_in_hand(qtbot: QtBot, panel: LivePanel, day: FieldDay, engine: Told) -> None:
    engine.proposals = (
        proposal(day, "least_change", 0, (NOBODY,)),
        proposal(day, "near", 60, (NOBODY,)),
        proposal(day, "cheapest", 900),
    )
    panel.ask(Happening(Event.ILL))
    tell(qtbot, panel, engine, 1)
    tell(qtbot, panel, engine, 2)
    assert kinds(panel) == ["least_change", "near"]
    qtbot.keyClick(panel.options, Qt.Key.Key_Down)
    assert panel.options.key() == OPTION + "near"
    tell(qtbot, panel, engine, 3)
    assert kinds(panel) == ["cheapest", "least_change", "near"]
    assert panel.options.key() == OPTION + "near"


def test_a_row_says_line_by_line_what_it_does_not_keep(
    qtbot: QtBot, panel: LivePanel, day: FieldDay, engine: Told
) -> None:
    late = timedelta(minutes=25)
    engine.proposals = (proposal(day, "near", 0, (NOBODY,), doses_late=2, specimens_late=late, anew=("陳○",)),)
    panel.ask(Happening(Event.ILL))
    tell(qtbot, panel, engine, 1)
    row = panel.options.row()
    assert row is not None
    assert len(row.dangers) == 4  # type: ignore[attr-defined]
    for words in ("1 visit nobody makes", "2 doses", "25 min", "陳○"):
        assert words in row.spoken
    plain = proposal(day, "cheapest", 0)
    assert plain.harm < proposal(day, "near", 0, specimens_late=late).harm
    may_wait = replace(NOBODY, must=False)
    assert proposal(day, "near", 0, (may_wait,)).harm < proposal(day, "near", 0, doses_late=1).harm
    assert proposal(day, "near", 0, doses_late=1).harm < proposal(day, "near", 0, (NOBODY,)).harm

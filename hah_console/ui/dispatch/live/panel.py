"""The panel of the running day: everybody's stops, one key for each surprise, the proposals and the one accepted."""

import time
import uuid
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.alarms.rules.staff import PANIC
from hah_console.domain.alarm import AlarmState
from hah_console.domain.ids import StaffId
from hah_console.services.changes import Changes
from hah_console.services.live_day import LiveDay, LiveRoute, LiveStop, live_day
from hah_console.services.live_halts import LiveHalt
from hah_console.services.proposal_ports import Event
from hah_console.services.proposals import Happening, Proposal, accept_proposal
from hah_console.services.road_closures import ClosureRow
from hah_console.services.staff_safety import take_staff_alarm
from hah_console.ui.announce import announce
from hah_console.ui.dispatch.live.dialogs import LinkDialog, LongerDialog, ReportDialog, UrgentDialog
from hah_console.ui.dispatch.live.halt_dialog import HaltDialog
from hah_console.ui.dispatch.live.lines import CALL, HALT, OPTION, ROAD, STOP, WORKER, LiveWords
from hah_console.ui.dispatch.live.live_list import LiveDelegate
from hah_console.ui.dispatch.live.proposal_search import ProposalSearch
from hah_console.ui.dispatch.live.road_dialogs import ClosedRoadDialog, OpenAgainDialog
from hah_console.ui.dispatch.live.safety_dialogs import CallDialog, HomeDialog
from hah_console.ui.dispatch.panel import DispatchPanel
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList

ENTITIES = (
    "plan",
    "task",
    "field_visit",
    "home_flag",
    "dose",
    "specimen",
    "staff",
    "alarm",
    "road_closure",
    "halt_report",
)
EVERY_S = 30
"""Arrivals are foreseen anew after so long, also when nobody has said anything."""
KEYS = {
    "call": "Shift+F3", "home": "Shift+F4", "report": "Shift+F5", "ill": "Shift+F6", "no_show": "Shift+F7",
    "overrun": "Shift+F8", "road_closed": "Shift+F9", "urgent": "Shift+F11", "link": "Shift+F12",
}  # fmt: skip
# i18n: live_day.event.* live_day.button.*


class LivePanel(DispatchPanel):
    """Two pages: the day, and the proposals of what happened. Nothing changes until a person accepts one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("dispatch.live")
        self.day: LiveDay | None = None
        self._words = LiveWords(desk.texts, desk.ctx)
        self.search = ProposalSearch(desk.tasks, time.monotonic, self)
        self.search.shown.connect(self._on_searched)
        self.search.failed.connect(self._on_failed)
        self._asking, self._read_at = False, desk.ctx.clock.now()
        self._build()
        self._reading = Requery(desk.tasks, self._read, self._on_day, self._on_failed, self)
        self._write_texts()
        self.refresh()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals in sight."""
        return self.search.proposals

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("dispatch.day", LiveDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.options = RowList("dispatch.proposals", LiveDelegate(theme), keeps_selection=True)
        self.sentence = QLabel()
        self.sentence.setObjectName("dispatch.sentence")
        self.sentence.setProperty("role", "hint")
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(8, 6, 8, 4)
        self.sentence.hide()
        self.buttons = {
            name: KeyButton(f"dispatch.{name}", keys, theme, self, tight=True) for name, keys in KEYS.items()
        }
        self.accept = KeyButton("dispatch.accept", "Ctrl+Return", theme, self, kind="primary")
        self.back = KeyButton("dispatch.back", "Esc", theme, self)
        self.accept.clicked.connect(self._on_accept)
        self.back.clicked.connect(self._on_back)
        self._connect()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._page(self.list, tuple(self.buttons.values())))
        self.pages.addWidget(self._page(self.options, (self.accept, self.back)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.sentence)
        column.addWidget(self.pages, 1)

    def _page(self, rows: RowList, buttons: tuple[KeyButton, ...]) -> QWidget:
        page, foot = QWidget(), QWidget()
        flow = FlowLayout(4)
        for button in buttons:
            flow.addWidget(button)
        foot.setLayout(flow)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rows, 1)
        edge = QVBoxLayout()
        edge.setContentsMargins(6, 4, 4, 4)
        edge.addWidget(foot)
        column.addLayout(edge)
        return page

    def _connect(self) -> None:
        acts = {
            "call": self._call, "home": self._home, "report": self._report, "ill": self._ill, "link": self._link,
            "no_show": self._no_show, "overrun": self._overrun, "road_closed": self._road_closed,
            "urgent": self._urgent,
        }  # fmt: skip
        for name, act in acts.items():
            self.buttons[name].clicked.connect(act)

    # what the desk asks

    def title(self) -> str:
        """The words of the tab."""
        return self._words.title(self.day)

    def take_focus(self) -> None:
        """The list in sight."""
        rows = self.options if self.proposals else self.list
        rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the day again."""
        self._reading.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when somebody reported, planned or ordered something."""
        if changes.touches(*ENTITIES):
            self._reading.ask()

    def on_tick(self, now: datetime) -> None:
        """Time passes: who has not come is later."""
        if (now - self._read_at).total_seconds() >= EVERY_S:
            self._read_at = now
            self._reading.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self._words = LiveWords(desk.texts, desk.ctx)
        for rows in (self.list, self.options):
            rows.restyle(desk.theme)
        for button in (*self.buttons.values(), self.accept, self.back):
            button.restyle(desk.theme)
        self._write_texts()
        if self.proposals or not self._asking:
            words = self._words.searched(self.proposals, searching=self.search.searching) if self.proposals else ""
            self._say(words, aloud=False)
        self._show()

    # reading and showing

    def _read(self) -> LiveDay:
        return live_day(self.desk.ctx, self.desk.actor, self.desk.ports.rules)

    def _on_day(self, day: LiveDay) -> None:
        self.day, self._read_at = day, day.at
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._asking = False
        self._say(self.desk.texts.error(error))
        self._enable()

    def _show(self) -> None:
        if self.day is not None:
            self.list.show_rows(self._words.lines(self.day))
            self._tell_no_plan(self.day)
        self._show_options()
        self.pages.setCurrentIndex(1 if self.proposals else 0)
        self.titled.emit(self.title())
        self._enable()

    def _show_options(self) -> None:
        """Whoever has not gone to another row stays at the top, whichever stands there now."""
        rows, at_top = self._words.options(self.proposals), self.options.currentIndex().row() <= 0
        self.options.show_rows(rows)
        if at_top and rows:
            self.options.choose(rows[0].key)

    def _tell_no_plan(self, day: LiveDay) -> None:
        """Said as long as nothing is published, and no longer."""
        words = self.desk.texts("live_day.no_plan")
        if not self._asking and not self.proposals and day.plan_id is None:
            self._say(words)
        elif self.sentence.text() == words:
            self._say("")

    def _write_texts(self) -> None:
        texts = self.desk.texts
        for name, button in self.buttons.items():
            button.say(texts(f"live_day.button.{name}"))
        self.accept.say(texts("live_day.accept"))
        self.back.say(texts("live_day.back"))
        self.list.setAccessibleName(texts("live_day.title"))
        self.options.setAccessibleName(texts("live_day.proposals"))

    def _enable(self) -> None:
        stop, able = self._stop(), self.desk.ports.proposals is not None and not self._asking
        self.buttons["report"].setEnabled(stop is not None or self._halt() is not None)
        self.buttons["home"].setEnabled(stop is not None)
        self.buttons["call"].setVisible(bool(self.day and self.day.calls))
        self.buttons["link"].setEnabled(self._route() is not None)
        for name in ("ill", "no_show", "overrun"):
            self.buttons[name].setEnabled(able and (self._route() if name == "ill" else stop) is not None)
        road = self._road()
        self.buttons["road_closed"].setEnabled(road is not None or (able and stop is not None))
        self.buttons["road_closed"].say(self.desk.texts(f"live_day.button.{'open_road' if road else 'road_closed'}"))
        self.buttons["urgent"].setEnabled(able and self.day is not None and self.day.plan_id is not None)
        self.accept.setEnabled(not self._asking)

    def _say(self, sentence: str, *, aloud: bool = True) -> None:
        self.sentence.setText(sentence)
        self.sentence.setAccessibleName(sentence)
        self.sentence.setVisible(bool(sentence))
        if sentence and aloud:
            announce(self.sentence, sentence)

    # what the person asks

    def _on_chosen(self, key: str) -> None:
        self._enable()
        if key.startswith(STOP):
            self.visit_chosen.emit(key.removeprefix(STOP))

    def _stop(self) -> LiveStop | None:
        key = self.list.key()
        return self.day.stop(key.removeprefix(STOP)) if self.day and key.startswith(STOP) else None

    def _halt(self) -> LiveHalt | None:
        key = self.list.key()
        return self.day.halt(key.removeprefix(HALT)) if self.day and key.startswith(HALT) else None

    def _route(self) -> LiveRoute | None:
        key, stop = self.list.key(), self._stop()
        for route in self.day.routes if self.day else ():
            if key == WORKER + route.staff_id or (stop is not None and stop in route.stops):
                return route
            if any(key == HALT + halt.halt_id for halt in route.halts):
                return route
        return None

    def _report(self) -> None:
        stop, halt, route = self._stop(), self._halt(), self._route()
        if halt is not None and route is not None:
            HaltDialog(self.desk, halt, StaffId(route.staff_id), _fresh, self).open()
        if stop is not None and route is not None:
            ReportDialog(self.desk, stop, StaffId(route.staff_id), _fresh, self).open()

    def _call(self) -> None:
        """Take the call in hand, or the most urgent one; one that was taken ends with what was found."""
        calls, key = self.day.calls if self.day else (), self.list.key()
        call = next((c for c in calls if CALL + c.alarm_id == key), next(iter(calls), None))
        if call is None:
            return
        if call.state is AlarmState.ACKNOWLEDGED:
            if call.rule_id == PANIC:
                CallDialog(self.desk, call, self).open()
            return
        desk = self.desk
        desk.tasks.run_command(
            lambda: take_staff_alarm(desk.ctx, desk.actor, call.alarm_id, call.version),
            lambda _: self.refresh(),
            self._on_failed,
        )

    def _home(self) -> None:
        stop = self._stop()
        if stop is not None:
            HomeDialog(self.desk, stop.patient_id, stop.patient, self).open()

    def _link(self) -> None:
        route = self._route()
        if route is not None:
            LinkDialog(self.desk, StaffId(route.staff_id), route.name, self).open()

    def _ill(self) -> None:
        route = self._route()
        if route is not None:
            self.ask(Happening(Event.ILL, staff_id=route.staff_id))

    def _no_show(self) -> None:
        stop = self._stop()
        if stop is not None:
            self.ask(Happening(Event.NO_SHOW, visit_id=stop.visit_id))

    def _overrun(self) -> None:
        stop = self._stop()
        if stop is not None:
            LongerDialog(self.desk, stop, self.ask, self).open()

    def _road(self) -> ClosureRow | None:
        """The closed road in hand, as long as it is closed."""
        key = self.list.key()
        rows = self.day.closed if self.day else ()
        return next((row for row in rows if row.holds and key == ROAD + row.closure.closure_id), None)

    def _road_closed(self) -> None:
        """The way from the stop in hand to the next one of the same worker; a closed road in hand is open again."""
        row = self._road()
        if row is not None:
            OpenAgainDialog(self.desk, row.closure, self._words.road_name(row), self).open()
            return
        stop, route = self._stop(), self._route()
        stops = route.stops if route is not None else ()
        following = next((after for here, after in pairwise(stops) if here == stop), None)
        if stop is None or following is None:
            self._say(self.desk.texts("live_day.no_next"))
            return
        names = self.desk.texts("live_day.way", start=stop.patient, end=following.patient)
        dialog = ClosedRoadDialog(self.desk, (stop.visit_id, following.visit_id), names, self.ask, self)
        dialog.tried.connect(self.stretch_tried)
        dialog.open()

    def _urgent(self) -> None:
        UrgentDialog(self.desk, _fresh, self.ask, self).open()

    def ask(self, happening: Happening) -> None:
        """Ask the engine how to go on; the day goes on meanwhile."""
        engine, desk = self.desk.ports.proposals, self.desk
        if engine is None or self._asking:
            return
        self._asking = True
        self._say(desk.texts("live_day.asking", event=desk.texts(f"live_day.event.{happening.event}")))
        self._enable()
        self.search.begin(engine, desk.ctx, desk.actor, happening)

    def _on_searched(self) -> None:
        """A proposal came or improved, or no better one will come."""
        first, proposals = self.pages.currentIndex() == 0, self.proposals
        self._asking = self.search.searching and not proposals
        self._show()
        if proposals:
            self._say(self._words.searched(proposals, searching=self.search.searching), aloud=first)
        if first and proposals:
            self.take_focus()

    def _on_back(self) -> None:
        self.search.clear()
        self._asking = False
        self._say("")
        self._show()
        self.take_focus()

    def _on_accept(self) -> None:
        """SAFETY(proposal seen): what stands there is what is accepted; a row that changed just now is read first."""
        kind = self.options.key().removeprefix(OPTION)
        proposal, desk = self.search.of(kind), self.desk
        if proposal is None:
            return
        if self.search.just_changed(kind):
            self._say(desk.texts("live_day.just_changed"))
            return
        self.search.stop()
        self._asking = True
        self._enable()
        desk.tasks.run_command(
            lambda: accept_proposal(desk.ctx, desk.actor, proposal), self._on_accepted, self._on_failed
        )

    def _on_accepted(self, _: Changes) -> None:
        self._on_back()
        self._say(self.desk.texts("live_day.accepted"))
        self.refresh()


def _fresh() -> str:
    return uuid.uuid4().hex[:16]

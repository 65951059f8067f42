"""The frame around the screens of one signed-in person: alarm bar, navigation, screens, status bar."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.actor import Actor
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.services.changes import Changes
from hah_console.services.desk_facts import DeskFacts, read_desk_facts
from hah_console.ui.actions import Actions
from hah_console.ui.bridge import Batch, Bridge, Follower
from hah_console.ui.i18n import Texts
from hah_console.ui.places import LIVE_TAB, PatientPlace
from hah_console.ui.preferences import Preferences
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen, ScreenFactory
from hah_console.ui.shell.alarm_desk import AlarmDesk, ConsoleAlarms
from hah_console.ui.shell.command_bar import CommandBar
from hah_console.ui.shell.drill_banner import DrillBanner
from hah_console.ui.shell.exchange_count import EXCHANGE_SCREEN, ExchangeCount
from hah_console.ui.shell.help_page import HelpPage
from hah_console.ui.shell.link_watch import LinkWatch
from hah_console.ui.shell.modal_alarm import ModalAlarms
from hah_console.ui.shell.nav_rail import NAV_ITEMS, NavRail
from hah_console.ui.shell.notice import Notice
from hah_console.ui.shell.own_beat import OwnBeat
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.rules_watch import RulesWatch
from hah_console.ui.shell.status_bar import StatusBar
from hah_console.ui.shell.unsigned_count import SIGNING_SCREEN, UnsignedCount
from hah_console.ui.shell.wait_watch import WaitWatch
from hah_console.ui.shell.work_watch import SCREEN as WORK_SCREEN
from hah_console.ui.shell.work_watch import WorkWatch
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme
from hah_console.ui.wording import clock_text, day_and_clock

TICK_MS = 1_000
SLOW_ROUND_TICKS = 15
MOST_BACK = 100
"""So many steps Esc leads back."""
PATIENT_SCREEN = "patient"
OF_ONE = {PATIENT_SCREEN, "intake"}
"""Screens of one thing, opened from where it stands in a list and never empty."""
IN_RAIL = {"ward": "census", "intake": "referrals"}
"""Screens that stand for another one in the rail: its alternate view, or one of its things."""
BOARDS = {"census", "ward"}
"""Screens of many patients on which the one last opened is selected."""


class DeskFrame(QWidget):
    """Signals: ``lock_asked``, ``sign_out_asked``, ``language_asked`` and ``theme_asked`` with a name or empty,
    ``wall_type_asked`` with the points by which the type of the wall board shall grow, ``volume_asked`` with
    the percent typed."""

    lock_asked = Signal()
    sign_out_asked = Signal()
    language_asked = Signal(str)
    theme_asked = Signal(str)
    wall_type_asked = Signal(int)
    volume_asked = Signal(str)

    def __init__(
        self,
        parts: ConsoleParts,
        actor: Actor,
        texts: Texts,
        theme: Theme,
        preferences: Preferences,
        tasks: TaskRunner,
        screens: Mapping[str, ScreenFactory],
    ) -> None:
        super().__init__()
        self._parts, self._factories, self._preferences = parts, dict(screens), preferences
        self._own = ConsoleAlarms()
        self.desk = Desk(parts.ctx, actor, texts, theme, tasks, self.navigate, parts.ports, preferences, self._own)
        self._work = WorkWatch(self.desk, self)
        self.desk = replace(self.desk, work=self._work.reader)
        self.actions_table = Actions()
        self.screens: dict[str, Screen] = {}
        self._undressed: set[str] = set()
        self._outdated: set[str] = set()
        self._history: list[tuple[str, str]] = []
        self._current, self._entity = "", ""
        self._ticks = 0
        self._help: HelpPage | None = None
        self._facts = DeskFacts()
        self._lock_due = False
        self.setObjectName("ground")
        self._build()
        self._bind_actions()
        self._connect()
        follower = Follower(parts.ctx, parts.open_feed, parts.machine_clock, parts.service_dead_after_s, parts.own_disk)
        self.bridge = Bridge(follower, self)
        self.bridge.connect_to(self.on_batch)
        self._own_beat = OwnBeat(parts.own_process, parts.ctx, parts.machine_clock, tasks, self)
        self._own_beat.sound = lambda: self.alarms.sound.told(parts.ctx.clock.now())
        self.rules = RulesWatch(self.desk, self)
        self.rules.changed.connect(self._on_rules)
        self._work.counted.connect(self.nav.set_count)
        self._waits = WaitWatch(self.desk, self)
        self._waits.counted.connect(self.nav.set_count)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.on_tick)

    def _build(self) -> None:
        desk = self.desk
        self.command_bar = CommandBar(desk, self.actions_table)
        self.alarms = AlarmDesk(desk, self._parts, self.command_bar, self._preferences, self._own)
        self.modal_alarms = ModalAlarms(self.alarms, self)
        self.nav = NavRail(desk.texts, desk.theme, tuple(i for i in NAV_ITEMS if i.screen_id in self._factories))
        self.status = StatusBar(desk.texts, desk.theme)
        self.unsigned = UnsignedCount(desk, self.status)
        if SIGNING_SCREEN in self._factories:
            self.status.add_count(self.unsigned)
        self.exchange_count = ExchangeCount(desk, self.status)
        if EXCHANGE_SCREEN in self._factories:
            self.status.add_count(self.exchange_count)
        self.link = LinkWatch(desk, self._parts, self.status)
        self.drill = DrillBanner(desk, self)
        self.stack = QStackedWidget()
        beside, below, above = _line("vline"), _line("line"), _line("line")
        self._around = (self.alarms.bar, below, self.nav, beside, above, self.status)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        for widget in (self.nav, beside):
            middle.addWidget(widget)
        middle.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.alarms.bar)
        column.addWidget(below)
        column.addWidget(self.drill)
        column.addLayout(middle, 1)
        column.addWidget(above)
        column.addWidget(self.status)
        self.notice = Notice(self)

    def _bind_actions(self) -> None:
        actions = self.actions_table
        for screen_id in self._factories:
            if screen_id not in OF_ONE:
                actions.bind(f"go.{screen_id}", partial(self._go, screen_id))
        if PATIENT_SCREEN in self._factories:
            actions.bind("patient.open", lambda patient_id: self.navigate(PATIENT_SCREEN, patient_id))
        actions.bind("view.back", lambda _: self.back())
        actions.bind("alarm.acknowledge", lambda _: self.alarms.acknowledge_first())
        actions.bind("alarm.sound", lambda _: self.alarms.toggle_sound())
        actions.bind("alarm.volume", self.volume_asked.emit)
        actions.bind("view.commands", lambda _: self.command_bar.open())
        actions.bind("view.refresh", lambda _: self.refresh())
        actions.bind("view.full_screen", lambda _: self._toggle_full_screen())
        actions.bind("view.larger", lambda _: self.wall_type_asked.emit(1))
        actions.bind("view.smaller", lambda _: self.wall_type_asked.emit(-1))
        actions.bind("view.language", self.language_asked.emit)
        actions.bind("view.theme", self.theme_asked.emit)
        actions.bind("view.help", lambda _: self.show_help())
        actions.bind("session.lock", lambda _: self.lock_asked.emit())
        actions.bind("session.sign_out", lambda _: self.sign_out_asked.emit())
        self._make_shortcuts()

    def _make_shortcuts(self) -> None:
        for spec in self.actions_table.available():
            for keys in spec.keys:
                if keys != "Esc":
                    shortcut = QShortcut(QKeySequence(keys), self)
                    shortcut.activated.connect(partial(self._on_key, spec.action_id))

    def _on_key(self, action_id: str) -> None:
        """Nobody acts on an alarm from a board that says neither whose it is nor what came of it."""
        if not (self.covered and action_id.startswith("alarm.")):
            self.actions_table.perform(action_id)

    def _connect(self) -> None:
        self.nav.chosen.connect(lambda screen_id: self.navigate(screen_id, ""))
        self.command_bar.chosen.connect(self.actions_table.perform)
        self.command_bar.refused.connect(self.notice.say)
        self.command_bar.left.connect(self.focus_screen)
        self.status.menu_asked.connect(self._show_menu)
        self.alarms.opened.connect(self._open_alarm)
        self.alarms.said.connect(self.notice.say)
        self.alarms.refused.connect(partial(self.notice.say, assertive=True))
        self.alarms.counted.connect(self.nav.set_count)
        self.desk.tasks.failed.connect(self._on_failed)
        self._facts_query = Requery(self.desk.tasks, self._read_facts, self._on_facts, parent=self)

    def start(self) -> None:
        """Show the first screen and begin to follow the database."""
        first = next((item.screen_id for item in NAV_ITEMS if item.screen_id in self._factories), "")
        if first:
            self.navigate(first, "")
        self.alarms.reread()
        self._facts_query.ask()
        self._count_waiting()
        self.rules.ask()
        self._waits.start()
        if WORK_SCREEN in self._factories:
            self._work.start()
        self.bridge.start()
        self._timer.start()
        self.on_tick()

    def close_desk(self) -> None:
        """Stop following; call before the frame is deleted."""
        self._timer.stop()
        self.alarms.close()
        self.bridge.close()

    @property
    def current_screen(self) -> str:
        """The id of the screen in sight."""
        return self._current

    def navigate(self, screen_id: str, entity_id: str) -> None:
        """Show a screen, and on it one entity unless the id is empty. An unknown screen is ignored."""
        screen = self._screen(screen_id)
        if screen is None:
            return
        if self._current and (screen_id, entity_id) != (self._current, self._entity):
            self._history.append((self._current, "" if self._current in BOARDS else self._entity))
            del self._history[:-MOST_BACK]
        self._show(screen_id, entity_id, screen)

    def back(self) -> None:
        """Close the help, or return to the screen before this one."""
        if self._help is not None:
            self._leave_help()
        elif self._history:
            screen_id, entity_id = self._history.pop()
            screen = self._screen(screen_id)
            if screen is not None:
                self._show(screen_id, entity_id, screen)

    def _leave_help(self) -> None:
        self._close_help()
        if self._current:
            self.stack.setCurrentWidget(self.screens[self._current])
            self.focus_screen()

    def _close_help(self) -> None:
        if self._help is not None:
            self.stack.removeWidget(self._help)
            self._help.deleteLater()
            self._help = None

    def _go(self, screen_id: str, _argument: str) -> None:
        self.navigate(screen_id, "")

    def refresh(self) -> None:
        """Read everything in sight again."""
        self.alarms.reread()
        self._facts_query.ask()
        if self._current:
            self.screens[self._current].refresh()

    def show_help(self) -> None:
        """Open the list of keys and commands."""
        self._close_help()
        self._help = HelpPage(self.desk.texts, self.actions_table)
        self._help.left.connect(self._leave_help)
        self.stack.addWidget(self._help)
        self.stack.setCurrentWidget(self._help)
        self._help.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self, texts: Texts, theme: Theme, preferences: Preferences) -> None:
        """Take another language, theme or motion setting everywhere, live."""
        self._preferences = preferences
        desk = self.desk
        self.desk = self.rules.desk = replace(desk, texts=texts, theme=theme, preferences=preferences)
        self.alarms.restyle(self.desk, preferences)
        self.command_bar.restyle(self.desk)
        self.nav.restyle(texts, theme)
        self.status.restyle(texts, theme)
        self.link.restyle(self.desk)
        self.unsigned.restyle(self.desk)
        self.exchange_count.restyle(self.desk)
        self.drill.restyle(self.desk)
        self._undressed = set(self.screens)  # PERF: those out of sight change when they come into sight
        self._dress_current()
        self._on_facts(self._facts)
        self.on_tick()

    def _on_rules(self, desk: Desk) -> None:
        """Other alarm rules are in force: every screen is made anew when it comes into sight, this one when left."""
        self.desk = desk
        self.alarms.restyle(desk, self._preferences)
        self.link.restyle(desk)
        self._outdated = set(self.screens)
        if self._current:
            self.screens[self._current].restyle(desk)
        self._on_facts(self._facts)
        self.notice.say(desk.texts("shell.rules_changed", version=desk.ports.rules.alarms.info.version))

    def _renew(self, screen_id: str) -> None:
        """Take away a screen made under other rules; the next showing makes it anew."""
        if screen_id in self._outdated and screen_id != self._current:
            self._outdated.discard(screen_id)
            self._undressed.discard(screen_id)
            old = self.screens.pop(screen_id)
            self.stack.removeWidget(old)
            old.deleteLater()

    def _dress_current(self) -> None:
        if self._current in self._undressed:
            self._undressed.discard(self._current)
            self.screens[self._current].restyle(self.desk)

    def on_batch(self, batch: Batch) -> None:
        """Something arrived from the database."""
        for subject, present in self.link.on_batch(batch):
            self.alarms.set_local(subject, present)
        if self._current:
            self.screens[self._current].on_link(batch.link)
        if batch.changes.items:
            self._on_changes(batch.changes)
        if batch.latest and self._current:
            self.screens[self._current].on_latest(batch.latest)

    def on_tick(self) -> None:
        """Once a second: clocks, stopwatches, lamps; now and then the slow counts."""
        now = self.desk.ctx.clock.now()
        self._ticks += 1
        self._own_beat.beat()
        self.bridge.note_overdue()
        self.alarms.on_tick(now)
        self.link.show(now)
        self.status.show_time(day_and_clock(self.desk.texts, self.desk.ctx.local(now)))
        if WORK_SCREEN in self._factories:
            self._work.on_tick(self._current == WORK_SCREEN)
        if self._current:
            self.screens[self._current].on_tick(now)
        if self._ticks % SLOW_ROUND_TICKS == 0:
            self.alarms.reread()
            self._count_waiting()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.actions_table.perform("view.back")
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notice.place()

    def _screen(self, screen_id: str) -> Screen | None:
        self._renew(screen_id)
        if screen_id not in self.screens and screen_id in self._factories:
            screen = self._factories[screen_id](self.desk)
            self.screens[screen_id] = screen
            self.stack.addWidget(screen)
        return self.screens.get(screen_id)

    def _show(self, screen_id: str, entity_id: str, screen: Screen) -> None:
        self._close_help()
        changed = screen_id != self._current
        self._current, self._entity = screen_id, entity_id
        self._dress_current()
        self._cover(screen.covers)
        self.stack.setCurrentWidget(screen)
        self.nav.select(IN_RAIL.get(screen_id, screen_id))
        if entity_id:
            screen.show_entity(entity_id)
        if entity_id and screen_id == PATIENT_SCREEN:
            for board in BOARDS & self.screens.keys():
                self.screens[board].show_entity(PatientPlace.of(entity_id).patient_id)
        if changed:
            screen.on_link(self.link.link)
            screen.refresh()
            screen.on_tick(self.desk.ctx.clock.now())
        self.focus_screen()

    @property
    def covered(self) -> bool:
        """Whether one screen stands alone in the window."""
        return bool(self._current) and self.screens[self._current].covers

    def lock_on_uncover(self) -> None:
        """SAFETY(unattended wall): the board stays readable, and leaving it asks for the person's password."""
        self._lock_due = True

    def _cover(self, covers: bool) -> None:
        for part in self._around:
            part.setVisible(not covers)
        if not covers and self._lock_due:
            self._lock_due = False
            self.lock_asked.emit()

    def focus_screen(self) -> None:
        """Put the keyboard focus on the screen in sight."""
        if self._current:
            self.screens[self._current].take_focus()

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches("alarm", "shelf", "patient", "transfer", "user"):
            self.alarms.reread()
        self.rules.on_changes(changes)
        self._work.on_changes(changes)
        self._waits.on_changes(changes)
        if changes.touches("kit", "site", "user") or (self._facts.drill and changes.touches("episode")):
            self._facts_query.ask()
        if changes.touches("note", "round"):
            self._count_waiting()
        if EXCHANGE_SCREEN in self._factories:
            self.exchange_count.on_changes(changes)
        if self._current:  # PERF: a screen out of sight reads everything again when it comes into sight
            self.screens[self._current].on_changes(changes)

    def _open_alarm(self, alarm_id: str, patient_id: str) -> None:
        if patient_id and PATIENT_SCREEN in self._factories:
            self.navigate(PATIENT_SCREEN, str(PatientPlace(PatientId(patient_id), LIVE_TAB)))
        else:
            self.navigate("alarms", AlarmId(alarm_id))

    def _on_failed(self, error: Exception) -> None:
        self.link.note_failure(error)
        self.notice.say(self.desk.texts.error(error), assertive=True)

    def _count_waiting(self) -> None:
        if SIGNING_SCREEN in self._factories:
            self.unsigned.reread()
        if EXCHANGE_SCREEN in self._factories:
            self.exchange_count.reread()

    def _read_facts(self) -> DeskFacts:
        return read_desk_facts(self.desk.ctx, self.desk.actor)

    def _on_facts(self, facts: DeskFacts) -> None:
        self._facts = facts
        desk, local = self.desk, self.desk.ctx.local
        start, end = facts.shift_starts_at, facts.shift_ends_at
        shift = f"{clock_text(local(start))}–{clock_text(local(end))}" if start and end else ""
        role = desk.texts.word("words.role", desk.actor.role)
        self.status.show_person(desk.actor.name, role, shift, self.link.rules_version)
        self.link.devices = facts.devices
        self.drill.show_drill(facts.drill)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.status.person.accessibleName())
        for group in ("session", "view"):
            menu.addSeparator()
            for spec in self.actions_table.of_group(group):
                entry = menu.addAction(f"{self.desk.texts(spec.text)}\t{'  '.join(spec.keys[:1])}")
                entry.triggered.connect(partial(self._on_menu, spec.action_id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place - QPoint(0, menu.sizeHint().height()))

    def _on_menu(self, action_id: str, _checked: bool = False) -> None:
        self.actions_table.perform(action_id)

    def _toggle_full_screen(self) -> None:
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _line(role: str) -> QFrame:
    line = QFrame()
    line.setProperty("role", role)
    return line

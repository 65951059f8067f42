"""The worklist: everything due now or overdue across patients, with the filter in force, and one key for each act."""

import time
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout

from hah_console.domain.alarm import Alarm
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.changes import Changes
from hah_console.services.work_reading import BY_TIME
from hah_console.services.worklist import WorkItem, Worklist
from hah_console.ui.announce import announce
from hah_console.ui.bridge import LinkState
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.work.filters import Whose, WorkFilter
from hah_console.ui.screens.work.head import MINE_KEY, OVERDUE_KEY, WorkHead
from hah_console.ui.screens.work.place import MEDICATION, NOTES, PATIENT, on_tab, place_of
from hah_console.ui.screens.work.presenter import WorkPresenter
from hah_console.ui.screens.work.row_painter import WorkDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton
from hah_console.ui.work_reader import WorkReader

READ_EVERY_S, SORT_EVERY_S, HANDS_OFF_S = 5, 2, 10.0
"""Rows keep their place for HANDS_OFF_S after the last key or click in the list, and while the pointer is over it."""
KEYS = {"open": "Enter", "acknowledge": "Alt+F8", "dose": "Alt+F6", "note": "Alt+F7"}
# i18n: work.act.*


class WorkScreen(Screen):
    """Acts are made from the row in sight: an alarm is acknowledged as the version that is shown."""

    screen_id = "work"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = WorkPresenter(desk.ctx, desk.actor, desk.texts)
        self._touched_s, self._ticks = float("-inf"), 0
        self._build()
        self._reader = desk.work or WorkReader(desk, self)
        self._reader.listen(self._on_read, self._on_failed)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self._delegate = WorkDelegate(desk.theme)
        self.list = RowList("work.list", self._delegate, keeps_selection=True)
        self.list.setUniformItemSizes(True)
        self.list.opened.connect(lambda _: self.open_place())
        self.list.chosen.connect(lambda _: self._show_acts())
        for watched in (self.list, self.list.viewport()):
            watched.installEventFilter(self)
        self.head = WorkHead(desk, self)
        self.head.filtered.connect(self.choose_filter)
        self.head.cleared.connect(self.clear_filter)
        self.head.regrouped.connect(self.regroup)
        self.head.sort_asked.connect(self.resort)
        self.head.search.installEventFilter(self)
        self.buttons = {act: self._act_button(act) for act in KEYS}
        self.said = QLabel()
        self.said.setProperty("role", "hint")
        self.said.setObjectName("work.said")
        self.link = LinkNotice("work.link", desk)
        self._skeleton, self.message = Skeleton(desk.theme), Message("work.message")
        self.message.asked.connect(self._on_message)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        self._shortcut("Ctrl+F", self.head.look)
        self._shortcut(MINE_KEY, self._toggle_mine)
        self._shortcut(OVERDUE_KEY, self.head.overdue.click)
        self._lay_out()

    def _act_button(self, act: str) -> KeyButton:
        """Enter is the list's own key and only printed."""
        screen = None if act == "open" else self
        button = KeyButton(f"work.act.{act}", KEYS[act], self.desk.theme, screen, kind="primary" if not screen else "")
        slots = {
            "open": self.open_place, "acknowledge": self.acknowledge, "dose": lambda: self._open_tab(MEDICATION),
            "note": lambda: self._open_tab(NOTES),
        }  # fmt: skip
        button.clicked.connect(slots[act])
        return button

    def _shortcut(self, keys: str, do: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(do)

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 4, 1, 4)
        inside.addWidget(self.pages)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(panel, 1)
        column.addWidget(self.link)
        column.addLayout(foot)

    def take_focus(self) -> None:
        """The list, or the next step when it is empty."""
        target = self.message.button if self.message.isVisible() else self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose an item by its key."""
        self.list.choose(entity_id)

    def refresh(self) -> None:
        """Read everything again."""
        self._reader.ask()

    def on_changes(self, changes: Changes) -> None:
        """Something was committed."""
        self._reader.note(changes)

    def on_link(self, link: LinkState) -> None:
        """Say when what is shown is no longer of now."""
        self.link.show_link(link)

    def on_tick(self, now: datetime) -> None:
        """Time passes: ages are written anew, and what became due is read."""
        self._ticks += 1
        self.link.refresh()
        if self.presenter.loaded_at is None:
            return
        if self._ticks % READ_EVERY_S == 0:
            self._reader.ask(BY_TIME)
        if self._ticks % SORT_EVERY_S == 0 and self.presenter.order.waits() and not self.held():
            self.resort()
        self.list.viewport().update()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.list.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        for button in self.buttons.values():
            button.restyle(desk.theme)
        self.head.restyle(desk)
        self.link.restyle(desk)
        self.said.clear()
        self._write_texts()
        self._show()

    def held(self) -> bool:
        """Whether somebody points at a row, or has just used the list. SAFETY(right row)."""
        return time.monotonic() - self._touched_s <= HANDS_OFF_S or self.list.underMouse()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.head.search:
            return self._on_search_key(event) or super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._touched_s = time.monotonic()
        return super().eventFilter(watched, event)

    def choose_filter(self, wanted: WorkFilter) -> None:
        """Show only some rows, and say so."""
        self.presenter.filter = wanted
        self.presenter.order.sort()
        self._show()
        announce(self.list, self.head.summary.text())

    def clear_filter(self) -> None:
        """Show everything."""
        self.choose_filter(WorkFilter())
        self.take_focus()

    def regroup(self) -> None:
        """The next grouping."""
        self.presenter.group_by(self.presenter.order.grouping.next)
        self._write_texts()
        self._show()
        announce(self.list, self.head.group.text())

    def resort(self) -> None:
        """Put every row in its place; the chosen one stays chosen."""
        self.presenter.order.sort()
        self._show()

    def chosen(self) -> WorkItem | None:
        """The item of the current row while somebody owes it."""
        return self.presenter.order.find(self.list.key())

    def open_place(self) -> None:
        """Go where the chosen item is done."""
        item = self.chosen()
        if item is not None:
            self.desk.navigate(*place_of(item))

    def acknowledge(self) -> None:
        """Take over the chosen alarm. SAFETY(alarm in sight): as the version that is shown."""
        item = self.chosen()
        if item is None or not self.presenter.may_acknowledge(item) or not isinstance(item.subject, Alarm):
            return
        alarm, desk, name = item.subject, self.desk, self.presenter.name(item, self.desk.ctx.clock.now())
        self.buttons["acknowledge"].setEnabled(False)
        desk.tasks.run_command(
            lambda: acknowledge_alarm(desk.ctx, desk.actor, alarm.alarm_id, alarm.version),
            lambda _: self._say(desk.texts("work.acknowledged", name=name)),
            lambda error: self._say(desk.texts("work.failed", name=name, sentence=desk.texts.error(error))),
        )

    def _open_tab(self, tab: str) -> None:
        item = self.chosen()
        if item is not None and item.patient_id is not None:
            self.desk.navigate(PATIENT, on_tab(item, tab))

    def _toggle_mine(self) -> None:
        mine = self.presenter.filter.whose is Whose.MINE
        self.head.whose[Whose.ALL if mine else Whose.MINE].click()

    def _on_search_key(self, event: QEvent) -> bool:
        """Enter and the arrow down go to the rows; Esc forgets the text first."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.take_focus()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.head.search.clear()
            self.take_focus()
            return True
        return False

    def _on_read(self, worklist: Worklist) -> None:
        first = self.presenter.loaded_at is None
        self.presenter.take(worklist)
        if not self.held():
            self.presenter.order.sort()
        self._show()
        if first and self.isVisible() and not isinstance(self.window().focusWidget(), QLineEdit):
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        """What was read stays in sight, and says that it is old."""
        sentence = self.desk.texts.error(error)
        if self.presenter.loaded_at is not None:
            self.said.setText(self.desk.texts("work.stale", sentence=sentence))
            return
        self.message.say(sentence, self.desk.texts("work.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        """The next step: without the filter, else read again."""
        if self.presenter.filter.in_force:
            self.clear_filter()
        else:
            self.refresh()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce(self.list, sentence, assertive=True)
        self._reader.ask(frozenset({"alarm"}))

    def _show(self) -> None:
        if self.presenter.loaded_at is None:
            return
        now = self.desk.ctx.clock.now()
        rows = self.presenter.rows(now)
        bar = self.list.verticalScrollBar()
        place = bar.value()
        self.list.show_rows(rows)
        if self.held():
            bar.setValue(place)
        self.head.show_filter(self.presenter.filter)
        counts, moved = self.presenter.counts(now), self.presenter.order.waits()
        self.head.show_counts(self.desk.texts, counts, self.presenter.summary(now), moved)
        self._show_page(bool(rows))
        self._show_acts()

    def _show_page(self, any_rows: bool) -> None:
        if not any_rows:
            texts, filtered = self.desk.texts, self.presenter.filter.in_force
            button = texts("work.clear") if filtered else texts("work.retry")
            self.message.say(texts("work.empty_filter") if filtered else texts("work.empty"), button)
        self.pages.setCurrentWidget(self.list if any_rows else self.message)

    def _show_acts(self) -> None:
        item = self.chosen()
        named = item is not None and item.patient_id is not None
        self.buttons["open"].setEnabled(item is not None)
        self.buttons["acknowledge"].setEnabled(self.presenter.may_acknowledge(item))
        for act in ("dose", "note"):
            self.buttons[act].setEnabled(named)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("work.list"))
        self._delegate.done_word = texts("work.done")
        for act, button in self.buttons.items():
            button.say(texts(f"work.act.{act}"))
        self.head.write_texts(texts, self.presenter.order.grouping)
        self.head.show_filter(self.presenter.filter)

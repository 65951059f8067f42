"""The patient page: banner on top, live numbers left, trends in the middle, next steps right."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.errors import IllegalTransition, VersionConflict
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.changes import Changes
from hah_console.services.patient_live import PatientLive
from hah_console.services.patient_page import PatientPage, open_patient
from hah_console.services.patient_rules import patient_rules
from hah_console.ui.announce import announce
from hah_console.ui.bedside.banner import PatientBanner
from hah_console.ui.bridge import LinkState
from hah_console.ui.decisions.card_panel import CardPanel
from hah_console.ui.places import LIVE_TAB, PatientPlace
from hah_console.ui.plots.picture import TrendPicture
from hah_console.ui.plots.trend_view import ViewChange
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.forms import PatientForms
from hah_console.ui.screens.patient.number_list import CARD_HEIGHT, NumberDelegate, NumberList
from hah_console.ui.screens.patient.number_text import ORDER
from hah_console.ui.screens.patient.panels import column_panel, hint_label, notice_label
from hah_console.ui.screens.patient.presenter import PatientPresenter
from hah_console.ui.screens.patient.ranges import Range
from hah_console.ui.screens.patient.risk_panel import RiskPanel
from hah_console.ui.screens.patient.score_panel import ScorePanel
from hah_console.ui.screens.patient.step_list import LIST_WIDTH, StepDelegate
from hah_console.ui.screens.patient.step_text import StepLine
from hah_console.ui.screens.patient.tab_host import TabHost
from hah_console.ui.screens.patient.tabs import TabFactory
from hah_console.ui.screens.patient.trend_panel import TrendPanel
from hah_console.ui.screens.patient.wave_panel import WavePanel
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton
from hah_console.ui.wording import clock_text, subject_text

LEFT_WIDTH, RIGHT_WIDTH = 210, LIST_WIDTH + 2
READ_EVERY_S, TRENDS_EVERY_S = 15, 5
ENTITIES = ("alarm", "shelf", "patient", "episode", "task", "plan", "transfer", "observation", "limits")


class PatientScreen(PatientForms):
    """One patient at a time. Every opening is audited before anything is shown; leaving the page empties it.

    What it is shown is a ``PatientPlace`` in words; without a tab the one in front stays.
    """

    screen_id = "patient"

    def __init__(self, desk: Desk, tabs: Mapping[str, TabFactory] | None = None) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self._tab_factories = tabs or {}
        self.presenter = PatientPresenter(desk.ctx, desk.actor, desk.texts, patient_rules(desk.ports.rules))
        self._opened = False
        self._ticks = 0
        self._build()
        self.presenter.model = desk.ports.risk_model
        self._read = Requery(desk.tasks, self.presenter.read, self._on_page, self._on_failed, self)
        self._read_live = Requery(desk.tasks, self.presenter.read_live, self._on_live, self._on_failed, self)
        self._picture_wanted = self._picture_running = False
        self._write_texts()
        self._show_nobody()

    def _build(self) -> None:
        theme = self.desk.theme
        self.acknowledge = KeyButton("patient.acknowledge", "Alt+F8", theme, self)
        self.observe = KeyButton("patient.observe.open", "Alt+F6", theme, self)
        self.transfer = KeyButton("patient.transfer", "Alt+F9", theme, self, kind="primary")
        self.contact = KeyButton("patient.contact", "Ctrl+F6", theme, self)
        self.respond = KeyButton("patient.respond", "Ctrl+F9", theme, self)
        self.contact.clicked.connect(self.open_contact)
        self.respond.clicked.connect(self.open_response)
        self.acknowledge.clicked.connect(self.acknowledge_first)
        self.observe.clicked.connect(self.open_observation)
        self.transfer.clicked.connect(self.open_transfer)
        self.banner = PatientBanner(theme, (self.contact, self.observe, self.acknowledge, self.transfer))
        self.numbers = NumberList("patient.numbers", NumberDelegate(theme))
        self.score = ScorePanel(theme)
        self.trends = TrendPanel(self.desk, self.presenter)
        self.trends.range_chosen.connect(self.choose_range)
        self.trends.plot.asked.connect(self.look)
        self.waves = WavePanel(self.desk)
        self.waves.opened.connect(self.trends.mark_waves)
        self.trends.waves_asked.connect(self.ask_waves)
        self.limit = KeyButton("patient.limit", "Alt+F11", theme, self)
        self.limit.clicked.connect(self.open_limit)
        self.directive = KeyButton("patient.directive", "Ctrl+F7", theme, self)
        self.directive.clicked.connect(self.open_directive)
        self.numbers.opened.connect(lambda _: self.open_limit())
        self.risk = RiskPanel()
        self.cards = CardPanel(self.desk, "patient.cards", LIST_WIDTH)
        self.steps = RowList("patient.steps", StepDelegate(theme))
        self.steps.opened.connect(self._open_step)
        self.no_steps, self.more_steps, self.shelved = hint_label(), hint_label(), hint_label()
        self.notice, self.link = notice_label("patient.notice"), LinkNotice("patient.link", self.desk)
        self._skeleton, self.message = Skeleton(theme), Message("patient.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _lay_out(self) -> None:
        live = QWidget()
        body = QHBoxLayout(live)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self._left())
        centre = QVBoxLayout()
        centre.setSpacing(12)
        centre.addWidget(self.waves, 4)
        centre.addWidget(self.trends, 5)
        body.addLayout(centre, 1)
        body.addWidget(self._right())
        self._page = page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(self.notice)
        self.tabs = TabHost(self.desk, live, self._tab_factories)
        self.tabs.changed.connect(self._on_tab)
        column.addWidget(self.tabs, 1)
        self.pages = QStackedWidget()
        for widget in (self._skeleton, page, self.message):
            self.pages.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(self.pages)
        outer.addWidget(self.link)

    def _left(self) -> QFrame:
        panel, column = column_panel(LEFT_WIDTH)
        self.numbers.setMaximumHeight(len(ORDER) * CARD_HEIGHT)
        column.addWidget(self.numbers, 100)
        column.addWidget(self.score)
        column.addStretch(1)
        return panel

    def _right(self) -> QFrame:
        panel, column = column_panel(RIGHT_WIDTH)
        self._steps_title = QLabel()
        self._steps_title.setProperty("role", "heading")
        self._steps_title.setContentsMargins(12, 8, 12, 8)
        line = QFrame()
        line.setProperty("role", "line")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 12, 0)
        head.addWidget(self._steps_title, 1)
        head.addWidget(self.respond)
        column.addLayout(head)
        for widget in (line, self.no_steps):
            column.addWidget(widget)
        column.addWidget(self.steps, 1)
        for widget in (self.more_steps, self.shelved, self.cards, self.risk):
            column.addWidget(widget)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 10)
        foot.addWidget(self.directive)
        foot.addStretch(1)
        foot.addWidget(self.limit)
        column.addLayout(foot)
        return panel

    def show_entity(self, entity_id: str) -> None:
        """Open a patient's page; the patient already open here is only read again."""
        place = PatientPlace.of(entity_id)
        if self._opened and place.patient_id == self.presenter.patient_id:
            self.tabs.open(place.tab_id, place.entity_id)
            self.refresh()
            return
        self.tabs.leave()
        self.tabs.open(place.tab_id, place.entity_id)
        self._open(place.patient_id)

    def refresh(self) -> None:
        """Read everything of the open patient again."""
        if self._opened:
            self.presenter.forget_history()
            self._read.ask()
            self._ask_picture()
            self.tabs.refresh()

    def take_focus(self) -> None:
        """Work begins on the tab in front."""
        super().take_focus()
        self.tabs.take_focus()

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything the page shows was committed."""
        if self._opened:
            self.tabs.on_changes(changes)
        if self._opened and changes.touches("own_reading"):
            self.presenter.forget_own()
            self._ask_picture()
        if self._opened and changes.touches(*ENTITIES):
            self._read.ask()
            self._read_live.ask()
            self._ask_picture()

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """Take new last values of the open patient."""
        now = self._now()
        if self._opened and self.presenter.take_latest(rows, now):
            self._show_numbers(now)

    def on_link(self, link: LinkState) -> None:
        """SAFETY(stale board): say below everything when the numbers may not be of now."""
        self.link.show_link(link)

    def on_tick(self, now: datetime) -> None:
        """Ages, clocks, and now and then the slower readings."""
        self.link.refresh()
        if not self._opened or self.presenter.page is None:
            return
        self._ticks += 1
        self.presenter.age(now)
        self._show_numbers(now)
        self._show_steps(now)
        self.waves.tick()
        self.tabs.on_tick(now)
        if self._ticks % READ_EVERY_S == 0:
            self._read.ask()
            self._read_live.ask()
        if self._ticks % TRENDS_EVERY_S == 0 and self.tabs.front is None:
            self._ask_picture()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for widget in (self.banner, self.numbers, self.score, self.steps):
            widget.restyle(desk.theme)
        for button in (
            self.contact,
            self.acknowledge,
            self.observe,
            self.respond,
            self.transfer,
            self.limit,
            self.directive,
        ):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        for part in (self.trends, self.waves, self.tabs, self.cards, self.link):
            part.restyle(desk)
        self._show_page()

    def choose_range(self, chosen: Range) -> None:
        """Show another range; the page keeps it until another is chosen."""
        self.presenter.choose_range(chosen)
        self.trends.mark_range(chosen)
        self._ask_picture()

    def look(self, change: ViewChange) -> None:
        """Zoom or move the trends."""
        if self.presenter.page is not None:
            self.presenter.look(change, self._now())
            self.trends.mark_range(self.presenter.range)
            self._ask_picture()

    def ask_waves(self, wanted: bool) -> None:
        """Open the waveforms of the patient in sight, or close them."""
        if wanted and self._opened and self.presenter.page is not None and self.presenter.patient_id is not None:
            self.waves.open(self.presenter.patient_id)
            self.waves.freeze.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.waves.close_stream()
            self.trends.mark_waves(False)

    def acknowledge_first(self) -> None:
        """Acknowledge the waiting alarm chosen among the steps, else this patient's most urgent one."""
        desk, chosen = self.desk, self.presenter.waiting(self.steps.key()) if self.steps.hasFocus() else None
        waiting = chosen or self.presenter.first_waiting()
        if waiting is None:
            self._say(desk.texts("patient.action.nothing_waiting"))
            return
        alarm = waiting.alarm
        said = desk.texts("patient.action.acknowledged", alarm=subject_text(desk.texts, alarm))
        desk.tasks.run_command(
            lambda: acknowledge_alarm(desk.ctx, desk.actor, alarm.alarm_id, alarm.version),
            partial(self._on_acknowledged, said),
            self._on_refused,
        )

    def read_again(self) -> None:
        """Page and picture of the patient in sight."""
        self._read.ask()
        self._ask_picture()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._reopen)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._opened = False
            self.waves.close_stream()
            self.cards.forget()
            self.tabs.leave()
            wanted = self.presenter.patient_id
            self.presenter.close()
            self.presenter.patient_id = wanted
            self._show_page()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.trends.plot.viewport().update()

    def _open(self, patient_id: PatientId) -> None:
        """SAFETY(audit): the view is in the audit trail before the first fact is read."""
        desk = self.desk
        self._opened = True
        self.waves.close_stream()
        self.presenter.begin(patient_id)
        self.cards.forget()
        self.trends.plot.clear_lines()
        self._show_page()
        desk.tasks.run_command(
            lambda: open_patient(desk.ctx, desk.actor, patient_id),
            partial(self._on_opened, patient_id),
            self._on_failed,
        )

    def _reopen(self) -> None:
        """Back on the page (from another screen, from the lock) without a patient named: it is opened anew."""
        if self.isVisible() and not self._opened and self.presenter.patient_id:
            self._open(self.presenter.patient_id)

    def _on_opened(self, patient_id: PatientId, _: None) -> None:
        if self._opened and patient_id == self.presenter.patient_id:
            self._read.ask()
            self.tabs.show_patient(patient_id)
            self.cards.ask_of_patient(patient_id)

    def _on_tab(self, tab_id: str) -> None:
        if tab_id == LIVE_TAB:
            self._ask_picture()
            self.numbers.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tabs.take_focus()

    def _on_page(self, page: PatientPage | None) -> None:
        first = self.presenter.page is None
        if not self._opened or not self.presenter.take(page):
            return
        self.notice.hide()
        self._show_page()
        self._read_live.ask()
        if first:
            self._on_tab(self.tabs.tab_id)
            announce(self.banner, self.banner.accessibleName())

    def _on_live(self, live: PatientLive | None) -> None:
        if self._opened and self.presenter.take_live(live):
            self._show_live()

    def _on_failed(self, error: Exception) -> None:
        texts, page = self.desk.texts, self.presenter.page
        if page is None:
            self.message.say(texts.error(error), texts("patient.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            at = clock_text(self.desk.ctx.local(page.at))
            self._say(texts("patient.stale_page", at=at))

    def _on_refused(self, error: Exception) -> None:
        self._say(self.desk.texts.error(error))
        if isinstance(error, VersionConflict | IllegalTransition):
            self._read.ask()

    def _on_acknowledged(self, said: str, *_: Changes) -> None:
        announce(self.banner, said)
        self._read.ask()
        self._ask_picture()

    def _on_message(self) -> None:
        if self.presenter.patient_id:
            self._open(self.presenter.patient_id)
        else:
            self.desk.navigate("census", "")

    def _open_step(self, key: str) -> None:
        line = self.steps.row()
        if isinstance(line, StepLine) and line.key == key and line.opens[0]:
            self.desk.navigate(*line.opens)

    def _ask_picture(self) -> None:
        """One picture at a time; asking meanwhile makes one more."""
        request = self.presenter.trend_request(self._now())
        if request is None or self._picture_running:
            self._picture_wanted = request is not None
            return
        self._picture_running, self._picture_wanted = True, False
        self.desk.tasks.run_query(lambda: self.presenter.prepare(request), self._on_picture, self._on_no_picture)

    def _on_picture(self, answer: tuple[PatientId, TrendPicture]) -> None:
        self._picture_running = False
        if self._opened and self.presenter.take_picture(answer):
            self.trends.show_picture()
        if self._picture_wanted:
            self._ask_picture()

    def _on_no_picture(self, error: Exception) -> None:
        self._picture_running = False
        self._on_failed(error)

    def _show_nobody(self) -> None:
        texts = self.desk.texts
        self.message.say(texts("patient.none_chosen"), texts("patient.go_census"))
        self.pages.setCurrentWidget(self.message)

    def _show_page(self) -> None:
        presenter, now = self.presenter, self._now()
        self.banner.show_text(presenter.banner(), presenter.edge_priority())
        self._show_numbers(now)
        self._show_steps(now)
        self.trends.show_picture()
        self._show_actions()
        self._show_live()
        if presenter.page is not None:
            self.pages.setCurrentWidget(self._page)
        elif presenter.patient_id is not None:
            self.pages.setCurrentWidget(self._skeleton)
        else:
            self._show_nobody()

    def _show_numbers(self, now: datetime) -> None:
        self.numbers.show_rows(self.presenter.numbers(now))
        self.score.show_card(self.presenter.score(now))

    def _show_live(self) -> None:
        self.risk.show_card(self.presenter.risk(self._now()))
        lines = self.presenter.shelved()
        self.shelved.setText("\n".join(lines))
        self.shelved.setVisible(bool(lines))

    def _show_steps(self, now: datetime) -> None:
        lines, more = self.presenter.steps(now), self.presenter.more_steps(now)
        self.steps.show_rows(lines)
        self.no_steps.setVisible(not lines)
        self.more_steps.setText(more)
        self.more_steps.setVisible(bool(more))

    def _show_actions(self) -> None:
        presenter = self.presenter
        self.acknowledge.setEnabled(presenter.can_acknowledge())
        self.respond.setEnabled(presenter.can_respond())
        self.directive.setEnabled(presenter.can_edit())
        self.observe.setEnabled(presenter.can_observe())
        self.contact.setEnabled(presenter.can_contact())
        self.transfer.setEnabled(presenter.can_transfer())
        self.limit.setEnabled(presenter.can_limit())
        key = "patient.action.open_transfer" if presenter.running_transfer() else "patient.action.transfer"
        self.transfer.say(self.desk.texts(key))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.acknowledge.say(texts("patient.action.acknowledge"))
        self.observe.say(texts("patient.action.observe"))
        self.contact.say(texts("contact.title_short"))
        self.respond.say(texts("patient.action.respond"))
        self.limit.say(texts("live.limit"))
        self.directive.say(texts("directive.open"))
        self._steps_title.setText(texts("patient.steps.title"))
        self.steps.setAccessibleName(texts("patient.steps.title"))
        self.numbers.setAccessibleName(texts("patient.numbers.title"))
        self.no_steps.setText(texts("patient.steps.empty"))
        self._show_actions()

    def _say(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.setAccessibleName(sentence)
        self.notice.show()
        announce(self.notice, sentence, assertive=True)

    def _now(self) -> datetime:
        return self.desk.ctx.clock.now()

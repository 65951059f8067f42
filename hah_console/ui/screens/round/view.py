"""The daily round: the patients at the left, one patient's page at the right, the next one on one key."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.patient_page import open_patient
from hah_console.services.round import RoundList
from hah_console.ui.announce import announce
from hah_console.ui.bridge import LinkState
from hah_console.ui.chart.contact_form import open_contact_form
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.round.head import OPEN_KEY, RoundHead
from hah_console.ui.screens.round.order import Shown
from hah_console.ui.screens.round.page import RoundPageView
from hah_console.ui.screens.round.presenter import RoundPresenter, Sight
from hah_console.ui.screens.round.row_painter import RoundDelegate
from hah_console.ui.widgets.link_notice import LinkNotice
from hah_console.ui.widgets.panes import list_pane
from hah_console.ui.widgets.row_list import RowList

LIST_WIDTH, NARROW_LIST, NARROW_BELOW = 320, 280, 1320
DWELL_MS = 350
"""A row the arrow keys pass is not opened, and so not audited."""
READ_EVERY_S, PAGE_EVERY_S, LIST_EVERY_S = 5, 15, 60
"""What changed is read soon; silence and scores, which no change tells of, now and then."""
ENTITIES = (
    "round", "note", "contact", "visit_record", "dose", "order", "alarm", "specimen", "lab_result", "episode",
    "observation", "transfer", "patient", "limits", "plan", "closure",
)  # fmt: skip
DECIDE_KEY = "Ctrl+D"


class RoundScreen(Screen):
    """Every page is audited before it is read; leaving the screen empties it and keeps the draft."""

    screen_id = "round"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = RoundPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules)
        self._wanted: PatientId | None = None
        self._after: PatientId | None = None
        self._touched, self._showing, self._ticks = False, False, 0
        self._day = desk.ctx.today()
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read_list, self._on_list, self._on_failed, self)
        self._look = Requery(desk.tasks, self.presenter.read_sight, self._on_sight, self._on_no_sight, self)
        self._write_texts()
        self._show_nobody()

    def _build(self) -> None:
        desk = self.desk
        self.head = RoundHead(desk, self)
        self.head.moved.connect(self.go)
        self.head.scoped.connect(self.change_scope)
        self.head.filtered.connect(self.choose_filter)
        self.head.sort_asked.connect(self.resort)
        self.list = RowList("round.list", RoundDelegate(desk.theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_enter)
        self.page = RoundPageView(desk, self, self.presenter, self._on_stored)
        self.page.contact.clicked.connect(self.open_contact)
        self.page.message.asked.connect(self._on_message)
        self.page.decision.asked.connect(self.decide)
        self.page.decision.stored.connect(self._on_decided)
        self.page.decision.answered.connect(self._on_answered)
        self.said = QLabel()
        self.said.setObjectName("round.said")
        self.said.setProperty("role", "hint")
        self.said.hide()
        self.link = LinkNotice("round.link", desk)
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(DWELL_MS)
        self._dwell.timeout.connect(self._open_wanted)
        for keys, do in (("N", lambda: self.go(1)), ("Shift+N", lambda: self.go(-1))):
            self._list_key(keys, do)
        QShortcut(QKeySequence(OPEN_KEY), self).activated.connect(self._toggle_open)
        QShortcut(QKeySequence(DECIDE_KEY), self).activated.connect(self.page.decision.take_focus)
        self._lay_out()

    def _list_key(self, keys: str, do: object) -> None:
        """Letters work in the list alone: in a field they are typed."""
        shortcut = QShortcut(QKeySequence(keys), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(do)

    def _lay_out(self) -> None:
        self._panel = list_pane(self.list, LIST_WIDTH)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._panel)
        body.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addLayout(body, 1)
        column.addWidget(self.said)
        column.addWidget(self.link)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Open a patient's page of the round."""
        if entity_id:
            self._wanted = PatientId(entity_id)
            self.list.choose(entity_id)
            self._open_wanted()

    def refresh(self) -> None:
        """Read list and page again, in the order of need."""
        self.presenter.list = None
        self._read.ask()
        self._look.ask()

    def on_changes(self, changes: Changes) -> None:
        """The page at once, the list a moment later."""
        if changes.touches(*ENTITIES):
            self._touched = True
            self._look.ask()

    def on_link(self, link: LinkState) -> None:
        """Say when what is shown is no longer of now."""
        self.link.show_link(link)

    def on_tick(self, now: datetime) -> None:
        """Ages and clocks; what changed is read."""
        self._ticks += 1
        self.link.refresh()
        if self._list_is_due():
            self._touched, self._day = False, self.desk.ctx.today()
            self._read.ask()
        if self._ticks % PAGE_EVERY_S == 0:
            self._look.ask()
        self.page.show_facts(now)

    def _list_is_due(self) -> bool:
        soon = self._touched and self._ticks % READ_EVERY_S == 0
        return soon or self._ticks % LIST_EVERY_S == 0 or self._day != self.desk.ctx.today()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.list.restyle(desk.theme)
        self.head.restyle(desk)
        self.page.restyle(desk)
        self.link.restyle(desk)
        self._write_texts()
        self._show_list()
        if self.presenter.sight is not None:
            self.page.show_sight(desk.ctx.clock.now())

    def go(self, step: int) -> None:
        """The next patient, or the one before; after the decision that is on its way has been stored."""
        beside = self.presenter.order.beside(self.presenter.patient_id, step)
        if beside is None:
            self._say(self.desk.texts("round.last" if step > 0 else "round.first"))
        elif self.page.decision.sending:
            self._after = beside
        else:
            self._wanted = beside
            self.list.choose(beside)
            self._open_wanted()

    def change_scope(self) -> None:
        """One's own patients, or all."""
        self.presenter.choose_scope(everybody=not self.presenter.everybody)
        self._write_texts()
        self._read.ask()

    def choose_filter(self, shown: Shown) -> None:
        """Show only some rows, and say so."""
        self.presenter.order.shown = shown
        self._show_list()
        announce(self.list, self.head.summary.text())

    def resort(self) -> None:
        """Put everybody in her place; the patient in sight stays in sight."""
        self.presenter.order.sort()
        self._show_list()

    def decide(self) -> None:
        """Store the decision for the admission in sight."""
        panel = self.page.decision
        command = self.presenter.decide(panel.form.fields(), panel.hasher(), panel.password.text())
        if command is not None and not panel.sending:
            panel.run(command)

    def open_contact(self) -> None:
        """Record a contact by video or telephone with the patient in sight."""
        patient_id = self.presenter.patient_id
        if patient_id is not None and self.presenter.in_care():
            form = open_contact_form(self.desk, patient_id, self)
            form.recorded.connect(self._on_contact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_BELOW
        self._panel.setFixedWidth(NARROW_LIST if narrow else LIST_WIDTH)
        self.page.set_narrow(narrow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and self._wanted is not None:
            self._dwell.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._dwell.stop()
            self._wanted = self.presenter.patient_id or self._wanted
            self._leave()

    def _toggle_open(self) -> None:
        shown = self.presenter.order.shown
        self.choose_filter(Shown.ALL if shown is Shown.OPEN else Shown.OPEN)

    def _on_chosen(self, key: str) -> None:
        """Another row: what is in sight is emptied at once, and opened when somebody stays on it."""
        if self._showing or not key or key == self.presenter.patient_id:
            return
        if self.page.decision.sending:
            self._after = PatientId(key)
            return
        self._wanted = PatientId(key)
        self._leave()
        self._dwell.start()

    def _on_enter(self, key: str) -> None:
        """Open at once; the page that is open gets the keyboard."""
        if key == self.presenter.patient_id and self.presenter.sight is not None:
            self.page.take_focus()
        else:
            self._open_wanted()

    def _leave(self) -> None:
        """SAFETY(patient of the round): the page is empty before another patient is read."""
        self.presenter.begin(None)
        self.page.empty()
        self.page.pages.setCurrentWidget(self.page.skeleton)

    def _open_wanted(self) -> None:
        wanted, desk = self._wanted, self.desk
        self._dwell.stop()
        if wanted is None or wanted == self.presenter.patient_id or not self.isVisible():
            return
        self._leave()
        self.presenter.begin(wanted)
        self.said.hide()
        desk.tasks.run_command(
            lambda: open_patient(desk.ctx, desk.actor, wanted), partial(self._on_audited, wanted), self._on_no_sight
        )

    def _on_audited(self, wanted: PatientId, _: None) -> None:
        """SAFETY(audit): the view is in the audit trail before the first fact is read."""
        if wanted == self.presenter.patient_id:
            self.presenter.opened = True
            self._look.ask()

    def _on_list(self, answer: tuple[bool, RoundList]) -> None:
        if not self.presenter.take_list(answer):
            self._read.ask()
            return
        self._show_list()

    def _on_sight(self, sight: Sight | None) -> None:
        first = self.presenter.sight is None
        if self.presenter.take_sight(sight):
            self.page.show_sight(self.desk.ctx.clock.now())
            if first:
                announce(self.page.banner, self.page.banner.accessibleName())

    def _on_failed(self, error: Exception) -> None:
        """What was read stays in sight, and says that it is old."""
        sentence = self.desk.texts.error(error)
        if self.presenter.list is None:
            self.page.say(sentence, self.desk.texts("round.retry"))
        else:
            self._say(self.desk.texts("round.stale", sentence=sentence))

    def _on_no_sight(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.sight is None:
            self.page.say(sentence, self.desk.texts("round.retry"))
        else:
            self._say(self.desk.texts("round.stale", sentence=sentence))

    def _on_message(self) -> None:
        """The next step: all patients when one has none, else read again."""
        found = self.presenter.list
        if found is not None and not found.rows and not self.presenter.everybody:
            self.change_scope()
            return
        self._wanted = self.presenter.patient_id or self._wanted
        self._leave()
        self.refresh()
        self._open_wanted()

    def _on_stored(self) -> None:
        self._look.ask()
        self._read.ask()

    def _on_contact(self, _: Changes) -> None:
        self._say(self.desk.texts("contact.recorded"))
        self._on_stored()

    def _on_decided(self, _: Changes) -> None:
        row = self.presenter.order.row(self.presenter.patient_id)
        self._say(self.desk.texts("round.stored", name=row.name if row else ""))
        self._on_stored()

    def _on_answered(self, stored: bool) -> None:
        """Who pressed the key for the next patient meanwhile goes on once the decision is stored, and not before."""
        after, self._after = self._after, None
        if after is not None and stored:
            self._wanted = after
            self.list.choose(after)
            self._open_wanted()
        elif after is not None and self.presenter.patient_id is not None:
            self.list.choose(self.presenter.patient_id)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        announce(self.list, sentence)

    def _show_list(self) -> None:
        presenter = self.presenter
        if presenter.list is None:
            return
        self._showing = True
        self.list.show_rows(presenter.lines(self.desk.ctx.clock.now()))
        self.list.choose(presenter.patient_id or self._wanted or "")
        self._showing = False
        self._on_chosen(self.list.key())
        self.head.show_order(self.desk.texts, presenter.order, presenter.summary())
        self.head.offer_moves(bool(presenter.list.rows))
        if not presenter.list.rows and presenter.patient_id is None:
            self._show_nobody()

    def _show_nobody(self) -> None:
        """Loading, nobody on the list, or nobody of one's own."""
        texts, found = self.desk.texts, self.presenter.list
        if found is None:
            self.page.pages.setCurrentWidget(self.page.skeleton)
        elif self.presenter.everybody or not found.others:
            self.page.say(texts("round.empty"), texts("round.retry"))
        else:
            self.page.say(texts("round.empty_mine", count=found.others), texts("round.scope.all"))

    def _write_texts(self) -> None:
        self.list.setAccessibleName(self.desk.texts("round.list"))
        self.head.write_texts(self.desk.texts, everybody=self.presenter.everybody)
        self.page.write_texts()

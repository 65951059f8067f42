"""The referral inbox: those who ask at the left, the one chosen at the right, and the form in place of both."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.ids import ReferralId
from hah_console.domain.referral import ReferralState
from hah_console.domain.refused_document import RefusedDocument
from hah_console.services.changes import Changes
from hah_console.services.page_openings import PageOpenings
from hah_console.services.referral_inbox import ENTITIES, Inbox, ReferralPage, referral_inbox, referral_page
from hah_console.services.referral_receipt import refused_documents
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.referrals.detail import ReferralDetail
from hah_console.ui.screens.referrals.end_dialog import EndDialog
from hah_console.ui.screens.referrals.filters import OPEN, InboxFilter
from hah_console.ui.screens.referrals.form_page import Purpose, ReferralFormPage
from hah_console.ui.screens.referrals.head import InboxHead
from hah_console.ui.screens.referrals.lists import ReferralDelegate
from hah_console.ui.screens.referrals.presenter import Command, ReferralsPresenter, new_id
from hah_console.ui.screens.referrals.refused_dialog import RefusedDialog
from hah_console.ui.screens.referrals.return_dialog import ReturnDialog
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.panes import beside, list_pane
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 430
NEW = "new"
"""In place of a referral's id: open the form of a new one."""
_S = ReferralState


class ReferralsScreen(Screen):
    """Every act sends the version in sight; the service enforces what may follow."""

    screen_id = "referrals"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = ReferralsPresenter(desk.ctx, desk.actor, desk.texts)
        self._wanted, self._sending = "", False
        self._openings = PageOpenings(desk.ctx, desk.actor)
        self._build()
        self._read = Requery(desk.tasks, self._read_inbox, self._on_inbox, self._on_failed, self)
        self._read_page = Requery(desk.tasks, self._page_of_chosen, self._on_page, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.new_button = self._button("new", "Alt+F5", self.open_new)
        self.forward_button = self._button("forward", "Alt+F9", self.step_forward, kind="primary")
        self.return_button = self._button("return", "Alt+F8", self.open_return)
        self.decline_button = self._button("decline", "Alt+F7", lambda: self.open_end(_S.DECLINED))
        self.withdraw_button = self._button("withdraw", "Alt+F10", lambda: self.open_end(_S.WITHDRAWN))
        self.correct_button = self._button("correct", "Alt+F11", lambda: self.open_form(Purpose.CORRECT))
        self.match_button = self._button("match", "Alt+F12", self.take_match)
        self.open_button = self._button("open_patient", "Alt+F6", self.open_patient)
        self.head = InboxHead(self.desk, self.new_button, self)
        self.head.filtered.connect(self.choose_filter)
        self.head.looked_for.connect(self._on_looked_for)
        self.head.cleared.connect(self.clear_filter)
        self.head.refused_asked.connect(self.open_refused)
        self.list = RowList("referrals.list", ReferralDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.open_chosen())
        self.detail = ReferralDetail(self.desk, self._buttons()[1:])
        self.detail.matches.chosen.connect(lambda _: self._show_actions())
        self._skeleton, self.message = Skeleton(theme), Message("referrals.message")
        self.message.asked.connect(self._on_message)
        self.form = ReferralFormPage(self.desk)
        self.form.sent.connect(self._on_form_sent)
        self.form.left.connect(self.close_form)
        self._lay_out()

    def _button(self, part: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(f"referrals.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _buttons(self) -> tuple[KeyButton, ...]:
        """The first belongs to the inbox, the others to the referral in sight."""
        deciding = (self.forward_button, self.return_button, self.decline_button, self.withdraw_button)
        return (self.new_button, *deciding, self.match_button, self.correct_button, self.open_button)

    def _lay_out(self) -> None:
        self._body = beside(list_pane(self.list, LIST_WIDTH), self.detail)
        self._inbox, self.pages, self._whole = QWidget(), QStackedWidget(), QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        inbox = QVBoxLayout(self._inbox)
        inbox.setContentsMargins(0, 0, 0, 0)
        inbox.setSpacing(12)
        inbox.addWidget(self.head)
        inbox.addWidget(self.pages, 1)
        for part in (self._inbox, self.form):
            self._whole.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._whole)

    def take_focus(self) -> None:
        """The form while it is in sight, else the list."""
        if self.form_open:
            self.form.take_focus()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the form aside first."""
        if event.key() == Qt.Key.Key_Escape and self.form_open:
            self.close_form()
        else:
            super().keyPressEvent(event)

    @property
    def form_open(self) -> bool:
        """Whether the form stands in place of the inbox."""
        return self._whole.currentWidget() is self.form

    def show_entity(self, entity_id: str) -> None:
        """Choose a referral, now or when it has been read; ``new`` opens the form of a new one."""
        if entity_id == NEW:
            self.open_new()
            return
        if self.form_open:
            self.close_form()
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read inbox and detail again."""
        self._read.ask()
        if self.presenter.chosen_id:
            self._read_page.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a referral, its intake or a patient changed."""
        if changes.touches(*ENTITIES, "patient", "episode"):
            self.refresh()

    def on_tick(self, now: datetime) -> None:
        """The clocks."""
        if self.presenter.inbox is not None and not self.form_open:
            self.list.show_rows(self.presenter.lines(now))
            self.detail.show_clocks(self.presenter, now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.list.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self.form.restyle(desk)
        self._write_texts()
        self._show()

    def choose_filter(self, wanted: InboxFilter) -> None:
        """Show only the referrals of one header count, and say so."""
        self.presenter.filter = wanted
        self._show()
        announce(self.list, self.head.filters[wanted.filter_id].text())

    def clear_filter(self) -> None:
        """Every open referral again."""
        self.presenter.filter = OPEN
        self.head.look_for.clear()
        self._show()
        self.take_focus()

    def _on_looked_for(self, text: str) -> None:
        self.presenter.wanted = text
        self._show()

    def open_new(self) -> None:
        """The form of a new referral."""
        if self.presenter.may_type():
            self._open_form(Purpose.NEW)

    def open_form(self, purpose: Purpose) -> None:
        """The form of the referral in sight."""
        if self.presenter.may_change():
            self._open_form(purpose)

    def _open_form(self, purpose: Purpose) -> None:
        self._whole.setCurrentWidget(self.form)
        self.form.open(purpose, None if purpose is Purpose.NEW else self.presenter.referral())

    def close_form(self) -> None:
        """Back to the inbox; what was typed is kept as a draft."""
        self.form.close_form()
        self._whole.setCurrentWidget(self._inbox)
        self.take_focus()

    def _on_form_sent(self, changes: Changes) -> None:
        """SAFETY(right referral): the one that was written is the one in sight afterwards."""
        self._wanted = new_id(changes) or self.presenter.chosen_id
        self.presenter.filter = OPEN
        self.close_form()
        self._say(self.desk.texts("referrals.form.sent"))
        self.refresh()

    def open_chosen(self) -> None:
        """To the intake where there is one to fill in, else to what the sender told: Enter alone answers nobody."""
        if self.presenter.forward() == "intake":
            self.step_forward()
        else:
            self.detail.facts.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_forward(self) -> None:
        """The step ahead of the referral in sight."""
        step, referral = self.presenter.forward(), self.presenter.referral()
        if referral is None:
            return
        if step == "intake":
            self.desk.navigate("intake", referral.referral_id)
        elif step == "complete":
            self.open_form(Purpose.COMPLETE)
        elif step == "accept":
            self._send(self.presenter.accept(), "referrals.act.accepted")

    def open_end(self, to: ReferralState) -> None:
        """Ask why, and decline or note that it was taken back."""
        referral = self.presenter.referral()
        if referral is not None and self.presenter.may(to):
            dialog = EndDialog(self.desk, referral, to, self.presenter.end, self)
            dialog.saved.connect(self.refresh)
            dialog.open()

    def open_return(self) -> None:
        """Ask which data the sender shall add."""
        referral, page = self.presenter.referral(), self.presenter.page
        if referral is not None and page is not None and self.presenter.may(_S.RETURNED):
            dialog = ReturnDialog(self.desk, referral, page.missing, self.presenter.ask_sender, self)
            dialog.saved.connect(self.refresh)
            dialog.open()

    def open_refused(self) -> None:
        """Read and show the documents that could not be taken."""
        desk = self.desk
        desk.tasks.run_query(lambda: refused_documents(desk.ctx), self._on_refused_documents)

    def _on_refused_documents(self, documents: tuple[RefusedDocument, ...]) -> None:
        if documents and self.isVisible():
            dialog = RefusedDialog(self.desk, documents, self)
            dialog.saved.connect(self.refresh)
            dialog.open()

    def take_match(self) -> None:
        """Say that the patient chosen is the one referred, or that she is not."""
        match = self.presenter.match(self.detail.matches.key())
        if match is not None and self.presenter.may_change():
            self._send(self.presenter.take_match(match), "referrals.act.matched")

    def open_patient(self) -> None:
        """Go to the patient who was matched."""
        referral = self.presenter.referral()
        if referral is not None and referral.patient_id:
            self.desk.navigate("patient", referral.patient_id)

    def _send(self, command: Command | None, done: str) -> None:
        if command is not None and not self._sending:
            self._sending, self._done = True, done
            self._show_actions()
            self.desk.tasks.run_command(command, self._on_sent, self._on_refused)

    def _on_sent(self, _: Changes) -> None:
        self._sending = False
        self._say(self.desk.texts(self._done))
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self._sending = False
        self._say(self.presenter.failed(error))
        self.refresh()

    def _say(self, sentence: str) -> None:
        self.detail.say(sentence)
        announce(self.list, sentence, assertive=True)

    def _read_inbox(self) -> Inbox:
        return referral_inbox(self.desk.ctx, self.desk.ports.rules.clocks)

    def _page_of_chosen(self) -> ReferralPage | None:
        chosen = self.presenter.chosen_id
        if not chosen:
            return None
        self._openings.note("referral", chosen)
        return referral_page(self.desk.ctx, self.desk.ports.rules.clocks, ReferralId(chosen))

    def _on_inbox(self, inbox: Inbox) -> None:
        first = self.presenter.inbox is None
        self.presenter.inbox = inbox
        self._choose_wanted()
        self._show()
        if first and self.isVisible() and not self.form_open:
            self.take_focus()

    def _on_page(self, page: ReferralPage | None) -> None:
        """Drop the answer about another one."""
        if page is None or page.referral.referral_id != self.presenter.chosen_id:
            return
        self.presenter.page = page
        if self.form_open:
            self.form.on_referral(page.referral)
        self._show_detail()

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id, self.presenter.page = key, None
            self.detail.say("")
            self._show_detail()
            self._read_page.ask()

    def _choose_wanted(self) -> None:
        if not self._wanted or self.presenter.row_of(self._wanted) is None:
            return
        self.presenter.filter = self.presenter.filter_for(self._wanted)
        self._show()
        if self.list.choose(self._wanted):
            self._wanted = ""

    def _show(self) -> None:
        if self.presenter.inbox is None:
            return
        texts, lines = self.desk.texts, self.presenter.lines(self.desk.ctx.clock.now())
        self.list.show_rows(lines)
        filtered = self.presenter.filtered
        self._write_head()
        if not lines:
            self.presenter.chosen_id = ""
            words = ("referrals.none_left", "referrals.clear") if filtered else ("referrals.empty", "referrals.act.new")
            self.message.say(texts(words[0]), texts(words[1]))
        self.pages.setCurrentWidget(self._body if lines else self.message)
        self._show_detail()

    def _show_detail(self) -> None:
        self.detail.show_page(self.presenter, self.desk.ctx.clock.now())
        self._show_actions()

    def _show_actions(self) -> None:
        presenter, free = self.presenter, not self._sending
        self.forward_button.say(presenter.forward_text())
        self.forward_button.setVisible(bool(presenter.forward()))
        self.forward_button.setEnabled(bool(presenter.forward()) and free)
        for button, to in (
            (self.return_button, _S.RETURNED),
            (self.decline_button, _S.DECLINED),
            (self.withdraw_button, _S.WITHDRAWN),
        ):
            button.setVisible(presenter.may(to))
            button.setEnabled(free)
        key, referral = self.detail.matches.key(), presenter.referral()
        self.match_button.say(presenter.match_text(key))
        self.match_button.setVisible(presenter.match(key) is not None and presenter.may_change())
        self.match_button.setEnabled(free)
        self.correct_button.setVisible(presenter.may_change())
        self.open_button.setVisible(referral is not None and referral.patient_id is not None)
        self.new_button.setEnabled(presenter.may_type())

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.inbox is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("referrals.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.inbox is None:
            self.refresh()
        elif self.presenter.filtered:
            self.clear_filter()
        else:
            self.open_new()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("referrals.list"))
        self.detail.write_texts(self.desk)
        for button, key in (
            (self.new_button, "referrals.act.new"),
            (self.return_button, "referrals.act.return"),
            (self.decline_button, "referrals.act.decline"),
            (self.withdraw_button, "referrals.act.withdraw"),
            (self.correct_button, "referrals.act.correct"),
            (self.open_button, "referrals.act.open_patient"),
        ):
            button.say(texts(key))
        self._show_actions()
        self._write_head()

    def _write_head(self) -> None:
        presenter = self.presenter
        counts, filtered = presenter.counts(), presenter.filtered
        self.head.write(self.desk, counts, presenter.filter, presenter.summary(), filtered=filtered)
        self.head.write_refused(self.desk, presenter.inbox.refused if presenter.inbox else 0)

"""One question after the other: digits answer, space leaves one open, backspace goes back; what was said is kept."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from hah_console.domain.chart.questionnaire import Questionnaire
from hah_console.domain.draft import Draft
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.chart_words import total_words
from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.questionnaires.asking import Asking
from hah_console.ui.screens.patient.questionnaires.lists import ChoiceDelegate
from hah_console.ui.screens.patient.questionnaires.presenter import QuestionnairesPresenter
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.wording import near_clock

FORM = "questionnaire"
"""The name of the drafts; their subject is the patient and the questionnaire."""


class ChoiceList(RowList):
    """``take_key`` is asked first about every key without a modifier; True when it was an answer."""

    def __init__(self, name: str, delegate: ChoiceDelegate, take_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(name, delegate, keeps_selection=True)
        self._take_key = take_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._take_key(event):
            super().keyPressEvent(event)


class AskPanel(QFrame):
    """Signals: ``left`` when it is closed without storing, ``stored`` with the sentence that says so."""

    left = Signal()
    stored = Signal(str)

    def __init__(self, desk: Desk, presenter: QuestionnairesPresenter) -> None:
        super().__init__()
        self.desk, self.presenter = desk, presenter
        self.asking: Asking | None = None
        self._episode_id: EpisodeId | None = None
        self._ready = False
        self.keeper = DraftKeeper(desk.ctx, desk.actor, desk.tasks, self._fields, self)
        self.keeper.found.connect(self._on_draft)
        self.setProperty("role", "panel")
        self._build()
        self._lay_out()
        self.restyle(desk)

    def _build(self) -> None:
        self.who, self.step, self.question = QLabel(), QLabel(), QLabel()
        self.hint, self.sum, self.error = QLabel(), QLabel(), QLabel()
        roles = ("heading", "hint", "number", "hint", "hint", "error")
        labels = (self.who, self.step, self.question, self.hint, self.sum, self.error)
        for label, role in zip(labels, roles, strict=True):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.error.setObjectName("questionnaires.ask.error")
        self.list = ChoiceList("questionnaires.ask.choices", ChoiceDelegate(self.desk.theme), self._on_key)
        self.list.opened.connect(self._on_opened)
        self.store, self.leave = QPushButton(), QPushButton()
        self.store.setProperty("kind", "primary")
        self.store.setObjectName("questionnaires.ask.store")
        self.leave.setObjectName("questionnaires.ask.leave")
        self.store.clicked.connect(self.send)
        self.leave.clicked.connect(self.close_asking)
        for keys, do in (("Ctrl+Return", self.send), ("Ctrl+Enter", self.send), ("Esc", self.close_asking)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.leave)
        foot.addWidget(self.store)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self.who, self.step, self.question):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        for widget in (self.hint, self.error):
            column.addWidget(widget)
        column.addLayout(foot)

    def begin(self, patient_id: PatientId, episode_id: EpisodeId, form: Questionnaire) -> None:
        """Ask this patient; answers begun before are gone on with."""
        self.asking, self._episode_id, self._ready = Asking(form), episode_id, False
        self.error.hide()
        self.keeper.open(FORM, f"{patient_id}:{form.questionnaire_id}", 0, {})
        self._show()

    def close_asking(self) -> None:
        """Leave; what was answered is kept."""
        self.forget()
        self.left.emit()

    def forget(self) -> None:
        """Nobody is asked any more; nothing stays in sight."""
        self.keeper.close()
        self.asking, self._episode_id = None, None
        self._show()

    def send(self) -> None:
        """Store the answers, or say what is missing."""
        asking, episode_id = self.asking, self._episode_id
        if asking is None or episode_id is None or not self.store.isEnabled():
            return
        command = self.presenter.command(asking, episode_id)
        if isinstance(command, str):
            self._say(command)
            return
        self.keeper.flush()
        self.store.setEnabled(False)
        self.desk.tasks.run_command(command, self._on_stored, self._on_refused)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        texts = desk.texts
        self.list.restyle(desk.theme)
        self.store.setText(f"{texts('questionnaires.ask.store')}  {texts('dialog.key')}")
        self.store.setAccessibleName(texts("questionnaires.ask.store"))
        self.leave.setText(f"{texts('questionnaires.ask.leave')}  Esc")
        self.leave.setAccessibleName(texts("questionnaires.ask.leave"))
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """SAFETY(nothing typed is lost): another screen, a lock, a closed window keep the answers at once."""
        self.keeper.flush()
        super().hideEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Whether the key answered; a full-width digit of an input method is a digit."""
        asking = self.asking
        if asking is None or not self._ready:
            return False
        if event.key() == Qt.Key.Key_Backspace:
            return self._moved(asking.back())
        if event.key() == Qt.Key.Key_Space and asking.item is not None:
            return self._moved(asking.skip())
        if event.text().isdecimal() and not asking.looking_over:
            return self._moved(asking.choose(int(event.text()))) or True
        return False

    def _on_opened(self, key: str) -> None:
        asking = self.asking
        if asking is None or not self._ready:
            return
        if asking.looking_over:
            asking.go_to(key)
            self._moved(True)
        else:
            self._moved(asking.choose(int(key)))

    def _moved(self, moved: bool) -> bool:
        if moved:
            self.keeper.touch()
            self.error.hide()
            self._show()
        return moved

    def _fields(self) -> dict[str, str]:
        return self.asking.fields() if self.asking else {}

    def _on_draft(self, draft: Draft | None) -> None:
        asking = self.asking
        if asking is None:
            return
        self._ready = True
        if draft is not None:
            asking.restore(draft.fields)
            at = near_clock(self.desk.ctx.local(draft.saved_at or self.desk.ctx.clock.now()), self.desk.ctx.today())
            self._say(self.desk.texts("questionnaires.ask.restored", at=at))
        self._show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stored(self, _: Changes) -> None:
        self.store.setEnabled(True)
        self.keeper.drop()
        asking, texts = self.asking, self.desk.texts
        if asking is not None:
            form = asking.questionnaire
            name, total = self.presenter.name(form), total_words(texts, asking.total, form)
            self.forget()
            self.stored.emit(texts("questionnaires.ask.stored", form=name, total=total))

    def _on_refused(self, error: Exception) -> None:
        self.store.setEnabled(True)
        self._say(self.desk.texts.error(error))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        announce(self.error, sentence, assertive=True)

    def _show(self) -> None:
        asking, presenter, texts = self.asking, self.presenter, self.desk.texts
        if asking is None:
            for label in (self.who, self.step, self.question, self.sum):
                label.clear()
            self.list.show_rows(())
            return
        name = presenter.name(asking.questionnaire)
        self.who.setText(texts("questionnaires.ask.title", form=name, who=presenter.who()))
        step, question = presenter.step(asking), presenter.question(asking)
        self.step.setText(step)
        self.question.setText(question)
        self.sum.setText("" if asking.looking_over else total_words(texts, asking.total, asking.questionnaire))
        key = "questionnaires.ask.review_hint" if asking.looking_over else "questionnaires.ask.hint"
        self.hint.setText(texts(key))
        lines = presenter.choices(asking)
        self.list.show_rows(lines)
        self.list.choose(str(asking.chosen()) if asking.chosen() is not None else lines[0].key)
        self.list.setAccessibleName(texts("questionnaires.ask.spoken", step=step, question=question))
        announce(self.list, f"{step}. {question}")
        self.store.setVisible(asking.looking_over)


# i18n: questionnaires.ask.*

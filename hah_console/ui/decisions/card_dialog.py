"""One card opened: its words in full, its links, and what a person makes of it."""

from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from hah_console.domain.decision_support import Card, CardLink
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.decision_support import follow_suggestion, override_card
from hah_console.ui.decisions.card_text import AnswerOption, body, link_text, options, origin, title
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk

BODY_HEIGHT = 180


class CardDialog(FormDialog):
    """SAFETY(their words): a card is shown as its service's, as plain text; nothing it suggests is carried out here."""

    def __init__(self, desk: Desk, card: Card, patient_id: PatientId, parent: QWidget) -> None:
        super().__init__("card", desk, parent)
        self.card, self._patient_id = card, patient_id
        texts, self.options = desk.texts, options(desk.texts, card)
        self.title(texts("decisions.heading"), texts("decisions.answer"))
        self.who.setText(title(texts, card))
        self.hint.setText("\n".join((origin(texts, card), texts("decisions.theirs"))))
        for label in (self.who, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._add_body()
        self._add_links()
        self._add_answer()

    def _add_body(self) -> None:
        words = body(self.desk.texts, self.card)
        self.words = QPlainTextEdit(words)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(BODY_HEIGHT)
        self.words.setObjectName("card.words")
        self.words.setAccessibleName(self.desk.texts("decisions.detail"))
        if words:
            self.fields.addRow(self.words)

    def _add_links(self) -> None:
        self.links: list[QPushButton] = []
        for number, link in enumerate(self.card.links):
            button = QPushButton(link_text(self.desk.texts, link).replace("&", "&&"))
            button.setObjectName(f"card.link.{number}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._ask_to_open, link))
            self.fields.addRow(button)
            self.links.append(button)

    def _add_answer(self) -> None:
        texts = self.desk.texts
        self.answer, self.comment = QComboBox(), QLineEdit()
        self.answer.addItems([texts("decisions.choose"), *(option.words for option in self.options)])
        if self.options:
            self.field("reason", texts("decisions.made_of_it"), self.answer)
            self.field("comment", texts("decisions.comment"), self.comment)
            self.answer.currentIndexChanged.connect(lambda _: self._show_comment())
            self._show_comment()
            self.keep_typed(f"{self._patient_id}/{self.card.service}/{self.card.card_id}")
        else:
            told = QLabel(texts("decisions.unanswerable"))
            told.setProperty("role", "hint")
            told.setWordWrap(True)
            self.fields.addRow(told)
            self.submit.hide()

    def chosen(self) -> AnswerOption | None:
        """The answer chosen, None before one is: nothing is answered by a key that was pressed too often."""
        position = self.answer.currentIndex() - 1
        return self.options[position] if position >= 0 else None

    def send(self) -> None:
        """Keep the answer; the service is told of it in the background."""
        option, desk = self.chosen(), self.desk
        if option is None:
            self.say(desk.texts("decisions.choose_first"))
            return
        self.run(partial(self._send, desk, option, self.comment.text()))

    def _send(self, desk: Desk, option: AnswerOption, comment: str) -> Changes:
        told = (desk.ctx, desk.actor, self.card)
        if option.overrides:
            return override_card(*told, option.reason, comment, self._patient_id)
        return follow_suggestion(*told, option.suggestion_id, self._patient_id)

    def _show_comment(self) -> None:
        option = self.chosen()
        self.fields.setRowVisible(self.comment, option is not None and option.overrides)

    def _ask_to_open(self, link: CardLink) -> None:
        question = OpenLinkDialog(self.desk, link, self)
        question.finished.connect(question.deleteLater)
        question.open()


class OpenLinkDialog(FormDialog):
    """SAFETY(link): nothing is opened before a person has seen the whole address and said so."""

    def __init__(self, desk: Desk, link: CardLink, parent: QWidget) -> None:
        super().__init__("card.open", desk, parent)
        self._link = link
        self.title(desk.texts("decisions.open_title"), desk.texts("decisions.open"))
        self.who.setText(desk.texts("decisions.open_question"))
        self.address = QTextEdit()
        self.address.setPlainText(link.url)
        self.address.setReadOnly(True)
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(72)
        self.field("address", desk.texts("decisions.address"), self.address)

    def send(self) -> None:
        """Open it in the browser."""
        QDesktopServices.openUrl(QUrl(self._link.url, QUrl.ParsingMode.StrictMode))
        self.accept()

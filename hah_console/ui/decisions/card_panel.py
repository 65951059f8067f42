"""The panel of cards: asks the services of the site in the background, shows what they say, drops what is late."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from hah_console.domain.decision_support import Indicator, ServiceAnswer
from hah_console.domain.ids import PatientId
from hah_console.services.decision_support import cards_of_patient, tell_services
from hah_console.ui.announce import announce
from hah_console.ui.decisions.card_dialog import CardDialog
from hah_console.ui.decisions.card_list import CardDelegate
from hah_console.ui.decisions.card_text import CardLine, card_lines, remarks
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.row_list import RowList

TALLEST = 132
Ask = Callable[[], tuple[ServiceAnswer, ...]]


class CardPanel(QFrame):
    """Out of sight where the site has no services, and until they were asked. ``name`` is its object name."""

    def __init__(self, desk: Desk, name: str, width: int) -> None:
        super().__init__()
        self.desk = desk
        self.answers: tuple[ServiceAnswer, ...] | None = None
        self._patient_id, self._asked = PatientId(""), 0
        self.setObjectName(name)
        self._delegate = CardDelegate(desk.theme, width)
        self.list = RowList(f"{name}.list", self._delegate)
        self.list.opened.connect(lambda _: self.open_card())
        self.heading, self.state, self.remarks = QLabel(), QLabel(), QLabel()
        for label, role in ((self.heading, "heading"), (self.state, "hint"), (self.remarks, "small")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(12, 2, 12, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        line = QFrame()
        line.setProperty("role", "line")
        for widget in (line, self.heading, self.state, self.list, self.remarks):
            column.addWidget(widget)
        self.hide()

    def ask_of_patient(self, patient_id: PatientId) -> None:
        """Ask about a patient whose page was opened."""
        desk, services = self.desk, self.desk.ports.decisions
        if services is not None:
            self.ask(partial(cards_of_patient, desk.ctx, desk.actor, services, patient_id), patient_id)

    def ask(self, read: Ask, patient_id: PatientId) -> None:
        """Ask anew about a patient; what was in sight is gone at once."""
        self.forget()
        self._patient_id = patient_id
        self._show()
        self.desk.tasks.run_far(read, partial(self._on_answers, self._asked), partial(self._on_failed, self._asked))

    def forget(self) -> None:
        """SAFETY(another's cards): nothing of the last question stays, and no answer to it is taken any more."""
        self._asked += 1
        self.answers = None
        self.list.show_rows(())
        self.hide()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        self.list.restyle(desk.theme)
        if not self.isHidden():
            self._show()

    def open_card(self) -> None:
        """Open the card chosen."""
        line = self.list.row()
        if isinstance(line, CardLine):
            form = CardDialog(self.desk, line.card, self._patient_id, self)
            form.saved.connect(self._tell)
            form.finished.connect(form.deleteLater)
            form.open()

    def _on_answers(self, asked: int, answers: tuple[ServiceAnswer, ...]) -> None:
        if asked != self._asked:
            return
        self.answers = answers
        if not answers:
            self.hide()
            return
        self._show()
        self._tell()
        grave = [line for line in card_lines(self.desk.texts, answers) if line.card.indicator is Indicator.CRITICAL]
        if grave:
            announce(self.list, grave[0].spoken)

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._show(self.desk.texts.error(error))

    def _tell(self) -> None:
        """Tell the services what they have not been told yet; that is tried again with every question."""
        desk, services = self.desk, self.desk.ports.decisions
        if services is not None and self.answers:
            names = tuple(each.service for each in self.answers)
            desk.tasks.run_far(partial(tell_services, desk.ctx, services, names), _nothing, _nothing)

    def _show(self, trouble: str = "") -> None:
        texts, answers = self.desk.texts, self.answers
        lines = card_lines(texts, answers or ())
        said = "" if lines else texts("decisions.asking" if answers is None else "decisions.nothing")
        self.heading.setText(texts("decisions.heading"))
        self.state.setText(trouble or said)
        self.state.setVisible(bool(trouble or said))
        self.list.setAccessibleName(texts("decisions.heading"))
        self.list.show_rows(lines)
        self.list.setFixedHeight(min(TALLEST, sum(map(self._delegate.row_height, lines))))
        self.list.setVisible(bool(lines))
        words = remarks(texts, answers or ())
        self.remarks.setText(words)
        self.remarks.setVisible(bool(words))
        self.show()


def _nothing(_: object) -> None:
    """What became of it is counted, and stands on the screen of the exchange."""

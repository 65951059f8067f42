"""The page of one patient on the round: banner on top, facts at the left, acts below, the decision at the right."""

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hah_console.ui.bedside.banner import PatientBanner
from hah_console.ui.screen import Desk
from hah_console.ui.screens.round.acts import RoundActs
from hah_console.ui.screens.round.decision import DecisionPanel
from hah_console.ui.screens.round.fact_list import FactDelegate
from hah_console.ui.screens.round.facts import Fact
from hah_console.ui.screens.round.presenter import RoundPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

DECISION_WIDTH, NARROW_DECISION = 400, 360


class RoundPageView(QWidget):
    """Nobody, loading, or a patient; the decision keeps its draft whatever is shown."""

    def __init__(self, desk: Desk, screen: QWidget, presenter: RoundPresenter, changed: object) -> None:
        super().__init__()
        self.desk, self._presenter = desk, presenter
        self.contact = KeyButton("round.act.contact", "Alt+F5", desk.theme, screen)
        self.banner = PatientBanner(desk.theme, (self.contact,))
        self.banner.setObjectName("round.banner")
        self._delegate = FactDelegate(desk.theme)
        self.facts = RowList("round.facts", self._delegate)
        self.facts.viewport().installEventFilter(self)
        self.facts.opened.connect(self._on_opened)
        self.acts = RoundActs(desk, screen, presenter, changed)  # type: ignore[arg-type]
        self.decision = DecisionPanel(desk)
        self.decision.setFixedWidth(DECISION_WIDTH)
        self.skeleton, self.message = Skeleton(desk.theme), Message("round.message")
        self._lay_out()

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.facts, 1)
        inside.addWidget(self.acts)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(panel, 1)
        body.addWidget(self.decision)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addLayout(body, 1)
        self.pages = QStackedWidget()
        for widget in (self.skeleton, self._page, self.message):
            self.pages.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def show_sight(self, now: datetime) -> None:
        """The patient in sight, a skeleton while she is read."""
        presenter = self._presenter
        self.banner.show_text(presenter.banner(), None)
        self.show_facts(now)
        self.acts.show_acts()
        self.contact.setEnabled(presenter.in_care())
        self.decision.say(presenter.decided(), presenter.why_not_decide())
        self.pages.setCurrentWidget(self.skeleton if presenter.sight is None else self._page)
        if presenter.sight is not None:
            self.decision.open(presenter.sight.round, presenter.objective(now))

    def show_facts(self, now: datetime) -> None:
        """Ages and clocks as of now."""
        self.facts.show_rows(self._presenter.facts(now))

    def empty(self) -> None:
        """Nothing of the patient before stays; her draft is kept."""
        self.decision.close_form()
        self.facts.show_rows(())
        self.banner.show_text(None, None)

    def say(self, sentence: str, button: str = "") -> None:
        """One sentence in place of a page."""
        self.message.say(sentence, button)
        self.pages.setCurrentWidget(self.message)

    def write_texts(self) -> None:
        """The words of this language."""
        texts = self.desk.texts
        self.facts.setAccessibleName(texts("round.facts"))
        self.contact.say(texts("round.act.contact"))
        self.acts.write_texts()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        for part in (self.banner, self.facts, self.skeleton, self.contact):
            part.restyle(desk.theme)
        self.acts.restyle(desk)
        self.decision.restyle(desk)
        self.write_texts()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and event.size().width() != self._delegate.width:
            self._delegate.width = event.size().width()
            self.facts.scheduleDelayedItemsLayout()
        return super().eventFilter(watched, event)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the facts enough room in a narrow window."""
        self.decision.setFixedWidth(NARROW_DECISION if narrow else DECISION_WIDTH)

    def take_focus(self) -> None:
        """The facts."""
        self.facts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, _: str) -> None:
        fact = self.facts.row()
        if isinstance(fact, Fact) and fact.opens[0]:
            self.desk.navigate(*fact.opens)

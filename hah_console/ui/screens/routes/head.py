"""The top of the routes screen: the day, the plan's state, which plan is shown, plan and publish."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from hah_console.domain.visit import PlanState
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.figure_strip import FigureStrip
from hah_console.ui.screens.routes.presenter import RoutesPresenter
from hah_console.ui.theme.icons import icon
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.key_button import KeyButton


class RoutesHead(QWidget):
    """Signals: ``step_asked`` with a number of days (0: today), ``shown_asked`` with a PlanState."""

    step_asked = Signal(int)
    shown_asked = Signal(object)

    def __init__(self, theme: Theme, screen: QWidget) -> None:
        super().__init__()
        self._title, self._day, self._state, self._author = QLabel(), QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._day.setProperty("role", "heading")
        self._state.setObjectName("routes.state")
        self._author.setProperty("role", "hint")
        self.compare = KeyButton("routes.compare", "Alt+F11", theme, screen)
        self.profile = KeyButton("routes.profile", "Alt+F12", theme, screen)
        self.before, self.after, self.to_today = self._arrow(-1), self._arrow(1), self._arrow(0)
        self.draft, self.published = self._choice(PlanState.DRAFT), self._choice(PlanState.PUBLISHED)
        self.plan = KeyButton("routes.plan", "Alt+F6", theme, screen)
        self.publish = KeyButton("routes.publish", "Alt+F9", theme, screen, kind="primary")
        self.figures = FigureStrip(theme)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        left: tuple[QWidget, ...] = (
            self._title, self.before, self._day, self.after, self.to_today, self._state, self._author
        )  # fmt: skip
        for widget in left:
            first.addWidget(widget)
        first.addStretch(1)
        for button in (self.draft, self.published, self.plan, self.publish):
            first.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self.figures, 1)
        for button in (self.compare, self.profile):
            second.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)

    def show_head(self, presenter: RoutesPresenter) -> None:
        """Write everything anew."""
        texts, head, plan = presenter.texts, presenter.head(), presenter.plan
        self._day.setText(head.day)
        self._state.setText(head.state)
        self._state.setVisible(bool(head.state))
        author = texts("routes.comma").join(part for part in (head.author, head.beside) if part)
        self._author.setText(author)
        self.profile.say(head.profile or texts("routes.profiles.title"))
        self.profile.setEnabled(bool(head.profile))
        self.compare.setEnabled(plan is not None)
        self.figures.show_figures(head.figures, texts("routes.semicolon"))
        for button in (self.draft, self.published):
            button.setVisible(presenter.both)
        self.draft.setChecked(plan is not None and plan.state is PlanState.DRAFT)
        self.published.setChecked(plan is not None and plan.state is PlanState.PUBLISHED)
        published = presenter.view.published if presenter.view else None
        _say(self.published, texts("routes.show_published", number=published.number if published else 0))
        self.to_today.setVisible(presenter.day != presenter.ctx.today())
        self.plan.setEnabled(presenter.can_plan())
        self.plan.say(texts("routes.plan_again" if plan else "routes.plan"))
        self.publish.setEnabled(presenter.can_publish())

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._title.setText(texts("routes.title"))
        for button, key, name in (
            (self.before, "routes.day_before", "back"),
            (self.after, "routes.day_after", "forward"),
        ):
            button.setIcon(icon(theme, name))
            button.setToolTip(texts(key))
            button.setAccessibleName(texts(key))
        _say(self.to_today, texts("routes.to_today"))
        _say(self.draft, texts("routes.show_draft"))
        self._state.setStyleSheet(
            f"border: 1px solid {theme.hex('ink-2')}; border-radius: 6px; padding: 3px 8px; font-weight: bold;"
        )
        self.figures.restyle(theme)
        self.plan.restyle(theme)
        self.publish.say(texts("routes.publish"))
        self.publish.restyle(theme)
        self.compare.say(texts("routes.compare.title"))
        self.compare.restyle(theme)
        self.profile.restyle(theme)

    def _arrow(self, days: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName({-1: "routes.day_before", 0: "routes.to_today", 1: "routes.day_after"}[days])
        button.setProperty("kind", "quiet")
        button.clicked.connect(lambda: self.step_asked.emit(days))
        return button

    def _choice(self, state: PlanState) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"routes.show_{state.value}")
        button.setCheckable(True)
        button.clicked.connect(lambda: self.shown_asked.emit(state))
        return button


def _say(button: QPushButton | QToolButton, words: str) -> None:
    button.setText(words)
    button.setAccessibleName(words)

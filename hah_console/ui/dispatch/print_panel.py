"""The tab for paper: which version is in force, whose routes it has, and the button that prints and exports them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from hah_console.domain.actor import Action, permits
from hah_console.domain.ids import StaffId
from hah_console.services.day_plan_rows import DayPlanView, PlanRows
from hah_console.ui.announce import announce
from hah_console.ui.dispatch.panel import DispatchPanel
from hah_console.ui.dispatch.print_dialog import PrintDialog
from hah_console.ui.screen import Desk


class PrintPanel(DispatchPanel):
    """Only a published plan goes on paper, and only by those who may plan."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("dispatch.print")
        self._view: DayPlanView | None = None
        self.state, self.done, self.button = QLabel(), QLabel(), QPushButton()
        self.state.setObjectName("dispatch.print.state")
        self.done.setObjectName("dispatch.print.done")
        self.done.setProperty("role", "hint")
        self.button.setObjectName("dispatch.print.open")
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self._open)
        for label in (self.state, self.done):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for part in (self.state, self.button, self.done):
            column.addWidget(part)
        column.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._say()

    def title(self) -> str:
        """The words of the tab."""
        return self.desk.texts("route_paper.panel.title")

    def take_focus(self) -> None:
        """On the button where there is something to print."""
        (self.button if self.button.isEnabled() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_day(self, view: DayPlanView) -> None:
        """Take another day or another version of its plan."""
        if self._view is None or self._view.day != view.day:
            self.done.clear()
        self._view = view
        self._say()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.done.clear()
        self._say()
        self.titled.emit(self.title())

    def _say(self) -> None:
        texts, plan = self.desk.texts, self._published()
        may = permits(self.desk.actor.role, Action.PLAN_ROUTES)
        if plan is None:
            sentence = texts("route_paper.panel.nothing")
        elif not may:
            sentence = texts("route_paper.panel.not_your_role", role=texts.word("words.role", self.desk.actor.role))
        else:
            sentence = texts("route_paper.panel.ready", number=plan.number, count=len(workers_of(plan)))
        self.state.setText(sentence)
        self.state.setAccessibleName(sentence)
        self.button.setText(texts("route_paper.dialog.title"))
        self.button.setAccessibleName(texts("route_paper.dialog.title"))
        self.button.setEnabled(plan is not None and may)

    def _published(self) -> PlanRows | None:
        return self._view.published if self._view else None

    def _open(self) -> None:
        plan, view = self._published(), self._view
        if plan is None or view is None:
            return
        dialog = PrintDialog(self.desk, view.day, plan.number, workers_of(plan), self.window())
        dialog.said.connect(self._on_said)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_said(self, sentence: str) -> None:
        self.done.setText(sentence)
        self.done.setAccessibleName(sentence)
        announce(self.done, sentence)


def workers_of(plan: PlanRows) -> tuple[tuple[StaffId, str], ...]:
    """Those with a route, once each, in the order of the routes."""
    return tuple({route.staff_id: route.name for route in plan.routes}.items())

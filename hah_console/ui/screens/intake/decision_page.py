"""The decision on an intake: what still stands in the way, each line with its place, and the form that decides."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from hah_console.domain.intake import Decision
from hah_console.services.intake_board import IntakePage
from hah_console.services.intakes import decide_intake
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.block_list import BlockDelegate
from hah_console.ui.screens.intake.block_text import BlockLine
from hah_console.ui.screens.intake.decision_text import DecisionLine, decision_lines
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList

# i18n: intake.decided.*
FORM = "intake_decision"
MOST_HISTORY = 3
ROW_PX = 42


def decision_form() -> FormSpec:
    """Which decision, and why."""
    fields = (
        FieldSpec("decision", "intake.decision.which", Kind.CHOICE, needed=True),
        FieldSpec("reason", "intake.decision.reason", Kind.NOTE, hint="intake.decision.reason_hint"),
    )
    return FormSpec(FORM, (SectionSpec("decide", "intake.decision.title", fields),))


class DecisionDelegate(RowDelegate):
    """When and what; below it by whom and why."""

    height = ROW_PX

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, DecisionLine):
            inner = box.adjusted(12, 3, -12, -3)
            first = QRect(inner.left(), inner.top(), inner.width(), 18)
            used = self.text(painter, first, row.at, "ink-2", right=True)
            self.text(painter, first.adjusted(0, 0, -used - 12, 0), row.decision, bold=True)
            why = QRect(inner.left(), inner.top() + 19, inner.width(), 16)
            self.text(painter, why, row.why, "ink-2", LABEL_PX)


class DecisionPage(QWidget):
    """Signals: ``jumped`` with a BlockLine to be put right, ``decided`` after the store has taken a decision."""

    jumped = Signal(object)
    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._page: IntakePage | None = None
        self._lines: dict[str, BlockLine] = {}
        self._title, self.summary, self._history_title = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "heading"), (self.summary, "hint"), (self._history_title, "small")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.blocks = RowList("intake.blocks", BlockDelegate(desk.theme), keeps_selection=True)
        self.blocks.opened.connect(self._on_opened)
        self.history = RowList("intake.decisions", DecisionDelegate(desk.theme))
        self.form = DraftForm(decision_form(), "intake.decision.submit", desk)
        self.form.cancel.hide()
        self.form.submitted.connect(self._on_submitted)
        self.form.sent.connect(lambda _: self._on_decided())
        self._lay_out()
        self.restyle(desk)

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(6)
        for widget in (self._title, self.summary):
            inside.addWidget(widget)
        inside.addWidget(self.blocks, 10)
        inside.addWidget(self._history_title)
        inside.addWidget(self.history)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(panel, 1)
        column.addWidget(self.form, 1)

    def show_page(self, page: IntakePage, *, may_change: bool) -> None:
        """What was decided, and what may be decided now."""
        before, self._page = self._page, page
        self._show_moves(page)
        if before is None or before.intake.intake_id != page.intake.intake_id:
            self.form.open(page.intake.intake_id, page.intake.version, {})
        else:
            self.form.version = page.intake.version
        self.form.setVisible(may_change and bool(page.moves))
        self._show_history()

    def _show_moves(self, page: IntakePage) -> None:
        words = (d for d in Decision if d in page.moves)
        self.form.form.set_options("decision", tuple(Option(d.value, f"intake.decided.{d.value}") for d in words))

    def show_blocks(self, lines: Sequence[BlockLine]) -> None:
        """What stands in the way now."""
        self._lines = {line.key: line for line in lines}
        self.blocks.show_rows(tuple(lines))
        self.blocks.setVisible(bool(lines))
        texts = self.desk.texts
        said = texts("intake.decision.in_the_way", count=len(lines)) if lines else texts("intake.decision.nothing")
        self.summary.setText(said)

    def clear(self) -> None:
        """Nobody is in sight any more."""
        self._page = None
        self.form.close_form()
        self.history.show_rows(())
        self.blocks.show_rows(())

    def take_focus(self) -> None:
        """What stands in the way, else the form."""
        if self._lines:
            self.blocks.setFocus()
        elif self.form.isVisible():
            self.form.form.focus_first()
        else:
            self.history.setFocus()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        texts = desk.texts
        self._title.setText(texts("intake.decision.blocks"))
        self._history_title.setText(texts("intake.decision.history"))
        self.blocks.setAccessibleName(texts("intake.decision.blocks"))
        self.history.setAccessibleName(texts("intake.decision.history"))
        for part in (self.blocks, self.history):
            part.restyle(desk.theme)
        self.form.restyle(desk)
        self._show_history()

    def _show_history(self) -> None:
        desk, page = self.desk, self._page
        lines = decision_lines(desk.texts, desk.ctx, desk.ports.rules.intake, page) if page else ()
        self.history.show_rows(lines)
        self.history.setFixedHeight(ROW_PX * min(len(lines), MOST_HISTORY) + 2)
        for part in (self.history, self._history_title):
            part.setVisible(bool(lines))

    def _on_opened(self, key: str) -> None:
        self.jumped.emit(self._lines[key])

    def _on_submitted(self) -> None:
        page, desk, fields = self._page, self.desk, self.form.fields()
        if page is None:
            return
        if not fields["decision"]:
            self.form.form.show_faults({"decision": desk.texts("forms.reason.empty")})
            return
        decision, reason = Decision(fields["decision"]), fields["reason"]
        if decision is Decision.ELIGIBLE and self._unready():
            return
        intake_id, version, rules = page.intake.intake_id, page.intake.version, desk.ports.rules
        self.form.run(lambda: decide_intake(desk.ctx, desk.actor, rules, intake_id, version, decision, reason))

    def _unready(self) -> bool:
        """SAFETY(no guess): nobody is decided for while something is missing; the list says what, in words."""
        hard = [line for line in self._lines.values() if line.blocks]
        if hard:
            self.blocks.choose(hard[0].key)
            self.blocks.setFocus()
            self.form.say(self.desk.texts("intake.decision.not_ready"))
        return bool(hard)

    def _on_decided(self) -> None:
        if self._page is not None:
            self.form.open(self._page.intake.intake_id, self._page.intake.version, {})
        self.decided.emit()

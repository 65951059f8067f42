"""One choice of the desk: its key, what matters most in large, its facts, the ways to do it, and the button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.domain.escalation_rules import Decision
from hah_console.ui.screen import Desk
from hah_console.ui.screens.response.lines import CardText, OptionDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList

FACTS, HEAD_PX = 5, 24


class ChoiceCard(QFrame):
    """Signals: ``chosen`` with the decision, when its key or button is pressed; ``option_chosen`` with it and a key."""

    chosen = Signal(object)
    option_chosen = Signal(object, str)

    def __init__(self, desk: Desk, decision: Decision, keys: str, screen: QWidget) -> None:
        super().__init__()
        self.decision = decision
        name = f"response.{decision.value}"
        self.setObjectName(f"{name}.card")
        self.setProperty("role", "panel")
        self.title, self.headline, self.hint = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.headline.setProperty("role", "number")
        self.hint.setProperty("role", "hint")
        for label in (self.headline, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = [(QLabel(), QLabel()) for _ in range(FACTS)]
        self.options = RowList(
            f"{name}.options",
            OptionDelegate(desk.theme, 3 if decision is Decision.TRANSFER else 2),
            keeps_selection=True,
        )
        self.options.chosen.connect(lambda key: self.option_chosen.emit(decision, key))
        self.options.opened.connect(lambda _: self.chosen.emit(decision))
        self.button = KeyButton(name, keys, desk.theme, screen)
        self.button.clicked.connect(lambda: self.chosen.emit(decision))
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(self.facts):
            label.setProperty("role", "label")
            value.setWordWrap(True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.headline)
        column.addLayout(grid)
        column.addWidget(self.hint)
        column.addWidget(self.options, 1)
        column.addStretch(0)
        column.addWidget(self.button)

    def show_text(self, text: CardText, *, picked: bool, enabled: bool, choose: str) -> None:
        """What is known of the choice now; ``picked`` is whether it is the one being decided."""
        self.title.setText(text.title)
        self.headline.setText(text.headline)
        self.hint.setText(text.hint)
        self.hint.setVisible(bool(text.hint))
        for number, (label, value) in enumerate(self.facts):
            there = number < len(text.facts)
            label.setVisible(there)
            value.setVisible(there)
            label.setText(text.facts[number][0] if there else "")
            value.setText(text.facts[number][1] if there else "")
        self.options.setVisible(len(text.options) > 1)
        self.options.show_rows(text.options)
        self.options.setAccessibleName(text.title)
        self.button.say(choose)
        self.button.setEnabled(enabled)
        self.button.setAccessibleDescription(text.spoken)
        self.setAccessibleName(text.spoken)
        self._mark(picked)

    def _mark(self, picked: bool) -> None:
        kind = "primary" if picked else ""
        if self.button.property("kind") != kind:
            self.button.setProperty("kind", kind)
            for widget in (self.button, self):
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        role = "picked" if picked else "panel"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.button.restyle(desk.theme)
        self.options.restyle(desk.theme)

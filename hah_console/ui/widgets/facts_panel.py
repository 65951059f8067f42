"""Facts, label beside value, in a column that scrolls."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from hah_console.ui.widgets.facts import Fact

LABEL_WIDTH = 110


class FactsPanel(QScrollArea):
    """The arrow keys scroll it; a screen reader is told all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.setWidget(inner)
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._pairs: list[tuple[QLabel, QLabel]] = []

    def show_facts(self, title: str, facts: Sequence[Fact]) -> None:
        """Take other facts; what is missing stands in bold."""
        while len(self._pairs) < len(facts):
            self._pairs.append(self._add())
        for number, (label, value) in enumerate(self._pairs):
            fact = facts[number] if number < len(facts) else None
            for part in (label, value):
                part.setVisible(fact is not None)
            if fact is not None:
                self._write(label, value, fact)
        said = "; ".join(f"{fact.label}: {fact.value}" for fact in facts)
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)

    def _write(self, label: QLabel, value: QLabel, fact: Fact) -> None:
        label.setText(fact.label)
        value.setText(fact.value)
        face = value.font()
        face.setBold(fact.missing)
        value.setFont(face)

    def _add(self) -> tuple[QLabel, QLabel]:
        label, value = QLabel(), QLabel()
        label.setProperty("role", "small")
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        row = len(self._pairs)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)
        return label, value

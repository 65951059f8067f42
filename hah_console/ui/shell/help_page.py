"""F1: every key and command of the console, from the same table the keys are made of; stands where a screen does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hah_console.ui.actions import GROUPS, Actions, ActionSpec
from hah_console.ui.i18n import Texts

_GROUP_TEXTS = {
    "go": "shell.help.group_go",
    "alarm": "shell.help.group_alarm",
    "view": "shell.help.group_view",
    "session": "shell.help.group_session",
}


class HelpPage(QWidget):
    """A list of actions with their keys and commands. Signals: ``left`` when it is closed."""

    left = Signal()

    def __init__(self, texts: Texts, actions: Actions) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(_label(texts("shell.help.title"), "title"))
        column.addWidget(_label(texts("shell.help.intro"), "hint", wrap=True))
        column.addWidget(self._table(actions), 1)
        column.addWidget(_label(texts("shell.help.safety"), "hint", wrap=True))
        self.close_button = QPushButton(f"{texts('shell.help.close')}  Esc")
        self.close_button.setObjectName("help.close")
        self.close_button.setAccessibleName(texts("shell.help.close"))
        self.close_button.clicked.connect(self.left)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _table(self, actions: Actions) -> QScrollArea:
        panel = QFrame()
        panel.setProperty("role", "panel")
        grid = QGridLayout(panel)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for group in GROUPS:
            self._add_group(grid, group, actions.of_group(group))
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setObjectName("help.list")
        area.setAccessibleName(self._texts("shell.help.title"))
        area.setWidgetResizable(True)
        area.setMaximumWidth(760)
        area.setWidget(panel)
        return area

    def _add_group(self, grid: QGridLayout, group: str, specs: tuple[ActionSpec, ...]) -> None:
        if not specs:
            return
        grid.addWidget(_label(self._texts(_GROUP_TEXTS[group]), "label"), grid.rowCount(), 0, 1, 3)
        for spec in specs:
            row = grid.rowCount()
            argument = f" {self._texts(spec.argument)}" if spec.argument else ""
            grid.addWidget(QLabel(self._texts(spec.text)), row, 0)
            grid.addWidget(_label("  ".join(spec.keys), "hint"), row, 1)
            grid.addWidget(_label(f"/ {spec.command}{argument}" if spec.command else "", "hint"), row, 2)


def _label(text: str, role: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label

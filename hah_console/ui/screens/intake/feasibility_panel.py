"""Whether the antibiotic thought of can be given at this home: the verdict with its reasons."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hah_console.domain.home_feasibility import HomeSetting
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.feasibility_text import home_lines
from hah_console.ui.widgets.spoken_label import SpokenLabel


class FeasibilityPanel(QFrame):
    """Judges what is written in the form, as it is typed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self._antibiotic = desk, ""
        self._setting: HomeSetting | None = None
        self.verdict = SpokenLabel("intake.feasibility", desk.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.verdict)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What takes the keyboard."""
        return (self.verdict,)

    def judge(self, antibiotic: str, setting: HomeSetting | None) -> None:
        """What was written as the antibiotic, at this home; None while a number cannot be used."""
        if (antibiotic, setting) != (self._antibiotic, self._setting):
            self._antibiotic, self._setting = antibiotic, setting
            self._judge()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        self.verdict.restyle(desk.theme)
        self._judge()

    def _judge(self) -> None:
        texts, drugs = self.desk.texts, self.desk.ports.rules.care.drugs
        if not self._antibiotic.strip():
            self.verdict.say(texts("intake.home.no_antibiotic"))
        elif self._setting is None:
            self.verdict.say(texts("intake.home.no_setting"))
        else:
            self.verdict.say("\n".join(home_lines(texts, drugs, self._antibiotic, self._setting)))

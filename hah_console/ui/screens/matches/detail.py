"""The case in sight: whom it may be, both records field by field, what speaks for and against."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.ui.compare.list import ComparedDelegate, ComparedHead
from hah_console.ui.screen import Desk
from hah_console.ui.screens.matches.lists import CANDIDATE_PX, CandidateDelegate
from hah_console.ui.screens.matches.page_text import decided_text, heading, notice
from hah_console.ui.screens.matches.presenter import MatchesPresenter
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.spoken_label import SpokenLabel

MOST_CANDIDATES = 3
"""Rows in sight without scrolling."""


class MatchDetail(QFrame):
    """``buttons`` stand below."""

    def __init__(self, desk: Desk, buttons: tuple[KeyButton, ...]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        theme = desk.theme
        self.who, self.said = QLabel(), QLabel()
        self.decided = SpokenLabel("matches.decided", theme)
        self.notice = QLabel()
        self.candidates = RowList("matches.candidates", CandidateDelegate(theme), keeps_selection=True)
        self.head = ComparedHead(theme)
        self.fields = RowList("matches.fields", ComparedDelegate(theme))
        self.titles = {name: QLabel() for name in ("candidates", "for", "against", "nobody")}
        self.reasons = {name: SpokenLabel(f"matches.{name}", theme) for name in ("for", "against")}
        self.who.setProperty("role", "heading")
        self.said.setProperty("role", "error")
        self.said.setObjectName("matches.said")
        self.notice.setProperty("role", "error")
        self.notice.setObjectName("matches.notice")
        for label in (self.who, self.said, self.notice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for name, title in self.titles.items():
            title.setProperty("role", "hint" if name == "nobody" else "small")
            title.setWordWrap(name == "nobody")
        self._lay_out(buttons)

    def _lay_out(self, buttons: tuple[KeyButton, ...]) -> None:
        self.why = QWidget()
        reasons = QHBoxLayout(self.why)
        reasons.setContentsMargins(0, 0, 0, 0)
        reasons.setSpacing(16)
        for name, label in self.reasons.items():
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addWidget(self.titles[name])
            part.addWidget(label)
            part.addStretch(1)
            reasons.addLayout(part, 1)
        row = FlowLayout()
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (
            self.who,
            self.notice,
            self.decided,
            self.titles["nobody"],
            self.titles["candidates"],
            self.candidates,
        ):
            column.addWidget(widget)
        column.addWidget(self.head)
        column.addWidget(self.fields, 1)
        column.addWidget(self.why)
        column.addWidget(self.said)
        column.addLayout(row)

    def write_texts(self, desk: Desk) -> None:
        """Names in the language and theme of the desk."""
        texts = desk.texts
        for name, title in self.titles.items():
            title.setText(texts(_TITLES[name]))
        self.candidates.setAccessibleName(texts("matches.candidates"))
        self.fields.setAccessibleName(texts("matches.fields"))
        self.head.say(texts("matches.theirs"), texts("matches.ours"))
        self.head.restyle(desk.theme)
        for part in (self.candidates, self.fields):
            part.restyle(desk.theme)
        for label in (self.decided, *self.reasons.values()):
            label.restyle(desk.theme)
        self.said.hide()

    def say(self, sentence: str) -> None:
        """One sentence above the buttons."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def show_page(self, presenter: MatchesPresenter) -> None:
        """The case in sight, or nothing: SAFETY(two persons), never the fields of another one."""
        page, texts = presenter.page, presenter.texts
        self.who.setText(heading(texts, page) if page else "")
        why = notice(texts, page) if page else ""
        self.notice.setText(why)
        self.notice.setVisible(bool(why))
        decided = decided_text(texts, presenter.ctx, page) if page else ""
        self.decided.say(decided)
        self.decided.setVisible(bool(decided))
        lines = presenter.candidate_lines()
        self.candidates.show_rows(lines)
        self.candidates.choose(presenter.patient_id)
        self.candidates.setFixedHeight(CANDIDATE_PX * min(max(len(lines), 1), MOST_CANDIDATES) + 2)
        for part in (self.candidates, self.titles["candidates"], self.why):
            part.setVisible(bool(lines))
        self.titles["nobody"].setVisible(page is not None and not lines)
        self.show_compared(presenter)

    def show_compared(self, presenter: MatchesPresenter) -> None:
        """Both records field by field, for the patient chosen."""
        self.fields.show_rows(presenter.compared())
        speaks_for, against = presenter.reasons()
        self.reasons["for"].say(speaks_for)
        self.reasons["against"].say(against)


_TITLES = {
    "candidates": "matches.candidates",
    "for": "matches.for",
    "against": "matches.against",
    "nobody": "matches.nobody",
}

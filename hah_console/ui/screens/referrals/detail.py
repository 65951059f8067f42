"""The referral in sight: what it tells at the left; its clocks, who it may be and its history at the right."""

from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from hah_console.ui.screen import Desk
from hah_console.ui.screens.referrals.lists import MATCH_PX, HistoryDelegate, MatchDelegate
from hah_console.ui.screens.referrals.page_text import (
    facts,
    heading,
    history_lines,
    match_lines,
    notice_text,
)
from hah_console.ui.screens.referrals.presenter import ReferralsPresenter
from hah_console.ui.widgets.clock_list import CLOCK_PX, ClockDelegate
from hah_console.ui.widgets.facts_panel import FactsPanel
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList

MOST_CLOCKS, MOST_MATCHES = 3, 3
"""Rows in sight without scrolling."""


class ReferralDetail(QFrame):
    """``buttons`` stand below."""

    def __init__(self, desk: Desk, buttons: tuple[KeyButton, ...]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        theme = desk.theme
        self.who, self.missing, self.said = QLabel(), QLabel(), QLabel()
        self.facts = FactsPanel("referrals.facts")
        self.clocks = RowList("referrals.clocks", ClockDelegate(theme))
        self.matches = RowList("referrals.matches", MatchDelegate(theme), keeps_selection=True)
        self.history = RowList("referrals.history", HistoryDelegate(theme))
        self._clock_title, self._match_title, self._history_title = QLabel(), QLabel(), QLabel()
        self._no_match = QLabel()
        self.said.setObjectName("referrals.said")
        labels = {
            "heading": (self.who,),
            "error": (self.said, self.missing),
            "small": (self._clock_title, self._match_title, self._history_title),
            "hint": (self._no_match,),
        }
        for role, members in labels.items():
            for label in members:
                label.setProperty("role", role)
                label.setWordWrap(True)
        self._lay_out(buttons)

    def _lay_out(self, buttons: tuple[KeyButton, ...]) -> None:
        right = QVBoxLayout()
        right.setSpacing(4)
        for widget in (self._clock_title, self.clocks, self._match_title, self._no_match, self.matches):
            right.addWidget(widget)
        right.addWidget(self._history_title)
        right.addWidget(self.history, 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.facts, 1)
        middle.addLayout(right, 1)
        row = FlowLayout()
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.who)
        column.addWidget(self.missing)
        column.addLayout(middle, 1)
        column.addWidget(self.said)
        column.addLayout(row)

    def write_texts(self, desk: Desk) -> None:
        """Names in the language of the desk."""
        texts = desk.texts
        for label, part, key in (
            (self._clock_title, self.clocks, "referrals.clocks"),
            (self._match_title, self.matches, "referrals.matches"),
            (self._history_title, self.history, "referrals.history"),
        ):
            label.setText(texts(key))
            part.setAccessibleName(texts(key))
            part.restyle(desk.theme)
        self._no_match.setText(texts("referrals.no_match"))
        self.said.clear()

    def say(self, sentence: str) -> None:
        """One sentence above the buttons."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def show_page(self, presenter: ReferralsPresenter, now: datetime) -> None:
        """The referral in sight, or nothing: SAFETY(right referral), never the facts of another one."""
        page = presenter.page if presenter.referral() else None
        texts = presenter.texts
        self.who.setText(heading(texts, page) if page else "")
        missing = notice_text(texts, page) if page else ""
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        self.facts.show_facts(texts("referrals.facts"), facts(texts, page) if page else ())
        self.matches.show_rows(match_lines(texts, page) if page else ())
        self.history.show_rows(history_lines(texts, presenter.ctx, page) if page else ())
        found = bool(page and page.matches)
        self.matches.setVisible(found)
        self.matches.setFixedHeight(MATCH_PX * min(len(page.matches), MOST_MATCHES) + 2 if page else MATCH_PX)
        self._no_match.setVisible(page is not None and not found)
        self.show_clocks(presenter, now)

    def show_clocks(self, presenter: ReferralsPresenter, now: datetime) -> None:
        """The clocks, once a second."""
        lines = presenter.clock_lines(now)
        self.clocks.show_rows(lines)
        self.clocks.setFixedHeight(CLOCK_PX * min(max(len(lines), 1), MOST_CLOCKS) + 2)

"""Painted rows of the merge screen: cases, and the patients each may be."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.ui.screens.matches.page_text import CandidateLine, MatchLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

PAD, CANDIDATE_PX = 12, 34


class MatchDelegate(RowDelegate):
    """Who is told of; below it how it stands, in bold while it waits, and by which hospital."""

    height = 66

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, MatchLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        name = QRect(inner.left(), inner.top(), inner.width(), 20)
        self.text(painter, name, row.name, "ink" if row.waits else "ink-2", HEADING_PX, bold=row.waits)
        state = QRect(inner.left(), inner.top() + 20, inner.width(), 18)
        self.text(painter, state, row.state, "ink", LABEL_PX, bold=row.waits)
        about = QRect(inner.left(), inner.top() + 37, inner.width(), 17)
        self.text(painter, about, row.about, "ink-2", LABEL_PX)


class CandidateDelegate(RowDelegate):
    """Who, and how likely; one that is excluded says so in words."""

    height = CANDIDATE_PX

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, CandidateLine):
            return
        inner = box.adjusted(PAD, 0, -PAD, 0)
        used = self.text(painter, inner, row.verdict, "ink", LABEL_PX, bold=True, right=True)
        self.text(painter, inner.adjusted(0, 0, -used - 12, 0), row.who, "ink", BODY_PX)

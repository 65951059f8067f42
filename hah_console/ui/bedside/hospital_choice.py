"""The hospitals a transfer may ask first, as painted rows, with the row that asks none yet at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.services.hospital_board import HospitalRow
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

# i18n: words.leg_source.*
LATER = "later"
"""The key of the row that asks no hospital yet."""
PAD, LINE = 12, 20


@dataclass(frozen=True, slots=True)
class HospitalChoice:
    """One hospital in words."""

    key: str
    name: str
    detail: str
    spoken: str


def hospital_choices(texts: Texts, rows: Sequence[HospitalRow]) -> tuple[HospitalChoice, ...]:
    """The hospitals in their order, then the row that asks none."""
    asked = (_choice(row.hospital_id, row.name, _detail(texts, row)) for row in rows)
    return (*asked, _choice(LATER, texts("patient.decide.later"), texts("patient.decide.later_hint")))


def _choice(key: str, name: str, detail: str) -> HospitalChoice:
    return HospitalChoice(key, name, detail, f"{name}, {detail}")


def _detail(texts: Texts, row: HospitalRow) -> str:
    """An unknown travel time or level is said, never left out."""
    if row.minutes is None:
        way = texts("patient.decide.no_minutes")
    else:
        way = texts("patient.decide.minutes", minutes=row.minutes, source=texts.word("words.leg_source", row.source))
    return " · ".join((way, row.level or texts("patient.decide.level_unknown")))


class HospitalChoiceDelegate(RowDelegate):
    """Two lines per hospital."""

    height = 52

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, HospitalChoice):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        self.text(painter, QRect(inner.left(), inner.top(), inner.width(), LINE), row.name, "ink", BODY_PX, bold=True)
        below = QRect(inner.left(), inner.top() + LINE, inner.width(), LINE)
        self.text(painter, below, row.detail, "ink-2", LABEL_PX)

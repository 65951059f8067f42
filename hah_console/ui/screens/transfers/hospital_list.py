"""Hospitals as a list: travel time large at the left, name and level beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.domain.hospital_rank import Fit
from hah_console.services.hospital_board import HospitalRow
from hah_console.ui.hospitals.hospital_words import news_text, reasons_text
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.wording import NOTHING

# i18n: words.leg_source.*
PAD, TIME_WIDTH = 12, 76


@dataclass(frozen=True, slots=True)
class HospitalLine:
    """One hospital in words."""

    key: str
    time: str
    source: str
    name: str
    detail: str
    reasons: str
    news: str
    suits: bool
    spoken: str


def hospital_lines(texts: Texts, rows: Sequence[HospitalRow], now: datetime) -> tuple[HospitalLine, ...]:
    """The hospitals in their order, with what was heard last and what speaks against them."""
    return tuple(_line(texts, row, now) for row in rows)


def _line(texts: Texts, row: HospitalRow, now: datetime) -> HospitalLine:
    if row.minutes is None:
        time, source = NOTHING, texts("transfers.hospital.no_minutes")
    else:
        time, source = texts("transfers.hospital.minutes", n=row.minutes), texts.word("words.leg_source", row.source)
    detail = " · ".join(_details(texts, row))
    reasons, news = reasons_text(texts, row), news_text(texts, row, now)
    told = ", ".join(part for part in (detail, reasons, news) if part)
    spoken = texts("transfers.hospital.spoken", name=row.name, time=f"{time} {source}", detail=told)
    return HospitalLine(row.hospital_id, time, source, row.name, detail, reasons, news, row.fit is Fit.SUITS, spoken)


def _details(texts: Texts, row: HospitalRow) -> list[str]:
    parts = [row.level or texts("transfers.hospital.level_unknown")]
    if row.metres is not None:
        parts.append(texts("transfers.hospital.km", km=f"{row.metres / 1000:.1f}"))
    if row.is_base:
        parts.append(texts("transfers.hospital.base"))
    return [*parts, *([row.phone] if row.phone else []), *row.departments]


class HospitalDelegate(RowDelegate):
    """Four lines per hospital: name, what it is, what speaks against it, what was heard of it."""

    height = 86

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, HospitalLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        time = QRect(inner.left(), inner.top(), TIME_WIDTH - 8, 22)
        self.text(painter, time, row.time, "ink", HEADING_PX, bold=True)
        source = QRect(inner.left(), inner.top() + 22, TIME_WIDTH - 8, 16)
        self.text(painter, source, row.source, "ink-2", LABEL_PX)
        left = inner.left() + TIME_WIDTH
        name = QRect(left, inner.top(), inner.right() - left, 22)
        self.text(painter, name, row.name, "ink", BODY_PX, bold=True)
        detail = QRect(left, inner.top() + 22, inner.right() - left, 16)
        self.text(painter, detail, row.detail, "ink-2", LABEL_PX)
        news = QRect(left, inner.top() + 39, inner.right() - left, 16)
        self.text(painter, news, row.news, "ink" if row.suits else "ink-2", LABEL_PX)
        against = QRect(left, inner.top() + 56, inner.right() - left, 16)
        self.text(painter, against, row.reasons, "ink", LABEL_PX, bold=True)

"""The pre-arrival pack on A4: who and what first, the trend of 24 h, then every part; codes of the case number."""

from collections.abc import Iterator

from reportlab.platypus import CondPageBreak, Flowable, Table, TableStyle

from hah_console.adapters.documents.pdf_blocks import gap, heading, hint, line, title, together, warning
from hah_console.adapters.documents.pdf_codes import code128, qr_square
from hah_console.adapters.documents.pdf_page import WIDTH_MM, PageFrame, pdf_bytes
from hah_console.adapters.documents.pdf_style import BODY_PT, MM, SMALL_PT, Ink
from hah_console.adapters.documents.pdf_table import Column, table
from hah_console.adapters.documents.pdf_text import Setting, Words
from hah_console.adapters.documents.pdf_trend import trend_chart
from hah_console.domain.pack_sheet import PackSheet, SheetPart, SheetRow

QR_MM, NAME_MM, WHEN_MM = 24.0, 34.0, 24.0
CHANGED = "▌"
ROOM_MM = 26.0
"""No heading stands at the end of a page without two rows below it."""


def pack_pdf(sheet: PackSheet, signatures: tuple[str, ...], ink: Ink, language: str = "zh-TW") -> tuple[bytes, int]:
    """The document and its number of pages; ``signatures`` are the lines people sign on. The same sheet, the same
    bytes."""
    frame = PageFrame(
        title=f"{sheet.title} {sheet.case_number}",
        left=f"{sheet.exercise}　{sheet.title}" if sheet.exercise else sheet.title,
        right=f"{sheet.case_number} · {sheet.version} · {sheet.issued}",
        foot=(sheet.foot, sheet.digest, *((sheet.exercise,) if sheet.exercise else ())),
        number=lambda page, pages: sheet.page_of.replace("{page}", str(page)).replace("{pages}", str(pages)),
        language=language,
    )
    return pdf_bytes(frame, list(_story(sheet, signatures, ink)), ink)


def _story(sheet: PackSheet, signatures: tuple[str, ...], ink: Ink) -> Iterator[Flowable]:
    if sheet.exercise:
        yield warning([sheet.exercise], ink, WIDTH_MM)
        yield gap(2)
    yield _head(sheet, ink)
    yield gap(3)
    yield warning([f"{row.name}：{row.text}" for row in sheet.lead], ink, WIDTH_MM)
    if sheet.changes:
        yield gap(1.5)
        yield warning([sheet.changes], ink, WIDTH_MM)
    first, *rest = sheet.parts
    yield from _part(first, ink)
    yield from _part(rest[0], ink)
    yield together([heading(sheet.chart_title, ink), _trend(sheet, ink)])
    for part in rest[1:]:
        yield from _part(part, ink)
    yield gap(3)
    yield together([line(words, ink) for words in signatures])


def _head(sheet: PackSheet, ink: Ink) -> Flowable:
    """Title, receiver and version at the left, the case number as bars and square at the right."""
    words = [
        title(sheet.title, ink),
        line(sheet.hospital, ink, bold=True),
        hint(f"{sheet.version} · {sheet.issued}", ink),
        code128(sheet.case_number, ink),
    ]
    cells = [[words, qr_square(sheet.case_number, QR_MM, ink)]]
    found = Table(cells, colWidths=[(WIDTH_MM - QR_MM) * MM, QR_MM * MM], hAlign="LEFT")
    found.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return found


def _part(part: SheetPart, ink: Ink) -> Iterator[Flowable]:
    columns = (Column("", width_mm=NAME_MM), Column(""), Column("", width_mm=WHEN_MM, align="right"))
    rows = [(_name(row, ink), _text(row, ink), hint(row.detail, ink)) for row in part.rows]
    made = table(columns, rows, ink, WIDTH_MM)
    yield CondPageBreak(ROOM_MM * MM)
    yield heading(part.title, ink)
    yield made


def _name(row: SheetRow, ink: Ink) -> Flowable:
    mark = f"{CHANGED} " if row.changed else ""
    return Words(f"{mark}{row.name}", Setting(ink.second, SMALL_PT + 0.5, bold=row.changed, after_pt=0))


def _text(row: SheetRow, ink: Ink) -> Flowable:
    """What is missing is said in words, in the second ink; what is new is bold."""
    look = Setting(ink.second if row.missing else ink.text, BODY_PT - 0.5, bold=row.changed, after_pt=0)
    return Words(row.text, look)


def _trend(sheet: PackSheet, ink: Ink) -> Flowable:
    if not sheet.charts:
        return line(sheet.no_charts, ink)
    return trend_chart(sheet, ink, WIDTH_MM)

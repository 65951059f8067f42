"""Blocks that documents are made of: titles, headings, plain lines, a framed warning, and what stays on one page."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from hah_console.adapters.documents.pdf_style import BODY_PT, HEAD_PT, MM, SMALL_PT, TITLE_PT, Ink
from hah_console.adapters.documents.pdf_table import OWN_FONT
from hah_console.adapters.documents.pdf_text import Setting, Words


def title(text: str, ink: Ink) -> Words:
    """The name of the document."""
    return Words(text, Setting(ink.text, TITLE_PT, bold=True, after_pt=2))


def heading(text: str, ink: Ink) -> Words:
    """The name of a part."""
    return Words(text, Setting(ink.text, HEAD_PT, bold=True, before_pt=6, after_pt=2))


def line(text: str, ink: Ink, *, bold: bool = False) -> Words:
    """One paragraph."""
    return Words(text, Setting(ink.text, BODY_PT, bold=bold))


def hint(text: str, ink: Ink) -> Words:
    """Small words beside the matter."""
    return Words(text, Setting(ink.second, SMALL_PT))


def gap(height_mm: float) -> Spacer:
    """Empty paper."""
    return Spacer(1, height_mm * MM)


def together(parts: Sequence[Flowable]) -> KeepTogether:
    """Not parted by the end of a page unless it is longer than one."""
    return KeepTogether(list(parts))


def warning(lines: Sequence[str], ink: Ink, width_mm: float) -> Table:
    """Sentences in a frame with a heavy edge, bold: seen in grey as well as in colour."""
    rows = [[Words(text, Setting(ink.text, BODY_PT, bold=True, after_pt=0))] for text in lines]
    found = Table(rows, colWidths=[width_mm * MM], splitInRow=1, hAlign="LEFT")
    found.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), ink.warning_ground),
                ("LINEBEFORE", (0, 0), (0, -1), 3, ink.warning),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                OWN_FONT,
            ]
        )
    )
    return found

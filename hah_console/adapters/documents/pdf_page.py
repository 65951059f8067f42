"""A4 pages: head and foot on every page with "page n of m", and a file that is whole or not there."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from hah_console.adapters.documents.pdf_style import BOLD, MM, SMALL_PT, TEXT, Ink, printable
from hah_console.adapters.documents.pdf_text import wrapped

MARGIN_MM, HEAD_MM = 14.0, 12.0
FOOT_LINE_MM = 3.9
WIDTH_MM = A4[0] / MM - 2 * MARGIN_MM
"""What a paragraph or a table may be wide."""
PageNumber = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What stands on every page, in the reader's language: ``left`` (bold) and ``right`` above, ``foot`` below.

    ``number`` says which page of how many. ``title`` and ``language`` go into the file's own description.
    """

    title: str
    left: str
    right: str
    foot: tuple[str, ...]
    number: PageNumber
    language: str = "zh-TW"


def pdf_bytes(frame: PageFrame, story: Sequence[Flowable], ink: Ink) -> tuple[bytes, int]:
    """The document and how many pages it has. The same story makes the same bytes."""
    file, pages = io.BytesIO(), _Pages(frame, ink)
    document = BaseDocTemplate(
        file, pagesize=A4, title=frame.title, lang=frame.language, invariant=1, initialFontName=TEXT
    )
    document.addPageTemplates([PageTemplate(frames=[_body(frame)])])
    document.build(list(story), canvasmaker=pages.canvas)
    return file.getvalue(), pages.count


def _body(frame: PageFrame) -> Frame:
    """Where the story runs: between head and foot."""
    foot_mm = MARGIN_MM + FOOT_LINE_MM * (1 + len(foot_lines(frame)))
    height = A4[1] - (MARGIN_MM + HEAD_MM - 4 + foot_mm) * MM
    return Frame(
        MARGIN_MM * MM, foot_mm * MM, WIDTH_MM * MM, height,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip


def foot_lines(frame: PageFrame) -> list[str]:
    """The foot broken into lines."""
    return [line for text in frame.foot for line in wrapped(text, TEXT, SMALL_PT, WIDTH_MM * MM)]


@dataclass(slots=True)
class _Pages:
    """Makes the canvas, which sets head and foot when it knows how many pages there are."""

    frame: PageFrame
    ink: Ink
    count: int = 0

    def canvas(self, *args: Any, **options: Any) -> Canvas:
        """A canvas of reportlab's kind that keeps its pages until the last one."""
        pages = self

        class Counted(Canvas):  # type: ignore[misc]
            kept: list[dict[str, Any]]

            def showPage(self) -> None:
                self.__dict__.setdefault("kept", []).append({k: v for k, v in self.__dict__.items() if k != "kept"})
                self._startPage()

            def save(self) -> None:
                kept = self.__dict__.get("kept", [])
                pages.count = len(kept)
                for number, state in enumerate(kept, 1):
                    self.__dict__.update(state)
                    pages.dress(self, number)
                    Canvas.showPage(self)
                Canvas.save(self)

        return Counted(*args, **options)

    def dress(self, page: Canvas, number: int) -> None:
        """Head and foot of one page."""
        left, right, top = MARGIN_MM * MM, A4[0] - MARGIN_MM * MM, A4[1] - MARGIN_MM * MM
        _line(page, self.ink, left, right, top - 5 * MM)
        _say(page, BOLD, 9, self.ink.text, left, top - 3.2 * MM, self.frame.left)
        page.setFont(TEXT, SMALL_PT)
        page.setFillColor(self.ink.second)
        page.drawRightString(right, top - 3.2 * MM, printable(self.frame.right))
        self._foot(page, number, left, right)

    def _foot(self, page: Canvas, number: int, left: float, right: float) -> None:
        lines = foot_lines(self.frame)
        y = (MARGIN_MM + FOOT_LINE_MM * len(lines)) * MM
        _line(page, self.ink, left, right, y)
        for line in lines:
            y -= FOOT_LINE_MM * MM
            _say(page, TEXT, SMALL_PT, self.ink.second, left, y + 1, line)
        page.setFont(TEXT, SMALL_PT)
        page.setFillColor(self.ink.text)
        page.drawRightString(right, y - FOOT_LINE_MM * MM + 1, printable(self.frame.number(number, self.count)))


def _say(page: Canvas, font: str, size_pt: float, ink: object, x: float, y: float, text: str) -> None:
    page.setFont(font, size_pt)
    page.setFillColor(ink)
    page.drawString(x, y, printable(text, font))


def _line(page: Canvas, ink: Ink, left: float, right: float, y: float) -> None:
    page.setStrokeColor(ink.line)
    page.setLineWidth(0.6)
    page.line(left, y, right, y)

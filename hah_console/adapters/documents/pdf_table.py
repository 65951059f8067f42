"""Tables on paper: a heading that comes again on every page, cells that wrap, rows that may part over pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from reportlab.platypus import Flowable, Table, TableStyle

from hah_console.adapters.documents.pdf_style import BODY_PT, MM, SMALL_PT, TEXT, Ink
from hah_console.adapters.documents.pdf_text import Align, Setting, Words

PAD_PT = 3.0
OWN_FONT = ("FONTNAME", (0, 0), (-1, -1), TEXT)
"""Without it a table names a typeface that is not embedded, even where every cell sets its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``share`` of the width left over by the columns with ``width_mm``."""

    name: str
    width_mm: float = 0
    share: float = 1
    align: Align = "left"
    bold: bool = False


Cell: TypeAlias = str | Flowable | Sequence[Flowable]


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], ink: Ink, width_mm: float) -> Table:
    """A table over ``width_mm``; a cell is a text or flowables. Without any name there is no heading."""
    headed = any(column.name for column in columns)
    heading = [[Words(c.name, Setting(ink.second, SMALL_PT, align=c.align)) for c in columns]] if headed else []
    body = [[_cell(cell, column, ink) for cell, column in zip(row, columns, strict=True)] for row in rows]
    found = Table(
        heading + body, colWidths=_widths(columns, width_mm), repeatRows=int(headed), splitInRow=1, hAlign="LEFT"
    )
    found.setStyle(TableStyle(_lines(ink, headed)))
    return found


def pairs(rows: Sequence[tuple[str, Cell]], ink: Ink, width_mm: float, name_mm: float = 26) -> Table:
    """Names on the left and what they are on the right, without lines."""
    cells = [[Words(name, Setting(ink.second, SMALL_PT + 0.5)), _cell(cell, Column(""), ink)] for name, cell in rows]
    found = Table(cells, colWidths=[name_mm * MM, (width_mm - name_mm) * MM], splitInRow=1, hAlign="LEFT")
    found.setStyle(TableStyle([*_padding(1.0), ("LEFTPADDING", (0, 0), (0, -1), 0)]))
    return found


def _cell(cell: Cell, column: Column, ink: Ink) -> Flowable | list[Flowable]:
    if isinstance(cell, str):
        return Words(cell, replace(Setting(ink.text, BODY_PT - 0.5), bold=column.bold, align=column.align, after_pt=0))
    return cell if isinstance(cell, Flowable) else list(cell)


def _widths(columns: Sequence[Column], width_mm: float) -> list[float]:
    left = width_mm - sum(column.width_mm for column in columns)
    shares = sum(column.share for column in columns if not column.width_mm)
    return [(c.width_mm or left * c.share / shares) * MM for c in columns]


def _lines(ink: Ink, headed: bool) -> list[tuple[object, ...]]:
    below = [("LINEBELOW", (0, 0), (-1, 0), 0.8, ink.second)] if headed else []
    return [*_padding(PAD_PT), *below, ("LINEBELOW", (0, int(headed)), (-1, -1), 0.4, ink.line)]


def _padding(points: float) -> list[tuple[object, ...]]:
    everywhere = ((0, 0), (-1, -1))
    sides = [("LEFTPADDING", *everywhere, PAD_PT), ("RIGHTPADDING", *everywhere, PAD_PT)]
    ends = [("TOPPADDING", *everywhere, points), ("BOTTOMPADDING", *everywhere, points)]
    return [*sides, *ends, ("VALIGN", *everywhere, "TOP"), OWN_FONT]

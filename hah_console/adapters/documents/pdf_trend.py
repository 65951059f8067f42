"""The last 24 h as small multiples over one time axis: the range of every bin as a bar, the last value in words."""

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.platypus import Flowable

from hah_console.adapters.documents.pdf_style import BOLD, MM, SMALL_PT, TEXT, Ink, printable
from hah_console.domain.pack_sheet import PackSheet, SheetChart

BAND_MM, AXIS_MM, NAME_MM, LAST_MM = 11.0, 5.0, 22.0, 24.0
LEAST_RANGE = 4.0
"""So far apart at least are the ends of a scale: a steady value is drawn steady."""


def trend_chart(sheet: PackSheet, ink: Ink, width_mm: float) -> Flowable:
    """One band for each vital, gaps where nothing was measured."""
    height = (len(sheet.charts) * BAND_MM + AXIS_MM) * MM
    drawing = Drawing(width_mm * MM, height)
    left, right = NAME_MM * MM, (width_mm - LAST_MM) * MM
    _axis(drawing, sheet, ink, left, right)
    for place, chart in enumerate(sheet.charts):
        _band(drawing, sheet, chart, ink, (left, right, height - (place + 1) * BAND_MM * MM))
    return drawing


def _axis(drawing: Drawing, sheet: PackSheet, ink: Ink, left: float, right: float) -> None:
    for at, words in sheet.ticks:
        x = _x(sheet, at, left, right)
        drawing.add(Line(x, AXIS_MM * MM, x, drawing.height, strokeColor=ink.line, strokeWidth=0.4))
        drawing.add(_words(x, 1.2 * MM, words, ink, anchor="middle"))


def _band(drawing: Drawing, sheet: PackSheet, chart: SheetChart, ink: Ink, box: tuple[float, float, float]) -> None:
    left, right, bottom = box
    low, high = _scale(chart)
    inner = (bottom + 1.5 * MM, (BAND_MM - 3) * MM)
    drawing.add(Line(left, bottom, right, bottom, strokeColor=ink.line, strokeWidth=0.4))
    drawing.add(_words(0, bottom + 5.2 * MM, chart.name, ink, bold=True))
    drawing.add(_words(0, bottom + 1.6 * MM, chart.unit, ink))
    for value in (low, high):
        y = inner[0] + (value - low) / (high - low) * inner[1]
        drawing.add(_words(left - 1.5 * MM, y - 0.9 * MM, f"{value:.0f}", ink, anchor="end"))
    width = max(0.7, (right - left) / 96 * 0.8)
    for at, lowest, highest in chart.points:
        x = _x(sheet, at, left, right)
        y = inner[0] + (lowest - low) / (high - low) * inner[1]
        tall = max(0.9, (highest - lowest) / (high - low) * inner[1])
        drawing.add(Rect(x, y, width, tall, fillColor=ink.text, strokeColor=None))
    drawing.add(_words(right + 2 * MM, bottom + 4.5 * MM, chart.last, ink, bold=True))


def _scale(chart: SheetChart) -> tuple[float, float]:
    lowest = min(point[1] for point in chart.points)
    highest = max(point[2] for point in chart.points)
    spare = max(0.0, LEAST_RANGE - (highest - lowest)) / 2
    return lowest - spare, highest + spare


def _x(sheet: PackSheet, at: int, left: float, right: float) -> float:
    share = (at - sheet.chart_from) / (sheet.chart_to - sheet.chart_from)
    return left + min(1.0, max(0.0, share)) * (right - left)


def _words(x: float, y: float, words: str, ink: Ink, *, anchor: str = "start", bold: bool = False) -> String:
    font = BOLD if bold else TEXT
    fill = ink.text if bold else ink.second
    text = printable(words, font)
    return String(x, y, text, fontName=font, fontSize=SMALL_PT + (1 if bold else 0), fillColor=fill, textAnchor=anchor)

"""Codes that scanners read: QR squares and Code 128 bars, dark on light with the quiet ground they need."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable

from hah_console.adapters.documents.pdf_style import MM, TEXT, Ink

QUIET_MODULES = 4
LEAST_BAR_MM = 0.25
"""The narrowest bar that office printers and hand scanners still agree on."""


def qr_square(text: str, side_mm: float, ink: Ink) -> Flowable:
    """A QR square of error correction M, its quiet ground within ``side_mm``."""
    side = side_mm * MM
    widget = QrCodeWidget(text, barLevel="M", barBorder=QUIET_MODULES, barWidth=side, barHeight=side)
    widget.barFillColor = ink.text
    drawing = Drawing(side, side)
    drawing.add(widget)
    return drawing


def code128(text: str, ink: Ink, height_mm: float = 10, bar_mm: float = LEAST_BAR_MM) -> Flowable:
    """Code 128 bars (ASCII) with the text below them."""
    bars = Code128(text, barHeight=height_mm * MM, barWidth=bar_mm * MM, humanReadable=True, quiet=True)
    bars.fontName, bars.fontSize = TEXT, 8
    bars.barFillColor = bars.textColor = ink.text
    return bars

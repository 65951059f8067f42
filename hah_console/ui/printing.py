"""Puts an HTML document on paper or into a PDF file, and pictures of pages on paper."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from hah_console.domain.errors import NoWritePermission
from hah_console.services.paper_ports import PageImage
from hah_console.ui.dialogs.printer_form import choose_printer
from hah_console.ui.screen import Desk
from hah_console.ui.theme.fonts import font

MARGIN_MM, TEXT_PX, RESOLUTION_DPI = 15.0, 12, 96


def write_pdf(html: str, path: Path, title: str) -> None:
    """The document as an A4 file. Raises NoWritePermission."""
    try:
        with path.open("wb"):
            pass
    except OSError as error:
        raise NoWritePermission(path=str(path)) from error
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setResolution(RESOLUTION_DPI)
    _lay_out(writer)
    _document(html).print_(writer)


def print_on_paper(html: str, desk: Desk, parent: QWidget) -> bool:
    """Ask for a printer and print; False when it was called off."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    _lay_out(printer)
    if not choose_printer(printer, desk, parent):
        return False
    _document(html).print_(printer)
    return True


def print_images(pages: Sequence[PageImage], desk: Desk, parent: QWidget) -> bool:
    """Ask for a printer and put each picture on a page of its own, whole; False when it was called off."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = QPageSize(QPageSize.PageSizeId.A4)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setFullPage(True)
    if not choose_printer(printer, desk, parent):
        return False
    paint_images(pages, printer)
    return True


def paint_images(pages: Sequence[PageImage], device: QPagedPaintDevice) -> None:
    """Each picture on a page, as large as the page."""
    painter = QPainter(device)
    for number, page in enumerate(pages):
        if number:
            device.newPage()
        image = QImage(page.rgb, page.width_px, page.height_px, 3 * page.width_px, QImage.Format.Format_RGB888)
        painter.drawImage(painter.viewport(), image)
    painter.end()


def has_printer() -> bool:
    """Whether this machine knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def _lay_out(device: QPagedPaintDevice) -> None:
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))


def _document(html: str) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(font(TEXT_PX))
    document.setHtml(html)
    return document

"""Asks for a printer in a form of our own, over which an alarm stands like over any other."""

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

MOST_COPIES = 20


class PrinterForm(FormDialog):
    """Which printer, how many copies, on both sides or not; begins at the printer of this machine."""

    def __init__(self, desk: Desk, names: tuple[str, ...], usual: str, parent: QWidget) -> None:
        super().__init__("printer", desk, parent)
        texts = desk.texts
        self.printer, self.copies, self.both_sides = Choice(desk.theme), QSpinBox(), QCheckBox()
        for name in names:
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(max(0, self.printer.findData(usual)))
        self.copies.setRange(1, MOST_COPIES)
        self.title(texts("dialog.printer.title"), texts("dialog.printer.submit"))
        self.field("name", texts("dialog.printer.name"), self.printer)
        self.field("copies", texts("dialog.printer.copies"), self.copies)
        self.field("both_sides", texts("dialog.printer.both_sides"), self.both_sides)

    def send(self) -> None:
        """Take it."""
        if self.printer.currentData() is not None:
            self.accept()

    def set_up(self, printer: QPrinter) -> None:
        """Give the printer its name, copies and sides."""
        printer.setPrinterName(str(self.printer.currentData()))
        printer.setCopyCount(self.copies.value())
        both = self.both_sides.isChecked()
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if both else QPrinter.DuplexMode.DuplexNone)


def choose_printer(printer: QPrinter, desk: Desk, parent: QWidget) -> bool:
    """Ask, and set up ``printer`` as chosen; False when it was called off."""
    names, usual = tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName()
    form = PrinterForm(desk, names, usual, parent)
    chosen = form.exec() == PrinterForm.DialogCode.Accepted
    if chosen:
        form.set_up(printer)
    form.deleteLater()
    return chosen

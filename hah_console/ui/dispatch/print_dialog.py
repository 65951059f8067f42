"""Print and export of a published plan: whose routes, as what, where to; one file of each kind for every worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from hah_console.domain.errors import NotFound
from hah_console.domain.ids import StaffId
from hah_console.domain.route_paper import RoutePaper
from hah_console.services.paper_ports import PageImage, PaperKind, RouteDocuments
from hah_console.services.route_papers import Outdoors, route_papers
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.printing import has_printer, print_images
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

PRINTER_DPI, WIDTH = 200, 620
Worker = tuple[StaffId, str]


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for when the button was pressed."""

    staff_id: StaffId | None
    kinds: tuple[PaperKind, ...]
    folder: Path


class PrintDialog(FormDialog):
    """Open it with ``open()``. Signals: ``said`` with the sentence of what became of it; it closes itself then.

    ``number`` is that of the plan in force on ``day``, ``workers`` those at work, by name.
    """

    said = Signal(str)

    def __init__(self, desk: Desk, day: date, number: int, workers: Sequence[Worker], parent: QWidget) -> None:
        super().__init__("routes.print", desk, parent)
        self.setFixedWidth(WIDTH)
        texts = desk.texts
        self._day, self._papers = day, desk.ports.papers
        self.title(texts("route_paper.dialog.title"), texts("route_paper.dialog.write"))
        self.who.setText(texts("route_paper.dialog.who", number=number, day=day.isoformat(), count=len(workers)))
        self.hint.setText(texts("route_paper.dialog.hint"))
        self.whom = Choice(desk.theme)
        self.whom.addItem(texts("route_paper.dialog.everybody"), None)
        for staff_id, name in workers:
            self.whom.addItem(name, staff_id)
        self.field("whom", texts("route_paper.dialog.whom"), self.whom)
        self.kinds = {kind: self._kind(kind) for kind in PaperKind}
        self.field("what", texts("route_paper.dialog.what"), _in_a_row(*self.kinds.values()))
        self.folder, self.browse = QLineEdit(str(Path.home())), QPushButton(texts("route_paper.dialog.browse"))
        self._lay_out_folder()
        self.print = QPushButton(texts("route_paper.dialog.print"))
        self._add_printer()
        if self._papers is None:
            self.submit.setEnabled(False)
            self.say(texts("route_paper.dialog.unable"))

    def _kind(self, kind: PaperKind) -> QCheckBox:
        box = QCheckBox(self.desk.texts(f"route_paper.dialog.kind_{kind.value}"))  # i18n: route_paper.dialog.*
        box.setObjectName(f"routes.print.{kind.value}")
        box.setChecked(kind is PaperKind.PDF)
        return box

    def _lay_out_folder(self) -> None:
        self.browse.setObjectName("routes.print.browse")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_folder)
        row = _in_a_row(self.folder, self.browse)
        row.setFocusProxy(self.folder)
        self.field("folder", self.desk.texts("route_paper.dialog.folder"), row)
        self.folder.setObjectName("routes.print.folder.path")
        self.folder.setAccessibleName(self.desk.texts("route_paper.dialog.folder"))

    def _add_printer(self) -> None:
        """A button beside the others where there is a printer."""
        self.print.setObjectName("routes.print.print")
        self.print.setAutoDefault(False)
        self.print.clicked.connect(self._print)
        self.print.setVisible(has_printer() and self._papers is not None)
        self.fields.addRow(self.print)

    def _choose_folder(self) -> None:
        title = self.desk.texts("route_paper.dialog.folder")
        found = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if found:
            self.folder.setText(found)

    def _order(self) -> _Order:
        kinds = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        return _Order(self.whom.currentData(), kinds, Path(self.folder.text().strip()))

    def send(self) -> None:
        """Write the files; what cannot be is said and the form stays."""
        order, papers, texts = self._order(), self._papers, self.desk.texts
        if papers is None or not self.submit.isEnabled():
            return
        if not order.kinds or not self.folder.text().strip():
            self.say(texts("route_paper.dialog.no_folder" if order.kinds else "route_paper.dialog.nothing"))
            return
        self._begin()
        write = partial(_write, self.desk, papers, self._day, order)
        self.desk.tasks.run_command(write, partial(self._on_written, order.folder), self._on_refused)

    def _print(self) -> None:
        order, papers = self._order(), self._papers
        if papers is not None and self.submit.isEnabled():
            self._begin()
            read = partial(_images, self.desk, papers, self._day, order)
            self.desk.tasks.run_command(read, self._on_images, self._on_refused)

    def _begin(self) -> None:
        self.submit.setEnabled(False)
        self.print.setEnabled(False)
        self.say(self.desk.texts("route_paper.dialog.working"))

    def _on_written(self, folder: Path, files: tuple[Path, ...]) -> None:
        self._end(self.desk.texts("route_paper.dialog.done", count=len(files), folder=str(folder)))

    def _on_images(self, papers: tuple[tuple[PageImage, ...], ...]) -> None:
        if print_images([page for pages in papers for page in pages], self.desk, self):
            self._end(self.desk.texts("route_paper.dialog.printed", count=len(papers)))
        else:
            self._again()
            self.error.hide()

    def _end(self, sentence: str) -> None:
        self.accept()
        self.said.emit(sentence)

    def _on_refused(self, error: Exception) -> None:
        self._again()
        if isinstance(error, NotFound) and error.facts["entity"] == "plan":
            self.say(self.desk.texts("route_paper.dialog.no_plan"))
        else:
            self.refuse(error)

    def _again(self) -> None:
        self.submit.setEnabled(True)
        self.print.setEnabled(True)


def _in_a_row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(12)
    for widget in widgets:
        line.addWidget(widget, int(isinstance(widget, QLineEdit)))
    line.addStretch(1 if len(widgets) > 2 else 0)
    row.setFocusProxy(widgets[0])
    return row


def _read(desk: Desk, day: date, order: _Order) -> tuple[RoutePaper, ...]:
    outdoors = Outdoors(desk.ports.travel, desk.ports.ground)
    return route_papers(desk.ctx, desk.actor, desk.ports.rules.care, outdoors, day, order.staff_id)


def _write(desk: Desk, papers: RouteDocuments, day: date, order: _Order) -> tuple[Path, ...]:
    found = _read(desk, day, order)
    return tuple(file for paper in found for file in papers.write(paper, desk.texts, order.folder, order.kinds))


def _images(desk: Desk, papers: RouteDocuments, day: date, order: _Order) -> tuple[tuple[PageImage, ...], ...]:
    return tuple(papers.images(paper, desk.texts, PRINTER_DPI) for paper in _read(desk, day, order))

"""Prints a handover: asks how, reads the patients, and puts them on paper or into a file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from hah_console.domain.actor import Actor
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, HandoverId
from hah_console.services.context import Context
from hah_console.services.handover_page import HandoverPage, read_handover_pages
from hah_console.services.page_openings import note_view
from hah_console.ui.printing import has_printer, print_on_paper, write_pdf
from hah_console.ui.screen import Desk
from hah_console.ui.screens.handover.dialogs import PaperDialog
from hah_console.ui.screens.handover.paper import Layout, handover_html

Wanted = tuple[tuple[EpisodeId, HandoverId | None], ...]


class PaperRun(QObject):
    """``say`` is told what became of it. ``desk`` may be replaced when language or theme change."""

    def __init__(self, desk: Desk, book: ClockBook, say: Callable[[str], None], window: QWidget) -> None:
        super().__init__(window)
        self.desk, self._book, self._say, self._window = desk, book, say, window

    def ask(self, wanted: Wanted) -> None:
        """Ask how, then read what goes on paper."""
        if not wanted:
            self._say(self.desk.texts("handover.say.nothing_to_print"))
            return
        dialog = PaperDialog(self.desk, len(wanted), self._window, printers=has_printer())
        dialog.asked.connect(partial(self._read, wanted))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read(self, wanted: Wanted, layout: str, on_printer: bool) -> None:
        ctx, actor, book = self.desk.ctx, self.desk.actor, self._book
        self.desk.tasks.run_query(
            lambda: _read_for_paper(ctx, actor, book, wanted),
            lambda pages: self._put(pages, Layout(layout), on_printer=on_printer),
            self._on_failed,
        )

    def _put(self, pages: tuple[HandoverPage, ...], layout: Layout, *, on_printer: bool) -> None:
        desk, texts = self.desk, self.desk.texts
        now = desk.ctx.clock.now()
        html = handover_html(texts, desk.ctx.local, pages, layout, desk.actor.name, now)
        if on_printer:
            if print_on_paper(html, desk, self._window):
                self._say(texts("handover.say.printed"))
            return
        name = str(Path.home() / f"handover-{desk.ctx.local(now):%Y%m%d-%H%M}.pdf")
        path, _ = QFileDialog.getSaveFileName(self._window, texts("handover.paper.title"), name, "PDF (*.pdf)")
        if path:
            self._write(html, Path(path))

    def _write(self, html: str, path: Path) -> None:
        texts = self.desk.texts
        try:
            write_pdf(html, path, texts("handover.title"))
        except HahError as error:
            self._say(texts.error(error))
        else:
            self._say(texts("handover.say.saved", path=str(path)))

    def _on_failed(self, error: Exception) -> None:
        self._say(self.desk.texts.error(error))


def _read_for_paper(ctx: Context, actor: Actor, book: ClockBook, wanted: Wanted) -> tuple[HandoverPage, ...]:
    """What leaves on paper is in the audit trail, patient by patient."""
    for episode_id, _ in wanted:
        note_view(ctx, actor, "handover_paper", episode_id)
    return read_handover_pages(ctx, book, wanted)

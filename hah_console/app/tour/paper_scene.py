"""The longest route of the published plan on paper: its files in both languages, and its pages among the pictures."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage

from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.steps import Story, Wait
from hah_console.services.paper_ports import PageImage, PaperKind
from hah_console.services.route_papers import Outdoors, route_papers
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.screen import Desk

PICTURE_DPI = 110
PAPER_S = 60.0
Pages = list[tuple[str, PageImage]]


class PaperScene:
    """Written on the desk's own threads, for the console must not wait for it."""

    def __init__(self, desk: Desk, camera: Photographer) -> None:
        self._desk, self._camera = desk, camera
        self._pages: Pages = []
        self._trouble: list[Exception] = []

    def shoot(self, day: date) -> Story:
        """Files below the tour's folder, and one picture a page; raises what kept them from being written."""
        make = partial(make_papers, self._desk, day, self._camera.folder / "papers")
        self._desk.tasks.run_command(make, self._pages.extend, self._trouble.append)
        yield Wait("the routes are on paper", lambda: bool(self._pages or self._trouble), PAPER_S)
        if self._trouble:
            raise self._trouble[0]
        self._camera.add("route_paper", [(name, picture_of(page)) for name, page in self._pages])


def make_papers(desk: Desk, day: date, folder: Path) -> Pages:
    """The papers of the longest route in both languages; the pages by language and number."""
    papers = desk.ports.papers
    if papers is None:
        return []
    outdoors = Outdoors(desk.ports.travel, desk.ports.ground)
    found = route_papers(desk.ctx, desk.actor, desk.ports.rules.care, outdoors, day)
    longest = max(found, key=lambda paper: len(paper.stops))
    pages: Pages = []
    for language in LANGUAGES:
        texts = Texts(language)
        papers.write(longest, texts, folder / language, tuple(PaperKind))
        images = papers.images(longest, texts, PICTURE_DPI)
        pages += [(f"{language}_page{number}", image) for number, image in enumerate(images, 1)]
    return pages


def picture_of(page: PageImage) -> QImage:
    """A page as a picture of its own memory."""
    line = 3 * page.width_px
    return QImage(page.rgb, page.width_px, page.height_px, line, QImage.Format.Format_RGB888).copy()

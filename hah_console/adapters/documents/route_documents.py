"""RouteDocuments: routes as PDF, iCalendar and GPX."""

from collections.abc import Collection
from pathlib import Path

from hah_console.adapters.documents.whole_file import write_whole
from hah_console.domain.route_paper import RoutePaper
from hah_console.services.paper_ports import PageImage, PaperKind, Words


class RouteFiles:
    """``resources`` holds the typefaces and themes. PERF: the libraries are loaded with the first paper."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def pdf(self, paper: RoutePaper, texts: Words) -> bytes:
        """A4 pages."""
        from hah_console.adapters.documents.pdf_style import load_ink, use_fonts
        from hah_console.adapters.documents.route_pdf import route_pdf

        use_fonts(self._resources / "fonts")
        return route_pdf(paper, texts, load_ink(self._resources / "themes" / "light.json"))

    def calendar(self, paper: RoutePaper, texts: Words) -> bytes:
        """RFC 5545."""
        from hah_console.adapters.documents.route_calendar import route_calendar

        return route_calendar(paper, texts)

    def track(self, paper: RoutePaper, texts: Words) -> bytes:
        """GPX 1.1."""
        from hah_console.adapters.documents.route_track import route_track

        return route_track(paper, texts)

    def write(self, paper: RoutePaper, texts: Words, folder: Path, kinds: Collection[PaperKind]) -> tuple[Path, ...]:
        """The files of these kinds, named by day and worker. Raises NoWritePermission."""
        makers = {PaperKind.PDF: self.pdf, PaperKind.CALENDAR: self.calendar, PaperKind.TRACK: self.track}
        stem = f"route-{paper.day.isoformat()}-{paper.staff_id}"
        written = []
        for kind, make in makers.items():
            if kind in kinds:
                written.append(folder / f"{stem}.{kind.value}")
                write_whole(written[-1], make(paper, texts))
        return tuple(written)

    def images(self, paper: RoutePaper, texts: Words, dpi: int) -> tuple[PageImage, ...]:
        """The pages of the PDF as a printer puts them on paper."""
        from hah_console.adapters.documents.pdf_pictures import page_pictures

        pages = page_pictures(self.pdf(paper, texts), dpi)
        return tuple(PageImage(page.width, page.height, page.tobytes()) for page in pages)

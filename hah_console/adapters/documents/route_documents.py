"""RouteDocuments: routes as PDF, iCalendar and GPX."""

from pathlib import Path

from hah_console.domain.route_paper import RoutePaper
from hah_console.services.paper_ports import Words


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

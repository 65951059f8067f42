"""Ports of documents that leave the program: a worker's route as PDF, calendar and track, and the words they use."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from hah_console.domain.route_paper import RoutePaper


class Words(Protocol):
    """Sentences in one language; a key with its places filled, or the word of a code."""

    @property
    def language(self) -> str: ...
    def __call__(self, key: str, /, **places: object) -> str: ...
    def word(self, family: str, value: object) -> str: ...


class PaperKind(StrEnum):
    """What can be written of a route; the values end the names of the files."""

    PDF = "pdf"
    CALENDAR = "ics"
    TRACK = "gpx"


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as a picture: three bytes (red, green, blue) a pixel, row by row without padding."""

    width_px: int
    height_px: int
    rgb: bytes


class RouteDocuments(Protocol):
    """Writes a route as whole files in memory: a PDF of A4 pages, an iCalendar, a GPX track.

    ``write`` puts the kinds asked for into a folder, the PDF first, and raises NoWritePermission; ``images`` are the
    pages of the PDF for a printer.
    """

    def write(
        self, paper: RoutePaper, texts: Words, folder: Path, kinds: Collection[PaperKind]
    ) -> tuple[Path, ...]: ...
    def images(self, paper: RoutePaper, texts: Words, dpi: int) -> tuple[PageImage, ...]: ...

    def pdf(self, paper: RoutePaper, texts: Words) -> bytes: ...
    def calendar(self, paper: RoutePaper, texts: Words) -> bytes: ...
    def track(self, paper: RoutePaper, texts: Words) -> bytes: ...

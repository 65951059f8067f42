"""Ports of documents that leave the program: a worker's route as PDF, calendar and track, and the words they use."""

from typing import Protocol

from hah_console.domain.route_paper import RoutePaper


class Words(Protocol):
    """Sentences in one language; a key with its places filled, or the word of a code."""

    @property
    def language(self) -> str: ...
    def __call__(self, key: str, /, **places: object) -> str: ...
    def word(self, family: str, value: object) -> str: ...


class RouteDocuments(Protocol):
    """Writes a route as whole files in memory: a PDF of A4 pages, an iCalendar, a GPX track."""

    def pdf(self, paper: RoutePaper, texts: Words) -> bytes: ...
    def calendar(self, paper: RoutePaper, texts: Words) -> bytes: ...
    def track(self, paper: RoutePaper, texts: Words) -> bytes: ...

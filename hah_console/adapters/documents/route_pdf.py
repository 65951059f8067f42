"""A worker's route on A4: summary, whom to call, map, then each stop with what to do, to bring and to mind."""

from collections.abc import Iterator

from reportlab.platypus import Flowable

from hah_console.adapters.documents.pdf_blocks import gap, heading, hint, line, title, together, warning
from hah_console.adapters.documents.pdf_page import WIDTH_MM, PageFrame, pdf_bytes
from hah_console.adapters.documents.pdf_style import Ink
from hah_console.adapters.documents.pdf_table import Column, pairs, table
from hah_console.adapters.documents.route_drawing import RouteDrawing
from hah_console.adapters.documents.route_words import PARTS, RouteWords
from hah_console.domain.route_paper import PaperStop, RoutePaper
from hah_console.services.paper_ports import Words

EMERGENCY = "119"


def route_pdf(paper: RoutePaper, texts: Words, ink: Ink) -> bytes:
    """The document."""
    words = RouteWords(paper, texts)
    story = [*_summary(words, ink), *_numbers(words, ink), *_map(words, ink), *_stops(words, ink)]
    content, _ = pdf_bytes(_frame(words), story, ink)
    return content


def _frame(words: RouteWords) -> PageFrame:
    texts, paper = words.texts, words.paper
    printed = texts("route_paper.printed", at=words.stamp(paper.printed_at), by=paper.printed_by)
    return PageFrame(
        title=texts("route_paper.file_title", name=paper.name, day=paper.day.isoformat()),
        left=PARTS.join((words.site(), words.worker())),
        right=PARTS.join((paper.day.isoformat(), words.version())),
        foot=(texts("route_paper.superseded"), texts("route_paper.privacy"), printed),
        number=lambda page, pages: texts("route_paper.page", page=page, pages=pages),
        language=texts.language.replace("_", "-"),
    )


def _summary(words: RouteWords, ink: Ink) -> Iterator[Flowable]:
    texts, paper = words.texts, words.paper
    yield title(texts("route_paper.title", day=words.day()), ink)
    parts = [texts("route_paper.stops", count=len(paper.stops))]
    if paper.starts_at and paper.ends_at:
        parts.append(texts("route_paper.shift", span=words.span(paper.starts_at, paper.ends_at)))
    if paper.break_start:
        parts.append(texts("route_paper.pause", at=words.clock(paper.break_start), minutes=paper.break_minutes))
    if paper.stops:
        km, minutes = f"{paper.travel_m / 1000:.1f}", round(paper.travel_s / 60)
        vehicle = texts.word("words.vehicle", paper.vehicle)
        parts.append(texts("route_paper.riding", vehicle=vehicle, km=km, minutes=minutes))
    yield line(PARTS.join(parts), ink)


def _numbers(words: RouteWords, ink: Ink) -> Iterator[Flowable]:
    """The emergency number first, then who answers when."""
    texts = words.texts
    rows = [(texts("route_paper.emergency"), "", f"{EMERGENCY}", "")]
    for one in words.paper.numbers:
        when = words.span(one.begins, one.ends) if one.begins and one.ends else ""
        phone = one.phone or texts("route_paper.no_phone")
        rows.append((texts.word("route_paper.role", one.role), one.name, phone, when))
    columns = (
        Column(texts("route_paper.call"), 46), Column(texts("route_paper.who"), bold=True),
        Column(texts("route_paper.phone"), 44, bold=True), Column(texts("route_paper.when"), 40),
    )  # fmt: skip
    yield gap(2)
    yield table(columns, rows, ink, WIDTH_MM)


def _map(words: RouteWords, ink: Ink) -> Iterator[Flowable]:
    found = words.paper.map
    if not found.legs:
        return
    parts = [found.attribution, words.texts("route_paper.synthetic") if found.synthetic else ""]
    parts.append(words.texts("route_paper.estimated") if found.estimated else "")
    base = words.texts("route_paper.base")
    yield RouteDrawing(words.paper, ink, WIDTH_MM, PARTS.join(part for part in parts if part), base)
    yield hint(words.texts("route_paper.map_legend", base=base[:1]), ink)


def _stops(words: RouteWords, ink: Ink) -> Iterator[Flowable]:
    if not words.paper.stops:
        yield gap(6)
        yield line(words.texts("route_paper.no_stops"), ink, bold=True)
    for stop in words.paper.stops:
        yield from _halts(words, stop, ink)
        yield gap(1.5)
        yield together([*_stop_head(words, stop, ink), _stop_body(words, stop, ink)])
    yield from _halts(words, None, ink)


def _halts(words: RouteWords, stop: PaperStop | None, ink: Ink) -> Iterator[Flowable]:
    """What is to be loaded, brought back or handed in before a stop, or on the way home."""
    for halt in words.paper.halts_before(stop):
        yield gap(1.5)
        yield heading(f"■　{words.halt(halt)}", ink)
        if halt.place.address:
            yield line(halt.place.address, ink)


def _stop_head(words: RouteWords, stop: PaperStop, ink: Ink) -> Iterator[Flowable]:
    span = words.span(stop.start, stop.departure)
    yield heading(f"{stop.order}　{span}　{stop.person.name}　{words.kind(stop)}", ink)
    warnings = list(words.warnings(stop))
    if words.is_grave(stop):
        yield warning(warnings, ink, WIDTH_MM)
    elif warnings:
        yield line(PARTS.join(warnings), ink)


def _stop_body(words: RouteWords, stop: PaperStop, ink: Ink) -> Flowable:
    return pairs([(name, what) for name, what in _rows(words, stop) if what], ink, WIDTH_MM, 24)


def _rows(words: RouteWords, stop: PaperStop) -> Iterator[tuple[str, str]]:
    """Name and what it is; an empty one is not printed."""
    texts, person = words.texts, stop.person
    window = words.window(stop)
    if stop.late_s > 0:
        window = PARTS.join((window, texts("route_paper.late", minutes=round(stop.late_s / 60))))
    yield texts("route_paper.row.window"), window
    yield texts("route_paper.row.way"), _way(words, stop)
    yield texts("route_paper.row.patient"), words.person(person) if stop.clinical else ""
    yield texts("route_paper.row.address"), PARTS.join(x for x in (person.home.address, person.home.access_note) if x)
    yield texts("route_paper.row.phone"), words.contact(person) or texts("route_paper.no_phone")
    for dose in stop.doses:
        yield texts("route_paper.row.dose"), words.dose(dose)
    for one in stop.specimens:
        yield texts("route_paper.row.specimen"), words.specimen(one)
    yield texts("route_paper.row.note"), stop.note
    yield texts("route_paper.row.with"), texts("route_paper.comma").join(stop.together_with)
    yield texts("route_paper.row.bring"), words.bring(stop)


def _way(words: RouteWords, stop: PaperStop) -> str:
    if stop.travel_m == 0 and stop.travel_s == 0:
        return words.texts("route_paper.same_place", at=words.clock(stop.arrival))
    source = words.texts.word("words.leg_source", stop.source)  # i18n: words.leg_source.*
    km, minutes = f"{stop.travel_m / 1000:.1f}", round(stop.travel_s / 60)
    return words.texts("route_paper.way", minutes=minutes, km=km, source=source, at=words.clock(stop.arrival))

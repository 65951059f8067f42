"""Laboratory results as a table of analytes by times, every value in the unit it was reported in; no Qt.

SAFETY(unit as reported): nothing is converted for show; a row whose units differ says so, and no arrow compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, Side
from hah_console.services.results_page import ResultsPage
from hah_console.ui.i18n import Texts
from hah_console.ui.result_words import range_words, side_word, value_words
from hah_console.ui.wording import age_text, near_clock

# i18n: scores.input.*  # i18n: scores.unit.*  # i18n: results.source.*
ToLocal = Callable[[datetime], datetime]
UP, DOWN = "↑", "↓"


@dataclass(frozen=True, slots=True)
class LabCell:
    """One result; ``value`` has its unit, ``arrow`` compares with the one before of the same unit.

    ``side`` is high or low against the range printed with it, ``word`` says it; None within it or without a range.
    """

    result_id: str
    value: str
    arrow: str
    source: str
    side: Side | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class LabRow:
    """An analyte; ``units`` names the one unit of the row, or says that they differ."""

    key: str
    name: str
    units: str
    mixed: bool
    cells: tuple[tuple[LabCell, ...], ...]
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabGrid:
    """Columns are the moments at which specimens were taken, the newest last."""

    times: tuple[str, ...]
    rows: tuple[LabRow, ...]


def lab_grid(texts: Texts, local: ToLocal, page: ResultsPage) -> LabGrid:
    """All results of a page."""
    moments = tuple(sorted({result.specimen_at for result in page.labs}))
    times = tuple(f"{local(moment):%m-%d %H:%M}" for moment in moments)
    by_analyte: dict[Analyte, list[LabResult]] = {}
    for result in page.labs:
        by_analyte.setdefault(result.analyte, []).append(result)
    rows = [_row(texts, analyte, by_analyte[analyte], moments, times) for analyte in Analyte if analyte in by_analyte]
    return LabGrid(times, tuple(rows))


def _row(
    texts: Texts, analyte: Analyte, results: list[LabResult], moments: tuple[datetime, ...], times: tuple[str, ...]
) -> LabRow:
    name = analyte_words(texts, analyte)
    units = {result.quantity.unit for result in results}
    by_time: dict[datetime, list[LabCell]] = {}
    for number, result in enumerate(results):
        cell = _cell(texts, result, results[number - 1] if number else None)
        by_time.setdefault(result.specimen_at, []).append(cell)
    cells = tuple(tuple(by_time.get(moment, ())) for moment in moments)
    spoken = tuple(_spoken(texts, name, at, cell) for at, cell in zip(times, cells, strict=True))
    said = texts("results.units_differ") if len(units) > 1 else texts.word("scores.unit", next(iter(units)))
    said = " ".join(part for part in (said, _range(texts, results)) if part)
    return LabRow(analyte.value, name, said, len(units) > 1, cells, spoken)


def _range(texts: Texts, results: list[LabResult]) -> str:
    """The one range of all that have one, or that they differ; empty where none was told."""
    told = {result.reference for result in results if result.reference is not None}
    if len(told) > 1:
        return texts("results.ranges_differ")
    return texts("results.range_of", range=range_words(texts, next(iter(told)))) if told else ""


def _cell(texts: Texts, result: LabResult, before: LabResult | None) -> LabCell:
    source = "" if result.source is LabSource.LABORATORY else texts.word("results.source", result.source)
    word = side_word(texts, result)
    side = result.side if word else None
    return LabCell(result.result_id, value_words(texts, result), _arrow(result, before), source, side, word)


def _arrow(result: LabResult, before: LabResult | None) -> str:
    if before is None or before.quantity.unit is not result.quantity.unit:
        return ""
    if Comparator.EXACT is not result.comparator or Comparator.EXACT is not before.comparator:
        return ""
    now, then = result.quantity.value, before.quantity.value
    return UP if now > then else DOWN if now < then else ""


def _spoken(texts: Texts, name: str, at: str, cell: tuple[LabCell, ...]) -> str:
    parts = ((one.value, one.word, one.arrow, one.source) for one in cell)
    told = texts("results.comma").join(" ".join(part for part in one if part) for one in parts)
    return f"{name} {at} {told or texts('results.nothing')}"


def analyte_words(texts: Texts, analyte: str) -> str:
    """The name of an analyte."""
    return texts.word("scores.input", analyte)


def _against(texts: Texts, result: LabResult) -> str:
    """High, low or within the range, or that none was told."""
    if result.reference is None:
        return texts("results.no_range")
    said = texts("results.range_of", range=range_words(texts, result.reference))
    if result.side is None:
        return said
    return texts("results.against", side=texts.word("results.side", result.side), range=said)


def result_words(texts: Texts, local: ToLocal, page: ResultsPage, result: LabResult, now: datetime) -> str:
    """One result in a line: value with unit, age, where it comes from, and who has confirmed an unusual one."""
    today = local(now).date()
    parts = [
        analyte_words(texts, result.analyte),
        value_words(texts, result),
        texts("results.specimen_at", at=near_clock(local(result.specimen_at), today),
              age=age_text(texts, now - result.specimen_at)),
        texts("results.reported_at", at=near_clock(local(result.reported_at), today)),
        texts.word("results.source", result.source),
        _against(texts, result),
    ]  # fmt: skip
    if result.confirmed_by:
        parts.append(texts("results.confirmed", who=page.names.get(result.confirmed_by, result.confirmed_by)))
    return " · ".join(parts)

"""The indicators of a month as CSV: one line each, and every patient above and below its line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.documents.csv_text import csv_text
from hah_console.adapters.documents.whole_file import write_whole
from hah_console.domain.indicator import Indicator

COLUMNS = ("indicator", "name", "group", "measure", "numerator", "denominator", "value", "p90")
CASE_COLUMNS = ("indicator", "name", "patient_id", "episode_id", "counted", "minutes")


@dataclass(frozen=True, slots=True)
class IndicatorFiles:
    """Where they were written."""

    indicators: Path
    cases: Path


def write_indicators(found: Iterable[Indicator], names: Mapping[str, str], month: str, folder: Path) -> IndicatorFiles:
    """Both files into a folder. Raises NoWritePermission."""
    known = tuple(found)
    files = IndicatorFiles(folder / f"indicators-{month}.csv", folder / f"indicator-cases-{month}.csv")
    rows = [_row(one, names) for one in known]
    cases = [case for one in known for case in _cases(one, names)]
    write_whole(files.indicators, csv_text(COLUMNS, rows).encode())
    write_whole(files.cases, csv_text(CASE_COLUMNS, cases).encode())
    return files


def _row(one: Indicator, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "indicator": one.indicator_id,
        "name": names.get(one.indicator_id, one.indicator_id),
        "group": one.group.value,
        "measure": one.measure.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": _shown(one.value),
        "p90": _shown(one.p90),
    }


def _cases(one: Indicator, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for case in one.cases:
        yield {
            "indicator": one.indicator_id,
            "name": names.get(one.indicator_id, one.indicator_id),
            "patient_id": case.patient_id,
            "episode_id": case.episode_id,
            "counted": int(case.counted),
            "minutes": _shown(case.minutes),
        }


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"

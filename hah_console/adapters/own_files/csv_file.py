"""Reads a CSV of own measurements: columns time, vital, value, unit, and source where there is one."""

import csv
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from pathlib import Path

from hah_console.domain.own_reading import OwnFile, OwnFileUnusable, OwnKind, OwnRefusal, OwnValue
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import RelayRefused
from hah_console.domain.vital_units import in_own_unit

COLUMNS = ("time", "vital", "value", "unit")
VITALS = {vital.value: vital for vital in Vital}
UNITS = {"bpm": "/min", "mmHg": "mm[Hg]", "°C": "Cel", "C": "Cel", "°F": "[degF]", "F": "[degF]"}
"""Units as people write them; UCUM is taken as it is."""
Row = dict[str, str]


def open_csv(path: Path, zone: tzinfo) -> OwnFile:
    """The file; ``zone`` is that of moments without an offset. Raises OwnFileUnusable when its values are read."""
    return OwnFile(path.name, OwnKind.CSV, _values(path, zone))


def _values(path: Path, zone: tzinfo) -> Iterator[OwnValue | OwnRefusal]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restkey="", restval="")
            names = [name.strip().lower() for name in rows.fieldnames or ()]
            if not set(COLUMNS) <= set(names):
                raise OwnFileUnusable(file=path.name, reason="columns")
            rows.fieldnames = names
            for row in rows:
                yield _read(str(rows.line_num), row, zone)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OwnFileUnusable(file=path.name, reason="unreadable_file") from error


def _read(place: str, row: Row, zone: tzinfo) -> OwnValue | OwnRefusal:
    try:
        return _value(place, {name: row[name].strip() for name in (*COLUMNS, "source") if name in row}, zone)
    except RelayRefused as reason:
        return OwnRefusal(place, str(reason))


def _value(place: str, row: Row, zone: tzinfo) -> OwnValue:
    vital = VITALS.get(row["vital"].lower())
    if vital is None:
        raise RelayRefused(f"vital: {row['vital'][:20]} is none of {', '.join(VITALS)}")
    try:
        number, moment = Decimal(row["value"]), datetime.fromisoformat(row["time"])
    except InvalidOperation:
        raise RelayRefused(f"{vital.value}: no number") from None
    except ValueError:
        raise RelayRefused(f"time: {row['time'][:30]}") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    unit = UNITS.get(row["unit"], row["unit"])
    return OwnValue(place, aware, vital, in_own_unit(vital, number, unit), row.get("source", ""))

"""Writes the claim of a month: its lines as CSV and JSON, and what was refused. A file is whole or not there."""

import json
import os
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hah_console.adapters.documents.csv_text import csv_text
from hah_console.domain.claims.claim import Claim, ClaimLine, Refused
from hah_console.domain.errors import NoWritePermission

REFUSED_COLUMNS = ("name", "medical_record_number", "episode_id", "field", "visit_record_id", "day", "staff_id")


@dataclass(frozen=True, slots=True)
class ClaimFiles:
    """What was written."""

    lines_csv: Path
    lines_json: Path
    refused_csv: Path


def write_claim(claim: Claim, folder: Path, zone: ZoneInfo) -> ClaimFiles:
    """The files of a claim in ``folder``, times local to ``zone``, to the minute. Raises NoWritePermission."""
    files = ClaimFiles(
        folder / f"claim-{claim.month}.csv", folder / f"claim-{claim.month}.json", folder / f"refused-{claim.month}.csv"
    )
    rows = [line_values(line, zone) for line in claim.lines]
    lacks = [values for refused in claim.refused for values in refused_values(refused, zone)]
    document = {"month": claim.month, "rules_version": claim.rules_version, "lines": rows, "refused": lacks}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(files.lines_csv, csv_text([field.name for field in fields(ClaimLine)], rows))
        _write(files.lines_json, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        _write(files.refused_csv, csv_text(REFUSED_COLUMNS, lacks))
    except OSError as error:
        raise NoWritePermission(path=str(folder)) from error
    return files


def line_values(line: ClaimLine, zone: ZoneInfo) -> dict[str, object]:
    """One line by column; times are ``2026-11-25T10:40``, local."""
    return {field.name: _shown(getattr(line, field.name), zone) for field in fields(line)}


def refused_values(refused: Refused, zone: ZoneInfo) -> list[dict[str, object]]:
    """One row per thing a case lacks."""
    return [
        {
            "name": refused.patient.name,
            "medical_record_number": refused.patient.medical_record_number,
            "episode_id": refused.episode.episode_id,
            "field": lack.field,
            "visit_record_id": lack.visit.visit_record_id if lack.visit else "",
            "day": lack.visit.when.astimezone(zone).date().isoformat() if lack.visit else "",
            "staff_id": lack.visit.staff_id if lack.visit else "",
        }
        for lack in refused.missing
    ]


def _shown(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)

"""Checks and reads the demo day's deterioration script, if the pack names one."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.text_file import read_text
from hah_console.domain.errors import SitePackInvalid
from hah_console.domain.ids import PatientId
from hah_console.domain.site_pack import EventKind, ScenarioEvent, SiteDescription

KINDS = tuple(kind.value for kind in EventKind)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def check_scenario(site: SiteDescription, patients: frozenset[str] | None, problems: ProblemList) -> None:
    """Report events of the script with an unknown patient, kind, time or duration; the event's number is its line."""
    path = Path(site.scenario)
    if not site.scenario or not path.exists():
        return
    text = read_text(path, problems)
    if text is None:
        return
    try:
        events = tomllib.loads(text).get("event", [])
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        problems.add(path.name, int(found[1]) if found else 0, "", "toml_syntax", reason=str(error))
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[event]]"]
    for line, event in zip(lines, events, strict=False):
        _check_event(path.name, line, event, patients, problems)


def read_scenario(site: SiteDescription) -> tuple[ScenarioEvent, ...]:
    """The events of the site's script, none without one; raises SitePackInvalid when it has errors."""
    problems = ProblemList()
    check_scenario(site, None, problems)
    if problems.errors:
        raise SitePackInvalid(folder=str(Path(site.scenario).parent), count=problems.errors)
    if not site.scenario or not Path(site.scenario).exists():
        return ()
    return tuple(_event(row) for row in tomllib.loads(Path(site.scenario).read_text("utf-8-sig")).get("event", []))


def _event(row: Mapping[str, object]) -> ScenarioEvent:
    hour, minute = str(row["at"]).split(":")
    at_minutes = int(hour) * 60 + int(minute)
    return ScenarioEvent(
        PatientId(str(row["patient_id"])), at_minutes, EventKind(str(row["kind"])), int(str(row["minutes"]))
    )


def _check_event(
    file: str, line: int, event: Mapping[str, object], patients: frozenset[str] | None, problems: ProblemList
) -> None:
    patient, kind, minutes = event.get("patient_id"), event.get("kind"), event.get("minutes")
    if patients is not None and patient not in patients:
        facts = {"value": patient, "target": "patients.csv"}
        problems.add(file, line, "patient_id", "unknown_reference", **facts)
    if kind not in KINDS:
        problems.add(file, line, "kind", "not_a_choice", value=kind, allowed=tuple(KINDS))
    if not _CLOCK.fullmatch(str(event.get("at", ""))):
        problems.add(file, line, "at", "not_a_time", value=event.get("at"))
    if not isinstance(minutes, int) or not 1 <= minutes <= 24 * 60:
        problems.add(file, line, "minutes", "out_of_range", value=minutes, low=1, high=1440)

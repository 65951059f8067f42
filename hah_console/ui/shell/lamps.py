"""Decides what the lamps of the status bar show; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.domain.service_state import SourceState
from hah_console.services.board import last_received_of
from hah_console.ui.bridge import LinkState
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text

OF_DEVICES = frozenset({"broker"})
"""The sources that readings come through; whether alarms are heard says nothing of the devices."""
MOST_TOLD = 8


class LampState(StrEnum):
    """Each state has a shape of its own: circle, triangle, square."""

    GOOD = "good"
    ATTENTION = "attention"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp with its short text and the sentences it opens to."""

    lamp_id: str
    state: LampState
    text: str
    details: tuple[str, ...] = ()


def lamps(
    texts: Texts, link: LinkState, fresh: int, devices: int, planner_trouble: str, machine_now: datetime
) -> tuple[Lamp, ...]:
    """The four lamps: service, database, devices, planner."""
    return (
        _service(texts, link, machine_now),
        _database(texts, link),
        _devices(texts, link, fresh, devices),
        _planner(texts, planner_trouble),
    )


def still_fresh(
    last_seen: Mapping[PatientId, datetime], now: datetime, stale_after: timedelta
) -> dict[PatientId, datetime]:
    """The patients who sent something within ``stale_after``; who has left is forgotten with the others."""
    return {patient: seen for patient, seen in last_seen.items() if now - seen <= stale_after}


def note_seen(last_seen: dict[PatientId, datetime], rows: Iterable[LatestVitals]) -> None:
    """Keep the newest reception time of each patient."""
    for row in rows:
        newest = last_received_of(row)
        if newest is not None:
            last_seen[row.patient_id] = newest


def _service(texts: Texts, link: LinkState, machine_now: datetime) -> Lamp:
    state = LampState.GOOD if link.service_alive else LampState.FAILED
    seen = link.service_seen_at
    age = age_text(texts, machine_now - seen) if seen else texts("shell.lamp.never")
    details = [texts("shell.lamp.service_seen", age=age)]
    details += [texts("shell.lamp.process", name=b.process, pid=b.pid) for b in link.heartbeats]
    details += _failing(texts, link, lambda source: source not in OF_DEVICES)
    if not link.service_alive:
        details.append(texts("shell.lamp.service_advice"))
    return Lamp("service", state, texts("shell.lamp.service"), tuple(details))


def _database(texts: Texts, link: LinkState) -> Lamp:
    if link.database_ok:
        good = texts("shell.lamp.database_good", sequence=link.change_sequence)
        return Lamp("database", LampState.GOOD, texts("shell.lamp.database"), (good,))
    details = (texts("shell.lamp.database_lost", reason=link.database_reason), texts("shell.lamp.database_advice"))
    return Lamp("database", LampState.FAILED, texts("shell.lamp.database"), details)


def _devices(texts: Texts, link: LinkState, fresh: int, devices: int) -> Lamp:
    failing = _failing(texts, link, OF_DEVICES.__contains__)
    state = LampState.GOOD if fresh >= devices and not failing else LampState.ATTENTION
    silent = max(0, devices - fresh)
    details = [texts("shell.lamp.devices_fresh", fresh=fresh, count=devices, silent=silent)]
    details += failing
    return Lamp("devices", state, texts("shell.lamp.devices", fresh=fresh, count=devices), tuple(details))


def _failing(texts: Texts, link: LinkState, wanted: Callable[[str], bool]) -> list[str]:
    """What is wrong with some of the sources, and what to do."""
    return [_source(texts, s) for s in link.sources if not s.healthy and wanted(s.source)][:MOST_TOLD]


# i18n: shell.source.*
def _source(texts: Texts, state: SourceState) -> str:
    key = f"shell.source.{state.source}"
    return (
        texts(key) if texts.has(key) else texts("shell.lamp.source_failing", source=state.source, reason=state.reason)
    )


def _planner(texts: Texts, trouble: str) -> Lamp:
    if trouble:
        return Lamp("planner", LampState.FAILED, texts("shell.lamp.planner"), (trouble,))
    return Lamp("planner", LampState.GOOD, texts("shell.lamp.planner"), (texts("shell.lamp.planner_ready"),))

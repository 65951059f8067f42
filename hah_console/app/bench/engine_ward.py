"""A thousand patients with whom nothing is going on, on the alarm engine alone: neither store nor network."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.alarms.pipeline import evaluate
from hah_console.alarms.quiet import quiet_of
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import kept_by
from hah_console.app.resources import resource_path
from hah_console.domain.ids import AlarmId, DeviceId, PatientId
from hah_console.domain.reading import Reading, Vital
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.services.latest_values import folded
from hah_console.services.watched import Watched

BEGIN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class EngineWard:
    """Sets in, looks at patients; what the service keeps of each is kept as the service does."""

    def __init__(self, patients: int) -> None:
        self._packs = load_rule_packs(resource_path("rulepacks"))
        self._kept = kept_by(self._packs.alarms)
        self._ward = [Watched(PatientId(f"P{number}"), 1, BEGIN) for number in range(patients)]

    def sets(self, second: int) -> Sequence[Reading]:
        """One set of everybody; the values move a little from second to second."""
        at, move = BEGIN + timedelta(seconds=second), second % 3
        values = {Vital.SPO2: 97.0 + move % 2, Vital.HEART_RATE: 74.0 + move, Vital.RESPIRATORY_RATE: 16.0}
        return [Reading(w.patient_id, DeviceId(w.patient_id), second, at, at, dict(values)) for w in self._ward]

    def take_short(self, sets: Sequence[Reading]) -> int:
        """The short way where it admits a set; returns how often it did."""
        admitted = 0
        for watched, reading in zip(self._ward, sets, strict=True):
            watched.latest = folded(watched.latest, reading)
            if watched.quiet is not None and watched.quiet.admit(reading, reading.received_at):
                watched.memory = watched.memory.with_latest(watched.latest, self._kept)
                admitted += 1
            else:
                self._look(watched, reading.received_at)
        return admitted

    def take_whole(self, sets: Sequence[Reading]) -> None:
        """The whole way for every set."""
        for watched, reading in zip(self._ward, sets, strict=True):
            watched.latest = folded(watched.latest, reading)
            self._look(watched, reading.received_at)

    def sweep(self, second: int) -> None:
        """What a second costs in which nobody is heard."""
        now = BEGIN + timedelta(seconds=second)
        for watched in self._ward:
            if watched.due <= now:
                self._look(watched, now)

    def _look(self, watched: Watched, now: datetime) -> None:
        table = self._packs.news2
        score = news2(inputs_from(watched.latest, None, table, now), table)
        view = PatientView(watched.patient_id, now, watched.latest, score, (), BEGIN, self._packs)
        outcome = evaluate(view, watched.memory, (), lambda: AlarmId("A"), self._kept)
        watched.memory, watched.due = outcome.memory, outcome.due
        watched.quiet = quiet_of(view, watched.memory, (), outcome.due)

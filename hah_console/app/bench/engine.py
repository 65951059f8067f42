"""``bench engine``: what a set, a whole look and a sweep of a thousand patients cost without store and network."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hah_console.app.bench.row import BenchRow, at_most, slowness

PATIENTS, ROUNDS = 1_000, 20
SET_US, WHOLE_US, SWEEP_MS = 35.0, 250.0, 10.0
BEGIN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def rows() -> Iterator[BenchRow]:
    """The short way, the whole way, a sweep in which nothing is due."""
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.alarms.pipeline import Outcome, evaluate
    from hah_console.alarms.quiet import quiet_of
    from hah_console.alarms.view import PatientView
    from hah_console.alarms.windows import kept_by
    from hah_console.app.resources import resource_path
    from hah_console.domain.ids import AlarmId, DeviceId, PatientId
    from hah_console.domain.reading import Reading, Vital
    from hah_console.domain.score.news2 import inputs_from, news2
    from hah_console.services.latest_values import folded
    from hah_console.services.watched import Watched

    packs = load_rule_packs(resource_path("rulepacks"))
    kept, ward = kept_by(packs.alarms), [Watched(PatientId(f"P{n}"), 1, BEGIN) for n in range(PATIENTS)]

    def readings(second: int) -> list[Reading]:
        at = BEGIN + timedelta(seconds=second)
        wave = second % 3
        values = {Vital.SPO2: 97.0 + wave % 2, Vital.HEART_RATE: 74.0 + wave, Vital.RESPIRATORY_RATE: 16.0}
        return [Reading(w.patient_id, DeviceId(w.patient_id), second, at, at, dict(values)) for w in ward]

    def look(watched: Watched, now: datetime) -> Outcome:
        score = news2(inputs_from(watched.latest, None, packs.news2, now), packs.news2)
        view = PatientView(watched.patient_id, now, watched.latest, score, (), BEGIN, packs)
        outcome = evaluate(view, watched.memory, (), lambda: AlarmId("A"), kept)
        watched.memory, watched.due = outcome.memory, outcome.due
        watched.quiet = quiet_of(view, watched.memory, (), outcome.due)
        return outcome

    def take(sets: list[Reading], *, short: bool) -> None:
        for watched, reading in zip(ward, sets, strict=True):
            watched.latest = folded(watched.latest, reading)
            if short and watched.quiet is not None and watched.quiet.admit(reading, reading.received_at):
                watched.memory = watched.memory.with_latest(watched.latest, kept)
            else:
                look(watched, reading.received_at)

    def sweep(now: datetime) -> int:
        return sum(watched.due <= now for watched in ward)

    take(readings(0), short=False)
    slow = slowness()
    sets = [readings(1 + second) for second in range(ROUNDS)]
    short_us = _us(lambda number: take(sets[number], short=True)) / PATIENTS
    again = [[replace(one, sequence=one.sequence + ROUNDS) for one in batch] for batch in sets]
    whole_us = _us(lambda number: take(again[number], short=False), rounds=3) / PATIENTS
    sweep_ms = _us(lambda number: sweep(BEGIN + timedelta(seconds=ROUNDS + number))) / 1_000
    yield at_most("engine: a set that changes nothing", short_us, "us", SET_US, slow=slow)
    yield at_most("engine: a whole look at a patient", whole_us, "us", WHOLE_US, slow=slow)
    yield at_most(f"engine: sweep of {PATIENTS} patients", sweep_ms, "ms", SWEEP_MS, slow=slow)


def _us(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """CPU microseconds of one round, the best of all."""
    best = float("inf")
    for number in range(rounds):
        began = time.process_time()
        work(number)
        best = min(best, (time.process_time() - began) * 1e6)
    return best

"""The store of samples on SQLite: cost of a set on its way in, bytes it takes for good, and how fast it comes back."""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_least, at_most
from hah_console.domain.episode import Condition
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import LatestValue, LatestVitals, Reading, Vital

if TYPE_CHECKING:
    from hah_console.adapters.db.samples.retention import Retention
    from hah_console.adapters.db.store import Store
    from hah_console.services.ports import SampleKeeper

DAY, MONTH, TABLE = PatientId("P1"), PatientId("P2"), PatientId("P3")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WARD, BATCH, WARD_SECONDS = 1_000, 100, 660
"""Long enough for whole buckets of five minutes to be merged while it is measured."""
SETTLED, CALLS = 360, 10
"""Seconds until everything moves that ever will, and how often in a second who is behind may be called."""
BEDS = 10
DAY_S, OPENS, TABLES, TABLE_DAYS = 86_400, 7, 40, 4
ADD_US, LATEST_US, COMMIT_MS, TURN_MS, BYTES, OPEN_MS, MINUTES_A_SECOND = 15.0, 15.0, 150.0, 20.0, 4.0, 100.0, 2e6


@dataclass(frozen=True, slots=True)
class Taking:
    """CPU seconds of adding and of last values, and the time each commit took by the clock."""

    add_s: float
    latest_s: float
    commits_ms: list[float]


def rows() -> Iterable[BenchRow]:
    """CPU time of the thread, as it was: a busy machine lengthens it less than the clock's; commits by the clock."""
    with _store() as (store, keeper, _):
        yield from _ward_rows(store, keeper)
    with _store(slice_s=5.0) as (store, keeper, folder):
        yield from _day_rows(store, keeper, folder)


def _ward_rows(store: "Store", keeper: "SampleKeeper") -> Iterator[BenchRow]:
    took = Taking(0.0, 0.0, [])
    turns_ms: list[float] = []
    signals = [_Signal(number) for number in range(20)]
    moving_s = 0.0
    for second in range(WARD_SECONDS):
        took = _second(store, signals, second, took)
        calls_ms = _portions(keeper, second)
        if second >= SETTLED:
            turns_ms += calls_ms
            moving_s += sum(calls_ms) / 1_000
    sets = WARD * WARD_SECONDS
    yield at_most("a set stored, in batches of 100", 1e6 * took.add_s / sets, "us", ADD_US)
    yield at_most("last values of a set stored", 1e6 * took.latest_s / sets, "us", LATEST_US)
    yield at_most("commit of 100 sets p99", quantiles(took.commits_ms, n=100)[98], "ms", COMMIT_MS)
    note = f"longest {max(turns_ms):.1f} ms, {1_000 * moving_s / (WARD_SECONDS - SETTLED):.1f} ms in all each second"
    yield at_most("a portion of moving samples, p99", quantiles(turns_ms, n=100)[98], "ms", TURN_MS, note=note)


def _portions(keeper: "SampleKeeper", second: int) -> list[float]:
    """One call, and more when it is behind; the CPU time of each."""
    took_ms: list[float] = []
    for part in range(CALLS):
        began_s = time.thread_time()
        keeper.roll_up(MONDAY + timedelta(seconds=second + part / CALLS))
        took_ms.append(1_000 * (time.thread_time() - began_s))
        if not keeper.behind:
            break
    return took_ms


def _second(store: "Store", signals: "Sequence[_Signal]", second: int, took: Taking) -> Taking:
    ward = [signals[bed % len(signals)].reading(f"P{bed:04}", second + 97 * bed, second) for bed in range(WARD)]
    add_s, latest_s = took.add_s, took.latest_s
    for first in range(0, WARD, BATCH):
        batch = ward[first : first + BATCH]
        newest = [_latest(reading) for reading in batch]
        with store.unit_of_work() as uow:
            began_s = time.thread_time()
            uow.readings.add_many(batch)
            added_s = time.thread_time()
            uow.readings.save_latest(newest)
            add_s, latest_s = add_s + added_s - began_s, latest_s + time.thread_time() - added_s
            committing_s = time.perf_counter()
            uow.commit()
            took.commits_ms.append(1_000 * (time.perf_counter() - committing_s))
    return Taking(add_s, latest_s, took.commits_ms)


def _day_rows(store: "Store", keeper: "SampleKeeper", folder: Path) -> Iterator[BenchRow]:
    signal = _Signal(1)
    _keep(store, keeper, [signal.reading(DAY, second, second) for second in range(DAY_S)])
    for bed in range(1, BEDS):
        own = _Signal(bed + 1)
        _keep(store, keeper, [own.reading(f"B{bed}", second, second) for second in range(DAY_S)])
    stored, note = sum(file.stat().st_size for file in (folder / "hah.db-samples").glob("*.db")), f"24 h of {BEDS}"
    yield at_most("a set for good, with aggregates and indexes", stored / DAY_S / BEDS, "B", BYTES, note=note)
    end = MONDAY + timedelta(seconds=DAY_S - 1)

    def open_day() -> None:
        with store.unit_of_work() as uow:
            for vital in Vital:
                uow.readings.series(DAY, vital, MONDAY, end)

    def open_month() -> None:
        with store.unit_of_work() as uow:
            uow.readings.trends(MONTH, list(Vital), MONDAY, MONDAY + timedelta(days=30), 2_880)

    yield at_most("24 h of six signals read from chunks", _median_ms(open_day), "ms", OPEN_MS)
    _keep(store, keeper, [signal.reading(MONTH, second, second) for second in range(0, 30 * DAY_S, 900)])
    yield at_most("30 days of six trends read", _median_ms(open_month), "ms", OPEN_MS)
    _keep(store, keeper, [signal.reading(TABLE, second, second) for second in range(0, TABLE_DAYS * DAY_S, 60)])
    yield at_least("minutes of many patients read", _minutes_a_second(store), "/s", MINUTES_A_SECOND)


def _minutes_a_second(store: "Store") -> float:
    began_s, found = time.thread_time(), 0
    with store.unit_of_work() as uow:
        end = MONDAY + timedelta(days=TABLE_DAYS)
        for _, table in uow.readings.minutes_of_many([TABLE] * TABLES, MONDAY, end):
            found += len(table.times_s)
    return found / (time.thread_time() - began_s)


def _keep(store: "Store", keeper: "SampleKeeper", readings: Sequence[Reading]) -> None:
    """Store readings and move them until none is hot and every file is whole."""
    with store.unit_of_work() as uow:
        uow.readings.add_many(readings)
        uow.commit()
    now, idle = readings[-1].measured_at + timedelta(hours=1), 0
    while idle < 3:
        now += timedelta(minutes=1)
        idle = 0 if keeper.roll_up(now) else idle + 1
    keeper.close()


def _median_ms(read: Callable[[], None]) -> float:
    took_ms: list[float] = []
    for _ in range(OPENS):
        began_s = time.thread_time()
        read()
        took_ms.append(1_000 * (time.thread_time() - began_s))
    return median(took_ms)


NOISE = {
    Vital.HEART_RATE: (1.5, 0),
    Vital.SPO2: (0.6, 0),
    Vital.RESPIRATORY_RATE: (1.0, 0),
    Vital.TEMPERATURE: (0.05, 1),
}
"""Deviation of a sensor from one second to the next, and the decimals it tells."""
CUFF_S = 900


class _Signal:
    """An hour of an invented patient with a sensor's noise, again and again; blood pressure by cuff."""

    def __init__(self, number: int) -> None:
        from hah_console.demo.signals import SyntheticPatient, SyntheticProfile

        patient = SyntheticPatient(SyntheticProfile(PatientId(f"S{number}"), 75, Condition.PNEUMONIA), number)
        told = (patient.values_at(MONDAY + timedelta(seconds=second)) for second in range(3_600))
        chance = Random(number)
        self._values = [
            _noisy(chance, values.values, values.sensor_off, place) for place, values in enumerate(told) if values
        ]

    def reading(self, patient_id: str, place: int, second: int) -> Reading:

        told = self._values[place % len(self._values)]
        measured = MONDAY + timedelta(seconds=second, milliseconds=(37 * place) % 7)
        received = measured + timedelta(milliseconds=60 + (113 * place) % 190)
        return Reading(
            PatientId(patient_id), DeviceId(f"D-{patient_id}"), 10_000 + second, measured, received,
            dict(told[0]), told[1], measured + timedelta(milliseconds=20 + (71 * place) % 40),
        )  # fmt: skip


def _noisy(
    chance: Random, told: Mapping[Vital, float], off: frozenset[Vital], place: int
) -> tuple[dict[Vital, float], frozenset[Vital]]:
    noisy = {
        vital: round(told[vital] + chance.gauss(0, by), digits)
        for vital, (by, digits) in NOISE.items()
        if vital in told
    }
    cuff = {vital: value for vital, value in told.items() if vital not in NOISE and place % CUFF_S == 0}
    return {vital: float(value) for vital, value in (noisy | cuff).items()}, off


def _latest(reading: Reading) -> LatestVitals:
    measured, received = reading.measured_at, reading.received_at
    values = {vital: LatestValue(value, measured, received, received) for vital, value in reading.values.items()}
    return LatestVitals(reading.patient_id, 0, values)


@contextmanager
def _store(slice_s: float | None = None) -> "Iterator[tuple[Store, SampleKeeper, Path]]":
    from hah_console.adapters.db.samples.keeper import SLICE_S
    from hah_console.adapters.db.store import Store

    with tempfile.TemporaryDirectory(prefix="hah-bench-storage-") as name:
        folder = Path(name)
        store = Store(f"sqlite:///{folder / 'hah.db'}")
        store.migrate()
        keeper = store.sample_keeper(_retention(), slice_s=slice_s or SLICE_S)
        try:
            yield store, keeper, folder
        finally:
            keeper.close()
            store.close()


def _retention() -> "Retention":
    from hah_console.adapters.db.samples.retention import load_retention
    from hah_console.app.resources import resource_path

    return load_retention(resource_path("profiles", "retention.toml"))

"""``bench replay``: two rule sets over 30 days of stored minutes, read from a real store."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.app.report import finish, progress

if TYPE_CHECKING:
    from hah_console.services.replay.report import ReplayReport

PATIENTS, WHOLE = 100, 1_000
DAYS = 30
TARGET_S = 60.0
END = datetime(2026, 11, 23, tzinfo=UTC)


def rows() -> Iterator[BenchRow]:
    """What ``make bench`` shows: a tenth of the patients measured, told ten times."""
    report, seconds = measured(PATIENTS)
    yield row(report, seconds, PATIENTS)


def command(
    patients: int = typer.Option(PATIENTS, "--patients", min=1, help="How many patients are stored and replayed."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line."),
) -> None:
    """Store 30 days of minutes of made patients and replay two rule sets over them."""
    report, seconds = measured(patients)
    told = row(report, seconds, patients)
    print(told.line())
    figures = {
        "patients": patients,
        "days": DAYS,
        "replay_s": round(seconds, 2),
        "replay_1000_patients_s": told.measured,
        "extrapolated": patients != WHOLE,
        "slowness": round(slowness(), 2),
        "patient_minutes_per_s": round(report.source.patient_days * 1440 / seconds),
        "alarms_per_patient_day": report.rules.alarms_per_patient_day,
    }
    finish(figures, ok=told.ok, as_json=as_json)


def row(report: "ReplayReport", seconds: float, patients: int) -> BenchRow:
    """The time for 1,000 patients; every patient is read and walked alone, so the time grows with their number."""
    note = f"{patients} patients measured ({seconds:.1f} s, {report.source.patient_days:,.0f} patient-days), both sets"
    return at_most(
        "replay 30 days x 1,000 patients, 1-minute tier", seconds * WHOLE / patients, "s", TARGET_S, note=note
    )


def measured(patients: int) -> tuple["ReplayReport", float]:
    """The report and the seconds from the first query to the last figure, the compiler's work left out."""
    from hah_console import __version__
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.bench.minutes import store_minutes
    from hah_console.app.bench.ward import load_ward
    from hah_console.app.bootstrap import open_core
    from hah_console.app.options import program_options
    from hah_console.app.replay_data import named_rules
    from hah_console.app.resources import resource_path
    from hah_console.services.replay.compare import ReplayTerms, compare
    from hah_console.services.replay.stored import stored_data

    table = load_rule_packs(resource_path("rulepacks")).news2
    sets = named_rules("default"), named_rules("news2-5")
    with tempfile.TemporaryDirectory(prefix="hah-bench-replay-") as name:
        home = Path(name)
        core = open_core(program_options(home, f"sqlite:///{home / 'hah.db'}"))
        beds = load_ward(core.ctx, patients)
        progress(f"storing {DAYS} days x {patients} patients")
        store_minutes(home / "hah.db", [bed.patient_id for bed in beds], END, DAYS)
        try:
            for days in (1 / 24, DAYS):
                began = time.perf_counter()
                data = stored_data(core.ctx, table, "bench", END, days)
                report = compare(
                    data, *sets, table, ReplayTerms(), made_at=END + timedelta(0), program_version=__version__
                )
                seconds = time.perf_counter() - began
        finally:
            core.store.close()
    return report, seconds

"""A store of 300 patients in care and 20,000 admissions that are closed; built once and kept in the home's cache."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from hah_console.adapters.db import copies
from hah_console.adapters.db.copies import copy_patients
from hah_console.adapters.db.migrations.known import NEWEST
from hah_console.adapters.db.store import Store
from hah_console.app.bench import case_ward, crowd, ward
from hah_console.app.bench.case_ward import DAY, HOUR, MadeCase
from hah_console.app.bench.quiet_desk import NURSE
from hah_console.app.bench.ward import bench_patient, bench_stay
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.user import User
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

ACTIVE, CLOSED, MODELS = 300, 20_000, 40
LIST = 100
"""Patients of one physician: those of the round."""
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
CLOSED_PER_DAY = ACTIVE // 7
PHYSICIAN = StaffId("D-1")
_LIKE = "C%"


@contextmanager
def case_store(cache: Path) -> Iterator[Path]:
    """A database file of one's own, a copy of the one in ``cache``, which is built when it is not there."""
    template = cache / f"bench-cases-{_key()}.db"
    if not template.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("bench-cases-*"):
            old.unlink()
        made = template.with_suffix(".part")
        build(made)
        made.replace(template)
    with TemporaryDirectory(prefix="hah-bench-cases-", dir=cache) as name:
        file = Path(name) / "hah.db"
        copyfile(template, file)
        yield file


def build(file: Path, active: int = ACTIVE, closed: int = CLOSED) -> None:
    """Build the store in a new file, as of NOW. The closed admissions are copies of MODELS of them."""
    file.unlink(missing_ok=True)
    store = Store(f"sqlite:///{file}")
    store.migrate()
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    crowd.fill(ctx, active)
    with ctx.store() as uow:
        for number, episode in enumerate(uow.episodes.open()):
            _in_care(uow, number, episode)
        for number in range(MODELS):
            _closed(uow, number)
        uow.users.save(User(NURSE.user_id, NURSE.name, NURSE.name, NURSE.role, "", PHYSICIAN))
        uow.commit()
    store.close()
    apart = DAY * MODELS / CLOSED_PER_DAY
    copy_patients(file, _LIKE, closed // MODELS - 1, apart, NOW)


def _in_care(uow: UnitOfWork, number: int, episode: Episode) -> None:
    """Admitted some hour of the last nine days; the first LIST are one physician's."""
    admitted = NOW - timedelta(days=1 + number % 9, hours=number % 10)
    own = replace(episode, admitted_at=admitted, physician_id=PHYSICIAN if number < LIST else StaffId("D-2"))
    uow.episodes.save(own)
    MadeCase(number, own, NOW).make().save(uow)


def _closed(uow: UnitOfWork, number: int) -> None:
    """Closed within the last day."""
    patient_id = PatientId(f"C{number:03}")
    ended = NOW - HOUR * 24 * (number + 1) / MODELS
    stay = bench_stay(number, patient_id, ended - timedelta(days=5 + number % 6))
    done = replace(stay, state=EpisodeState.CLOSED, outcome=Outcome.COMPLETED_TREATMENT, closed_at=ended)
    uow.patients.save(bench_patient(number, patient_id))
    uow.episodes.save(done)
    MadeCase(number, done, NOW, ended).make().save(uow)


def _key() -> str:
    """Another schema or another way to build it is another file."""
    parts = (NEWEST, *(Path(str(module.__file__)).read_text("utf-8") for module in (copies, case_ward, crowd, ward)))
    own = Path(__file__).read_text("utf-8")
    return hashlib.sha256("".join((*parts, own)).encode()).hexdigest()[:16]

"""Two patients in care and a shelf of equipment, on SQLite and on PostgreSQL, and a clock moved by hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.referrals import DISPATCHER, HOME, KNOWN, NOW, NURSE, PHYSICIAN
from helpers.stores import migrated_store

from hah_console.adapters.db.store import Store
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId, StaffId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.staff import Profession, Staff, Vehicle
from hah_console.domain.user import User
from hah_console.services.context import Context

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
SHELF = (
    ("M-1", "monitor", "available", "D-1", 80), ("M-2", "monitor", "available", "D-2", 95),
    ("M-3", "monitor", "testing", "D-3", 60), ("P-1", "infusion_pump", "available", "", None),
    ("P-2", "infusion_pump", "faulty", "", None),
)  # fmt: skip


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    store = migrated_store(
        f"sqlite:///{tmp_path / 'hah.db'}" if sqlite else request.getfixturevalue("migrated_postgres_url")
    )
    yield store
    store.close()


@pytest.fixture
def ctx(store: Store) -> Context:
    """E-1 and E-2 are in care; their patients are P-1 and P-2."""
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    with ctx.store() as uow:
        for actor in (NURSE, PHYSICIAN, DISPATCHER):
            uow.users.save(User(actor.user_id, actor.user_id, actor.name, actor.role, "$argon2id$x"))
        uow.staff.save(
            Staff(StaffId("S-nurse"), "林護理師", Profession.NURSE, frozenset({"nursing"}), Vehicle.SCOOTER, HOME)
        )
        for number in (1, 2):
            patient = replace(KNOWN, patient_id=PatientId(f"P-{number}"), medical_record_number=f"M00{number}")
            uow.patients.save(patient)
            uow.episodes.save(
                Episode(
                    EpisodeId(f"E-{number}"), patient.patient_id, Condition.PNEUMONIA, Mode.EMERGENCY,
                    EpisodeState.ACTIVE, NOW,
                )
            )  # fmt: skip
        for kit_id, kind, state, device, battery in SHELF:
            device_id = DeviceId(device) if device else None
            uow.kits.save(
                Kit(KitId(kit_id), kind, KitState(state), device_id, None, battery, serial=f"SN-{kit_id}", since=NOW)
            )
        uow.commit()
    return ctx

"""A pack loaded into a real SQLite database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from helpers.ward import LOADER, QuickHasher

from hah_console.adapters.site import load_site
from hah_console.domain.actor import Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import AnotherSite, NotPermitted
from hah_console.domain.ids import EpisodeId, KitId, PatientId
from hah_console.domain.site_pack import SitePack
from hah_console.services.context import Context
from hah_console.services.site_load import load_site_pack

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack() -> SitePack:
    return load_site(Path(__file__).resolve().parents[3] / "resources" / "demo")


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    store = migrated_store(f"sqlite:///{tmp_path / 'site.db'}")
    yield Context(store.unit_of_work, ManualClock(NOW))
    store.close()


def test_a_loaded_pack_is_read_back_as_it_was(ctx: Context, pack: SitePack) -> None:
    changes = load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    assert changes.touches("site")
    assert changes.touches("patient")
    with ctx.store() as uow:
        assert {replace(row, version=0) for row in uow.patients.all()} == set(pack.patients)
        assert {replace(row, version=0) for row in uow.staff.all()} == set(pack.staff)
        assert {replace(row, version=0, since=None) for row in uow.kits.all()} == set(pack.kits)
        assert len(uow.equipment_sets.open()) == len(pack.sets) == 4
        assert [line.state for line in uow.custody.of_kit(KitId("K-14"))][-2:] == ["in_use", "to_retrieve"]
        assert {replace(row, version=0) for row in uow.hospitals.all()} == set(pack.hospitals)
        assert len(uow.episodes.open()) == 60
        assert len(uow.readings.last_observations()) == 60
        assert uow.site.get("site_id") == "hsinchu-demo"


def test_devices_lead_from_kit_to_episode_to_patient(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        kit = uow.kits.get(KitId("M-07"))
        assert kit.device_id == "D-07"
        assert kit.episode_id is not None
        episode = uow.episodes.get(kit.episode_id)
        assert (episode.patient_id, episode.kit_id) == ("P007", "M-07")


def test_the_day_of_loading_has_its_tasks_shifts_and_duties(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    start = datetime(2026, 11, 23, tzinfo=pack.site.zone).astimezone(UTC)
    with ctx.store() as uow:
        today = [task for task in uow.tasks.between(start, start + timedelta(days=1)) if task.earliest >= start]
        assert len(today) == 81
        assert len({shift.staff_id for shift in uow.staff.shifts(start, start + timedelta(days=1))}) == 16
        assert len(uow.staff.duties(start + timedelta(hours=3))) == 6


def test_loading_twice_changes_nothing(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    before = _everything(ctx)
    assert load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY).items == ()
    assert _everything(ctx) == before


def test_loading_again_keeps_what_people_changed(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        patient = uow.patients.get(PatientId("P001"))
        uow.patients.save(replace(patient, caregiver_phone="03-1234567"))
        uow.commit()
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        assert uow.patients.get(PatientId("P001")).caregiver_phone == "03-1234567"


def test_the_next_day_adds_only_that_day(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        admitted = {episode.episode_id: episode.admitted_at for episode in uow.episodes.all()}
        tasks = len(uow.tasks.all())
    changes = load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY + timedelta(days=1))
    assert changes.touches("task")
    assert not changes.touches("patient", "episode", "kit", "user")
    with ctx.store() as uow:
        assert {episode.episode_id: episode.admitted_at for episode in uow.episodes.all()} == admitted
        assert len(uow.tasks.all()) > tasks


def test_a_closed_admission_gets_no_new_work(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        uow.episodes.save(uow.episodes.get(EpisodeId("E003")).moved(EpisodeState.CLOSED))
        uow.commit()
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY + timedelta(days=1))
    with ctx.store() as uow:
        ids = [task.task_id for task in uow.tasks.of_patient(PatientId("P003"))]
    assert any("20261124" in task_id for task_id in ids)
    assert not any("20261125" in task_id for task_id in ids)


def test_another_site_is_refused_and_nothing_is_written(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    before = _everything(ctx)
    other = replace(pack, site=replace(pack.site, site_id="elsewhere"))
    with pytest.raises(AnotherSite) as caught:
        load_site_pack(ctx, LOADER, other, QuickHasher(), DAY)
    assert dict(caught.value.facts) == {"found": "hsinchu-demo", "wanted": "elsewhere"}
    assert _everything(ctx) == before


def test_a_nurse_may_not_load_a_site(ctx: Context, pack: SitePack) -> None:
    with pytest.raises(NotPermitted):
        load_site_pack(ctx, replace(LOADER, role=Role.NURSE), pack, QuickHasher(), DAY)


def test_demo_users_sign_in_with_their_hashed_password(ctx: Context, pack: SitePack) -> None:
    hasher = QuickHasher()
    load_site_pack(ctx, LOADER, pack, hasher, DAY)
    with ctx.store() as uow:
        for name in ("nurse1", "nurse2", "physician1", "dispatcher1", "admin1"):
            user = uow.users.by_sign_in_name(name)
            assert user is not None
            assert "demo" not in user.password_hash
            assert hasher.matches(user.password_hash, "demo")


def test_loading_is_audited_with_its_counts(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), DAY)
    with ctx.store() as uow:
        entry = uow.audit.entries()[-1].entry
    assert (entry.action, entry.entity_id) == ("load_site", "hsinchu-demo")
    assert ("patient", "60") in entry.facts


def _everything(ctx: Context) -> tuple[object, ...]:
    with ctx.store() as uow:
        start, end = NOW - timedelta(days=5), NOW + timedelta(days=5)
        return (
            uow.patients.all(), uow.episodes.all(), uow.kits.all(), uow.users.all(), uow.tasks.all(),
            uow.staff.shifts(start, end), uow.staff.duties(NOW), len(uow.audit.entries()),
        )  # fmt: skip

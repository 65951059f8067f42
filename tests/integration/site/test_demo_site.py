"""The built-in demo site: clean, in the national mix, plausible, and made again byte for byte."""

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from hah_console.adapters.site import check_site, load_site
from hah_console.demo.site_writer import write_site
from hah_console.domain.kit import KitState
from hah_console.domain.patient import AllergyState, Precaution
from hah_console.domain.site_pack import MONITOR, SitePack
from hah_console.domain.staff import Profession
from hah_console.domain.task import Task, TaskKind
from hah_console.services.site_days import duties_on, episodes_on, shifts_on, tasks_on

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pack() -> SitePack:
    return load_site(Path(__file__).resolve().parents[3] / "resources" / "demo")


@pytest.fixture(scope="module")
def today(pack: SitePack) -> list[Task]:
    return [t for t in tasks_on(pack, DAY) if t.earliest.astimezone(pack.site.zone).date() == DAY]


def test_the_demo_site_has_neither_errors_nor_warnings(demo_folder: Path) -> None:
    assert check_site(demo_folder) == ()


def test_conditions_and_modes_are_in_the_national_mix(pack: SitePack) -> None:
    assert Counter(e.condition.value for e in pack.episodes) == {"uti": 29, "pneumonia": 22, "soft_tissue": 9}
    assert Counter(e.mode.value for e in pack.episodes) == {"A": 19, "B": 19, "C": 22}


def test_most_patients_are_old_and_both_sexes_are_there(pack: SitePack) -> None:
    ages = [patient.age_years(DAY) for patient in pack.patients]
    assert sum(age > 75 for age in ages) > 30
    assert min(ages) > 40
    assert max(ages) <= 100
    assert min(Counter(patient.sex for patient in pack.patients).values()) > 15


def test_allergies_are_in_all_four_states(pack: SitePack) -> None:
    assert {patient.allergy_state for patient in pack.patients} == set(AllergyState)
    recorded = Counter(patient.precautions for patient in pack.patients)
    assert set(recorded) == {(), (Precaution.STANDARD,), (Precaution.CONTACT,), (Precaution.DROPLET,)}


def test_nobody_allergic_to_penicillin_is_given_a_beta_lactam(pack: SitePack) -> None:
    allergic = {p.patient_id for p in pack.patients if "盤尼西林" in p.allergies}
    notes = {
        e.patient_id: w.note
        for e in pack.episodes
        for w in pack.work
        if w.episode_id == e.episode_id and w.interval_hours
    }
    assert allergic
    assert not [p for p in allergic if any(drug in notes[p] for drug in ("cef", "penem", "penicillin", "piperacillin"))]


def test_the_team_is_ten_nurses_four_physicians_and_two_couriers(pack: SitePack) -> None:
    professions = Counter(person.profession for person in pack.staff)
    assert professions == {Profession.NURSE: 10, Profession.PHYSICIAN: 4, Profession.COURIER: 2}


def test_every_patient_has_a_monitor_and_there_are_5_to_spare_and_28_other_kits(pack: SitePack) -> None:
    spare = [kit for kit in pack.kits if kit.kind == MONITOR and kit.episode_id is None]
    assert sorted(kit.state for kit in spare) == ["available", "available", "available", "cleaning", "testing"]
    monitors = [kit for kit in pack.kits if kit.kind == MONITOR and kit.episode_id is not None]
    assert {kit.device_id for kit in monitors} == {f"D-{n:02}" for n in range(1, 61)}
    assert {kit.episode_id for kit in monitors} == {episode.episode_id for episode in pack.episodes}
    others = [kit for kit in pack.kits if kit.kind != MONITOR]
    assert len(others) == 28
    assert {kit.state for kit in others} == set(KitState)


def test_the_day_has_75_visits_for_the_field_staff_and_errands_for_the_couriers(today: list[Task]) -> None:
    errands = {TaskKind.KIT_DELIVERY, TaskKind.KIT_RETRIEVAL, TaskKind.MEDICINE_DELIVERY}
    visits = [task for task in today if task.kind not in errands]
    assert len(visits) == 75
    assert len(today) - len(visits) == 6
    assert sum(task.staff_needed == 2 for task in visits) == 2
    assert sum(task.optional for task in visits) == 3


def test_every_patient_is_visited_by_a_nurse_today(pack: SitePack, today: list[Task]) -> None:
    nursed = {task.patient_id for task in today if task.kind in {TaskKind.IV_DOSE, TaskKind.NURSE_VISIT}}
    assert nursed == {patient.patient_id for patient in pack.patients}


def test_doses_keep_their_interval_to_within_an_hour(pack: SitePack) -> None:
    for episode in pack.episodes:
        doses = [t for t in tasks_on(pack, DAY) if t.episode_id == episode.episode_id and t.kind is TaskKind.IV_DOSE]
        gaps = {b.earliest - a.earliest for a, b in pairwise(doses)}
        assert gaps <= {timedelta(hours=12), timedelta(hours=24)}
        assert all(t.latest - t.earliest == timedelta(hours=2) for t in doses)


def test_for_every_task_somebody_with_its_skills_is_at_work_in_its_window(pack: SitePack, today: list[Task]) -> None:
    shifts = shifts_on(pack, DAY)
    skills = {person.staff_id: person.skills for person in pack.staff}
    for task in today:
        able = [
            s for s in shifts
            if task.required_skills <= skills[s.staff_id] and s.starts_at < task.latest and s.ends_at > task.earliest
        ]  # fmt: skip
        assert len(able) >= task.staff_needed, task


def test_all_four_duties_and_two_specialists_are_covered_at_every_half_hour(pack: SitePack) -> None:
    duties = duties_on(pack, DAY)
    midnight = datetime(2026, 11, 23, tzinfo=pack.site.zone).astimezone(UTC)
    for half_hour in range(48):
        at = midnight + timedelta(minutes=30 * half_hour)
        roles = Counter(duty.role for duty in duties if duty.starts_at <= at < duty.ends_at)
        assert roles == {
            "charge_nurse": 1, "duty_physician": 1, "backup_physician": 1, "dispatcher": 1, "specialist:chest": 1,
            "specialist:cardiology": 1,
        }, at  # fmt: skip


def test_days_of_stay_are_spread_and_two_run_over_their_target(pack: SitePack) -> None:
    stays = [
        (e.condition.value, e.day_number(DAY, e.admitted_at.astimezone(pack.site.zone).date()))
        for e in episodes_on(pack, DAY)
    ]
    target = {"uti": 7, "pneumonia": 9, "soft_tissue": 6}
    assert len({n for _, n in stays}) >= 7
    assert 2 <= sum(n > target[condition] for condition, n in stays) <= 6


def test_the_same_seed_writes_the_same_files(demo_folder: Path, tmp_path: Path) -> None:
    shutil.copy(demo_folder / "places.csv", tmp_path)
    write_site(tmp_path)
    for written in tmp_path.iterdir():
        assert written.read_bytes() == (demo_folder / written.name).read_bytes(), written.name


def test_another_seed_writes_another_clean_site(demo_folder: Path, tmp_path: Path) -> None:
    for name in ("places.csv", "site.toml"):
        shutil.copy(demo_folder / name, tmp_path)
    write_site(tmp_path, seed=7)
    assert check_site(tmp_path) == ()
    assert (tmp_path / "patients.csv").read_bytes() != (demo_folder / "patients.csv").read_bytes()

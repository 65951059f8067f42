"""Writes the tables of the built-in demo site: ``python -m hah_console.demo.site_writer [FOLDER] [--seed N]``.

Everything about people is invented; the same seed writes the same files. FOLDER needs places.csv (see atlas_import).
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

from hah_console.demo import site_equipment, site_medication, site_team, site_visits, site_work
from hah_console.demo.site_cases import Case, Village, invent_cases
from hah_console.demo.site_scenario import write_scenario
from hah_console.demo.site_team import Record

SEED = 20260701
DEMO_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "demo"
CITY = "新竹市"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEMO_FOLDER)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    write_site(options.folder, options.seed)


def write_site(folder: Path, seed: int = SEED) -> None:
    """Write every table but places.csv and site.toml into ``folder``."""
    random = Random(seed)
    villages = [village for village in read_villages(folder / "places.csv") if village.county == CITY]
    cases = invent_cases(random, villages)
    site_work.assign_owners(cases)
    site_work.set_dose_clocks(cases, random)
    names = site_team.invent_names(random)
    tasks = site_work.task_rows(cases)
    episodes = [_episode(case, random) for case in cases]
    tables: dict[str, list[Record]] = {
        "patients": [_patient(case) for case in cases],
        "episodes": episodes,
        "staff": site_team.staff_rows(names),
        "shifts": site_team.shift_rows(),
        "duties": site_team.duty_rows(),
        "users": site_team.user_rows(names),
        "kits": (kits := site_equipment.kit_rows(cases, random)),
        "equipment_sets": site_equipment.set_rows(cases, kits),
        "hospitals": site_equipment.hospital_rows(),
        "orders": site_work.order_rows(cases),
        "tasks": tasks,
        "observations": _observations(cases, random),
        "visits": site_visits.visit_rows(cases, episodes, Random(seed + 1)),
        "medications": site_medication.medication_rows(cases),
        "specimens": site_medication.specimen_rows(cases, tasks),
        "results": site_medication.result_rows(cases),
    }
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)
    write_scenario(folder / "scenario.toml", cases)


def read_villages(path: Path) -> list[Village]:
    """The villages of places.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Village(
                row["county"], row["town"], row["village"], float(row["lat"]), float(row["lon"]), float(row["clear_m"])
            )
            for row in csv.DictReader(file)
        ]


def _patient(case: Case) -> Record:
    name, relationship, phone = case.caregiver
    return {
        "patient_id": case.patient_id, "mrn": f"DEMO{case.number:04}", "name": case.name,
        "sex": "female" if case.woman else "male", "birth_date": case.born.isoformat(), "lat": f"{case.home.lat:.5f}",
        "lon": f"{case.home.lon:.5f}", "address": case.home.address, "access_note": case.home.note, "national_id": "",
        "allergy_state": case.allergy_state, "allergies": case.allergies, "code_status": case.code_status,
        "caregiver_name": name, "caregiver_relationship": relationship, "caregiver_phone": phone,
        "spo2_scale": case.spo2_scale, "precautions": case.precautions,
    }  # fmt: skip


def _episode(case: Case, random: Random) -> Record:
    return {
        "episode_id": case.episode_id, "patient_id": case.patient_id, "condition": case.condition, "mode": case.mode,
        "admitted_day": 1 - case.day_number,
        "admitted_time": f"{random.randint(9, 20):02}:{random.randint(0, 11) * 5:02}",
        "state": "active", "owner_id": case.owner, "physician_id": case.physician,
        "principal_diagnosis": site_visits.diagnosis_of(case),
        "enrolled": "yes" if site_visits.is_enrolled(case) else "no",
    }  # fmt: skip


def _observations(cases: Sequence[Case], random: Random) -> list[Record]:
    oxygen = {case.number for case in site_equipment.on_oxygen(cases)}
    return [
        {
            "patient_id": case.patient_id, "minutes_ago": random.randint(6, 48) * 5, "consciousness": "A",
            "on_oxygen": "yes" if case.number in oxygen else "no",
            "oxygen_l_min": random.choice((1, 2)) if case.number in oxygen else "",
        }
        for case in cases
    ]  # fmt: skip


def _write(path: Path, rows: Sequence[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()

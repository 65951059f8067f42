"""Values of a pack that cannot be: each gives its file, line and column."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("file", "line", "cells", "column", "code"),
    [
        ("patients.csv", 5, {"lat": "", "lon": ""}, "lat", "no_home"),
        ("patients.csv", 5, {"lon": ""}, "lon", "half_coordinates"),
        ("patients.csv", 5, {"lat": "120.97", "lon": "24.81"}, "lat", "swapped_coordinates"),
        ("patients.csv", 5, {"lat": "24.81", "lon": "120.60"}, "lat", "in_the_sea"),
        ("patients.csv", 5, {"lat": "35.68", "lon": "139.76"}, "lat", "outside_taiwan"),
        ("patients.csv", 5, {"lat": "2745000", "lon": "248000"}, "lat", "out_of_range"),
        ("patients.csv", 5, {"lat": "twenty-four"}, "lat", "not_a_number"),
        ("patients.csv", 5, {"lat": "22.65", "lon": "120.35"}, "lat", "far_from_base"),
        ("patients.csv", 5, {"birth_date": "民國 33/02/30"}, "birth_date", "impossible_date"),
        ("patients.csv", 5, {"birth_date": "2090-01-01"}, "birth_date", "impossible_birth"),
        ("patients.csv", 5, {"birth_date": "soon"}, "birth_date", "not_a_date"),
        ("patients.csv", 5, {"caregiver_phone": "0900"}, "caregiver_phone", "bad_phone"),
        ("patients.csv", 5, {"national_id": "A123456788"}, "national_id", "national_id_checksum"),
        ("patients.csv", 5, {"sex": "F"}, "sex", "not_a_choice"),
        ("patients.csv", 5, {"name": ""}, "name", "missing_value"),
        ("patients.csv", 5, {"patient_id": "P001"}, "patient_id", "duplicate_id"),
        ("patients.csv", 5, {"mrn": "DEMO0001"}, "mrn", "duplicate_id"),
        ("patients.csv", 5, {"allergy_state": "known", "allergies": ""}, "allergies", "allergy_not_named"),
        ("patients.csv", 5, {"allergy_state": "none_known", "allergies": "磺胺類"}, "allergy_state",
         "allergy_contradiction"),
        ("patients.csv", 5, {"precautions": "contact;sterile"}, "precautions", "not_a_choice"),
        ("patients.csv", 5, {"spo2_scale": "3"}, "spo2_scale", "out_of_range"),
        ("episodes.csv", 3, {"condition": "flu"}, "condition", "not_a_choice"),
        ("episodes.csv", 3, {"mode": "D"}, "mode", "not_a_choice"),
        ("episodes.csv", 3, {"patient_id": "P999"}, "patient_id", "unknown_reference"),
        ("episodes.csv", 3, {"patient_id": "P001"}, "patient_id", "two_open_episodes"),
        ("episodes.csv", 3, {"admitted_day": "2"}, "admitted_day", "admitted_later"),
        ("episodes.csv", 3, {"admitted_day": "113/02/30"}, "admitted_day", "impossible_date"),
        ("episodes.csv", 3, {"owner_id": "N-99"}, "owner_id", "unknown_reference"),
        ("staff.csv", 2, {"skills": "nursing;surgery"}, "skills", "unknown_skill"),
        ("staff.csv", 2, {"base_lat": "", "base_lon": ""}, "base_lat", "no_staff_base"),
        ("staff.csv", 2, {"vehicle": "horse"}, "vehicle", "not_a_choice"),
        ("shifts.csv", 2, {"ends": "07:00"}, "ends", "end_before_start"),
        ("shifts.csv", 2, {"staff_id": "N-99"}, "staff_id", "unknown_reference"),
        ("shifts.csv", 3, {"staff_id": "N-01"}, "starts", "overlapping_shift"),
        ("shifts.csv", 2, {"break_earliest": "06:00"}, "break_earliest", "break_outside"),
        ("shifts.csv", 2, {"break_earliest": "13:20"}, "break_latest", "break_too_long"),
        ("shifts.csv", 2, {"break_earliest": ""}, "break_earliest", "break_without_window"),
        ("shifts.csv", 2, {"ends": "22:30"}, "ends", "long_shift"),
        ("shifts.csv", 2, {"day": "someday"}, "day", "not_a_date"),
        ("duties.csv", 2, {"role": "king"}, "role", "not_a_choice"),
        ("kits.csv", 3, {"device_id": "D-01"}, "device_id", "duplicate_id"),
        ("kits.csv", 2, {"device_id": ""}, "device_id", "missing_value"),
        ("kits.csv", 2, {"kind": "toaster"}, "kind", "unknown_kind"),
        ("kits.csv", 2, {"episode_id": ""}, "episode_id", "kit_without_episode"),
        ("kits.csv", 3, {"episode_id": "E001"}, "episode_id", "second_monitor"),
        ("kits.csv", 2, {"battery_pct": "101"}, "battery_pct", "out_of_range"),
        ("hospitals.csv", 2, {"is_base": "maybe"}, "is_base", "not_yes_no"),
        ("tasks.csv", 2, {"required_skills": "surgery"}, "required_skills", "unknown_skill"),
        ("tasks.csv", 2, {"required_skills": "medical;courier"}, "required_skills", "nobody_skilled"),
        ("tasks.csv", 2, {"earliest": "25:00", "latest": "26:00"}, "earliest", "starts_next_day"),
        ("tasks.csv", 2, {"task_id": "O001"}, "order_id", "duplicate_across"),
        ("orders.csv", 2, {"interval_hours": "7"}, "interval_hours", "not_a_choice"),
        ("orders.csv", 2, {"latest": "01:00"}, "latest", "window_reversed"),
        ("medications.csv", 2, {"amount": "two grams"}, "amount", "not_an_amount"),
        ("medications.csv", 2, {"route": "nasal"}, "route", "not_a_choice"),
        ("medications.csv", 2, {"work_id": "O999"}, "work_id", "unknown_reference"),
        ("specimens.csv", 2, {"growth": "perhaps"}, "growth", "not_a_choice"),
        ("results.csv", 2, {"value": "high"}, "value", "not_a_number"),
        ("results.csv", 2, {"unit": "mg"}, "unit", "not_a_choice"),
        ("users.csv", 2, {"role": "service"}, "role", "not_a_choice"),
        ("users.csv", 6, {"enabled": "no"}, "role", "no_administrator"),
        ("observations.csv", 2, {"minutes_ago": "1.5"}, "minutes_ago", "not_whole"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_found_where_it_stands(
    spoiled: Any, file: str, line: int, cells: dict[str, str], column: str, code: str
) -> None:
    if file == "users.csv" and "enabled" in cells:
        spoiled.edit(file, lambda text: text.replace("\n", ",\n").replace("staff_id,", "staff_id,enabled", 1))
    spoiled.put(file, line, **cells)
    shown = {(p.column, p.code): p for p in spoiled.problems()}
    assert (column, code) in shown
    problem = shown[column, code]
    if code == "duplicate_across":
        assert (problem.file, problem.line, problem.facts["first"]) == ("orders.csv", 2, 2)
    elif code != "no_administrator":
        assert (problem.file, problem.line) == (file, line)


def test_a_day_of_the_republic_is_read(spoiled: Any) -> None:
    spoiled.put("patients.csv", 5, birth_date="民國 33/02/14")
    spoiled.put("episodes.csv", 5, admitted_day="113-07-01")
    assert spoiled.found() == set()


def test_work_longer_than_every_shift_of_those_able_is_found(spoiled: Any) -> None:
    for line in (16, 17):
        spoiled.put("shifts.csv", line, starts="11:00", ends="13:30", break_minutes="0", max_overtime_minutes="30")
    spoiled.put("tasks.csv", 12, duration_minutes="181")
    (problem,) = spoiled.problems()
    assert (problem.file, problem.line, problem.column, problem.code) == (
        "tasks.csv", 12, "duration_minutes", "longer_than_shifts",
    )  # fmt: skip
    assert (problem.facts["minutes"], problem.facts["longest"]) == (181, 180)
    spoiled.put("tasks.csv", 12, duration_minutes="180")
    assert spoiled.problems() == ()


def test_two_people_cannot_ride_one_vehicle_at_a_time(spoiled: Any) -> None:
    plates = {"N-02": "ABC-123", "N-03": "ABC-123", "N-07": "ABC-123"}
    spoiled.edit("staff.csv", lambda text: "\n".join(
        f"{line},{'vehicle_plate' if n == 0 else plates.get(line.split(',')[0], '')}"
        for n, line in enumerate(text.splitlines())
    ) + "\n")  # fmt: skip
    found = [(p.file, p.line, p.code, p.facts["plate"], p.facts["staff"]) for p in spoiled.problems()]
    assert found == [
        ("shifts.csv", 4, "vehicle_taken", "ABC-123", "N-02"),
        ("shifts.csv", 8, "vehicle_taken", "ABC-123", "N-03"),
    ]


def test_an_hour_that_nobody_covers_is_a_warning(spoiled: Any) -> None:
    spoiled.put("duties.csv", 4, ends="30:00")
    (problem,) = spoiled.problems()
    assert problem.is_warning
    assert (problem.code, problem.facts["role"], problem.facts["time"]) == ("duty_gap", "charge_nurse", "06:00")


def test_an_admission_without_a_monitor_is_a_warning(spoiled: Any) -> None:
    spoiled.put("kits.csv", 2, state="available", episode_id="")
    (problem,) = spoiled.problems()
    assert problem.is_warning
    assert (problem.file, problem.line, problem.code) == ("episodes.csv", 2, "episode_without_monitor")


def test_a_short_password_of_a_real_site_is_a_warning(spoiled: Any) -> None:
    spoiled.edit("site.toml", lambda text: text.replace("synthetic = true", "synthetic = false"))
    assert {p.code for p in spoiled.problems()} == {"weak_password"}


def test_every_error_of_a_line_is_listed_not_only_the_first(spoiled: Any) -> None:
    spoiled.put("patients.csv", 9, sex="x", birth_date="y", lat="120.9", lon="24.8", caregiver_phone="z")
    found = {p.code for p in spoiled.problems() if p.line == 9}
    assert found == {"not_a_choice", "not_a_date", "swapped_coordinates", "bad_phone"}


def test_an_event_of_the_script_for_an_unknown_patient_is_found(spoiled: Any) -> None:
    spoiled.edit(
        "scenario.toml", lambda text: text + '[[event]]\npatient_id = "P9"\nat = "9"\nkind = "x"\nminutes = 0\n'
    )
    found = [(p.column, p.code) for p in spoiled.problems() if p.file == "scenario.toml"]
    assert found == [
        ("patient_id", "unknown_reference"),
        ("kind", "not_a_choice"),
        ("at", "not_a_time"),
        ("minutes", "out_of_range"),
    ]


def test_land_and_sea_are_told_apart_on_the_islands_too() -> None:
    from hah_console.adapters.site.land import location_problem, read_outline

    outline = read_outline()
    towns = [(25.033, 121.565), (22.62, 120.30), (23.57, 119.58), (24.44, 118.37), (26.16, 119.95), (22.05, 121.55),
             (22.66, 121.49), (22.34, 120.37)]  # fmt: skip
    assert [location_problem(lat, lon, outline) for lat, lon in towns] == [None] * len(towns)
    seas = [(24.5, 119.8), (23.5, 122.0), (22.0, 120.2), (25.5, 121.0)]
    assert all((location_problem(lat, lon, outline) or ("",))[0] == "in_the_sea" for lat, lon in seas)

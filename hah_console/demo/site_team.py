"""The invented team of the demo site: staff, shifts, duty roster, accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hah_console.demo.site_names import Names

Record = dict[str, object]
BASE = (24.817, 120.980, "新竹市北區經國路一段（臺大新竹，概略位置）")
_ALL_NURSES = ("nursing", "iv", "pump", "blood")
_FIRST_DOSES = "anaphylaxis"
"""Able to treat anaphylaxis: may watch a first dose at home."""
_DOCTOR = ("medical", _FIRST_DOSES)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the team with the usual working hours of every day."""

    staff_id: str
    profession: str
    skills: tuple[str, ...]
    vehicle: str
    starts: str
    ends: str
    pause: tuple[int, str, str] | None


DAY, AFTERNOON = ("08:00", "16:30", (30, "11:30", "13:30")), ("13:30", "22:00", (30, "17:00", "18:45"))
NIGHT = ("22:00", "32:00", None)


def _nurse(
    number: int, extra: Sequence[str], vehicle: str, hours: tuple[str, str, tuple[int, str, str] | None]
) -> Member:
    return Member(f"N-{number:02}", "nurse", (*_ALL_NURSES, *extra), vehicle, *hours)


TEAM = (
    _nurse(1, ("picc", "wound", "foley", "ecg", _FIRST_DOSES), "car", DAY),
    _nurse(2, ("picc", "wound"), "scooter", DAY),
    _nurse(3, ("foley", "wound"), "scooter", DAY),
    _nurse(4, ("picc", "foley", "ng"), "scooter", DAY),
    _nurse(5, ("wound", "ng", _FIRST_DOSES), "car", DAY),
    _nurse(6, ("picc", "foley"), "scooter", DAY),
    _nurse(7, ("wound", "foley"), "scooter", AFTERNOON),
    _nurse(8, ("picc", "wound"), "scooter", AFTERNOON),
    _nurse(9, ("picc", "foley", "ng", _FIRST_DOSES), "car", AFTERNOON),
    _nurse(10, ("picc", "wound", "foley"), "car", NIGHT),
    Member("MD-01", "physician", (*_DOCTOR, "pocus", "ecg"), "car", "08:00", "17:00", (60, "12:00", "14:00")),
    Member("MD-02", "physician", (*_DOCTOR, "pocus"), "car", "08:00", "17:00", (60, "12:00", "14:00")),
    Member("MD-03", "physician", (*_DOCTOR, "ecg"), "car", "09:00", "18:00", (60, "12:00", "14:00")),
    Member("MD-04", "physician", (*_DOCTOR, "pocus", "ecg"), "car", "13:00", "22:00", (60, "17:00", "19:00")),
    Member("C-01", "courier", ("courier",), "van", "08:00", "17:00", (60, "11:30", "13:30")),
    Member("C-02", "courier", ("courier",), "scooter", "10:00", "19:00", (60, "13:00", "15:30")),
)
DUTIES = (
    ("charge_nurse", "N-01", "08:00", "16:00"), ("charge_nurse", "N-09", "16:00", "22:00"),
    ("charge_nurse", "N-10", "22:00", "32:00"), ("duty_physician", "MD-01", "08:00", "20:00"),
    ("duty_physician", "MD-04", "20:00", "32:00"), ("backup_physician", "MD-02", "08:00", "20:00"),
    ("backup_physician", "MD-03", "20:00", "32:00"), ("dispatcher", "N-02", "08:00", "16:00"),
    ("dispatcher", "N-08", "16:00", "22:00"), ("dispatcher", "N-10", "22:00", "32:00"),
    ("specialist:chest", "MD-03", "08:00", "20:00"), ("specialist:chest", "MD-02", "20:00", "32:00"),
    ("specialist:cardiology", "MD-04", "08:00", "20:00"), ("specialist:cardiology", "MD-01", "20:00", "32:00"),
)  # fmt: skip
_WITHOUT_STAFF = {"admin1": "系統管理員", "pharmacist1": "示範藥師"}
USERS = (
    ("nurse1", "nurse", "N-01"), ("nurse2", "nurse", "N-09"), ("physician1", "physician", "MD-01"),
    ("dispatcher1", "dispatcher", "N-02"), ("admin1", "administrator", ""), ("pharmacist1", "pharmacist", ""),
)  # fmt: skip


def invent_names(random: Random) -> dict[str, str]:
    """A name for every member of the team."""
    names = Names(random)
    return {member.staff_id: names.person(random.random() < 0.7, older=False) for member in TEAM}


def staff_rows(names: dict[str, str]) -> list[Record]:
    """staff.csv."""
    return [
        {
            "staff_id": member.staff_id, "name": names[member.staff_id], "profession": member.profession,
            "skills": ";".join(member.skills), "vehicle": member.vehicle, "base_lat": BASE[0], "base_lon": BASE[1],
            "base_address": BASE[2], "phone": f"0900-001-{place:03}",
        }
        for place, member in enumerate(TEAM, 1)
    ]  # fmt: skip


def shift_rows() -> list[Record]:
    """shifts.csv: the same hours every day."""
    rows: list[Record] = []
    for member in TEAM:
        minutes, earliest, latest = member.pause or (0, "", "")
        rows.append(
            {
                "shift_id": f"S-{member.staff_id}", "staff_id": member.staff_id, "day": "*", "starts": member.starts,
                "ends": member.ends, "break_minutes": minutes, "break_earliest": earliest, "break_latest": latest,
                "max_overtime_minutes": 0 if member.pause is None else 30,
            }
        )  # fmt: skip
    return rows


def duty_rows() -> list[Record]:
    """duties.csv: all four roles and two specialists around the clock."""
    columns = ("role", "staff_id", "starts", "ends")
    return [{**dict(zip(columns, duty, strict=True)), "day": "*"} for duty in DUTIES]


def user_rows(names: dict[str, str]) -> list[Record]:
    """users.csv: everybody's password is ``demo``."""
    return [
        {
            "sign_in_name": user,
            "name": names.get(staff, _WITHOUT_STAFF.get(user, "")),
            "role": role,
            "password": "demo",
            "staff_id": staff,
        }
        for user, role, staff in USERS
    ]

"""Rows of the team, its shifts and its duty roster."""

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    ms,
    ms_or_none,
    place_of,
    place_values,
    word_tuple,
    words,
)
from hah_console.domain.ids import ShiftId, StaffId
from hah_console.domain.staff import Duty, Profession, Shift, Staff, Vehicle


def staff_values(member: Staff) -> Values:
    """The row of a team member."""
    return {
        "staff_id": member.staff_id,
        "name": member.name,
        "profession": member.profession.value,
        "skills": words(sorted(member.skills)),
        "vehicle": member.vehicle.value,
        **place_values("base", member.base),
        "phone": member.phone,
        "version": member.version,
    }


def staff_of(row: Row) -> Staff:
    """The team member of a row."""
    return Staff(
        staff_id=StaffId(row["staff_id"]),
        name=row["name"],
        profession=Profession(row["profession"]),
        skills=frozenset(word_tuple(row["skills"])),
        vehicle=Vehicle(row["vehicle"]),
        base=place_of("base", row),
        phone=row["phone"],
        version=row["version"],
    )


def shift_values(shift: Shift) -> Values:
    """The row of a shift."""
    return {
        "shift_id": shift.shift_id,
        "staff_id": shift.staff_id,
        "starts_at": ms(shift.starts_at),
        "ends_at": ms(shift.ends_at),
        "break_minutes": shift.break_minutes,
        "break_earliest": ms_or_none(shift.break_earliest),
        "break_latest": ms_or_none(shift.break_latest),
        "max_overtime_minutes": shift.max_overtime_minutes,
    }


def shift_of(row: Row) -> Shift:
    """The shift of a row."""
    return Shift(
        shift_id=ShiftId(row["shift_id"]),
        staff_id=StaffId(row["staff_id"]),
        starts_at=at(row["starts_at"]),
        ends_at=at(row["ends_at"]),
        break_minutes=row["break_minutes"],
        break_earliest=at_or_none(row["break_earliest"]),
        break_latest=at_or_none(row["break_latest"]),
        max_overtime_minutes=row["max_overtime_minutes"],
    )


def duty_values(duty: Duty) -> Values:
    """The row of a duty."""
    return {
        "role": duty.role,
        "staff_id": duty.staff_id,
        "starts_at": ms(duty.starts_at),
        "ends_at": ms(duty.ends_at),
    }


def duty_of(row: Row) -> Duty:
    """The duty of a row."""
    return Duty(row["role"], StaffId(row["staff_id"]), at(row["starts_at"]), at(row["ends_at"]))

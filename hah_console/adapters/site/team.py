"""Staff, their shifts and the duty roster."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hah_console.adapters.site.columns import DUTY_ROLES
from hah_console.adapters.site.land import Outline
from hah_console.adapters.site.places import read_place
from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.row import Row
from hah_console.domain.ids import ShiftId, StaffId
from hah_console.domain.roster import department_of
from hah_console.domain.site_day import PackDay
from hah_console.domain.site_pack import PackDuty, PackShift
from hah_console.domain.staff import Profession, Staff, Vehicle

LONG_SHIFT_MINUTES = 13 * 60
"""Longer working periods are asked about."""
DAY_MINUTES = 24 * 60


def read_staff(row: Row, outline: Outline, skills: Mapping[str, object]) -> Staff | None:
    """The member of staff of a row, or None when the row has errors."""
    staff_id, name = row.identifier("staff_id"), row.needed("name")
    profession, vehicle = row.choice("profession", Profession), row.choice("vehicle", Vehicle)
    base = read_place(row, outline, "base_lat", "base_lon", missing="no_staff_base")
    own, phone = read_skills(row, "skills", skills), row.phone("phone")
    if not row.ok or not (profession and vehicle and base):
        return None
    return Staff(StaffId(staff_id), name, profession, own, vehicle, base, phone)


def read_skills(row: Row, column: str, known: Mapping[str, object]) -> frozenset[str]:
    """Skill codes of a cell; unknown ones are reported."""
    codes = frozenset(row.codes(column))
    for code in sorted(codes - known.keys()) if known else ():
        row.note(column, "unknown_skill", value=code, known=tuple(known))
    return codes


def read_shift(row: Row, staff: frozenset[str] | None) -> PackShift | None:
    """The shift of a row, or None when the row has errors."""
    shift_id = row.identifier("shift_id")
    staff_id = row.reference("staff_id", staff, "staff.csv")
    day, starts, ends = row.day("day"), row.clock("starts"), row.clock("ends")
    break_minutes = row.whole("break_minutes", 0, 240, 0) or 0
    overtime = row.whole("max_overtime_minutes", 0, 480, 0) or 0
    earliest, latest = row.clock("break_earliest", needed=False), row.clock("break_latest", needed=False)
    if starts is None or ends is None or not (day and staff_id and row.ok):
        return None
    shift = PackShift(
        ShiftId(shift_id), StaffId(staff_id), day, starts, ends, break_minutes, earliest, latest, overtime
    )
    _check_shift(row, shift)
    return shift if row.ok else None


def _check_shift(row: Row, shift: PackShift) -> None:
    starts, ends = row.text("starts"), row.text("ends")
    if shift.ends <= shift.starts:
        row.note("ends", "end_before_start", starts=starts, ends=ends, next_day=f"{shift.ends // 60 + 24}:{ends[-2:]}")
        return
    if shift.ends - shift.starts > LONG_SHIFT_MINUTES:
        row.note("ends", "long_shift", hours=f"{(shift.ends - shift.starts) / 60:g}")
    if shift.break_minutes:
        _check_break(row, shift)


def _check_break(row: Row, shift: PackShift) -> None:
    earliest, latest = shift.break_earliest, shift.break_latest
    if earliest is None or latest is None:
        row.note("break_earliest", "break_without_window")
    elif earliest < shift.starts or latest > shift.ends:
        row.note("break_earliest", "break_outside", starts=row.text("starts"), ends=row.text("ends"))
    elif latest - earliest < shift.break_minutes:
        row.note("break_latest", "break_too_long", minutes=shift.break_minutes)


def check_overlaps(shifts: Sequence[tuple[Row, PackShift]]) -> None:
    """Report two shifts of one person that overlap."""
    by_person: dict[str, list[tuple[int, int, Row, PackShift]]] = defaultdict(list)
    for row, shift in shifts:
        for begin in _begins(shift.day):
            by_person[shift.staff_id].append((begin + shift.starts, begin + shift.ends, row, shift))
    reported: set[int] = set()
    for periods in by_person.values():
        for (_, end, _, first), (start, _, row, _) in pairwise(sorted(periods, key=lambda p: (p[0], p[2].line))):
            if start < end and row.line not in reported:
                reported.add(row.line)
                row.note("starts", "overlapping_shift", staff=first.staff_id, other=first.shift_id)


def check_vehicles(shifts: Sequence[tuple[Row, PackShift]], plates: Mapping[str, str]) -> None:
    """Report two people who are to ride one vehicle at the same time; ``plates`` by member of staff."""
    by_plate: dict[str, list[tuple[int, int, Row, PackShift]]] = defaultdict(list)
    for row, shift in shifts:
        for begin in _begins(shift.day) if plates.get(shift.staff_id) else ():
            by_plate[plates[shift.staff_id]].append((begin + shift.starts, begin + shift.ends, row, shift))
    reported: set[int] = set()
    for plate, periods in by_plate.items():
        for (_, end, _, first), (start, _, row, shift) in pairwise(sorted(periods, key=lambda p: (p[0], p[2].line))):
            if start < end and shift.staff_id != first.staff_id and row.line not in reported:
                reported.add(row.line)
                row.note("staff_id", "vehicle_taken", plate=plate, staff=first.staff_id, other=first.shift_id)


def _begins(day: PackDay) -> tuple[int, ...]:
    if day.on is not None:
        return (day.on.toordinal() * DAY_MINUTES,)
    return tuple(offset * DAY_MINUTES for offset in ((0, 1) if day.every else (day.offset or 0,)))


def read_duty(row: Row, staff: frozenset[str] | None) -> PackDuty | None:
    """The roster line of a row, or None when the row has errors."""
    role = row.needed("role")
    if role and role not in DUTY_ROLES and not department_of(role):
        row.note("role", "not_a_choice", value=role, allowed=tuple(DUTY_ROLES))
    staff_id = row.reference("staff_id", staff, "staff.csv")
    day, starts, ends = row.day("day"), row.clock("starts"), row.clock("ends")
    if starts is not None and ends is not None and ends <= starts:
        written = row.text("ends")
        next_day = f"{ends // 60 + 24}:{written[-2:]}"
        row.note("ends", "end_before_start", starts=row.text("starts"), ends=written, next_day=next_day)
    if not row.ok or not (staff_id and day) or starts is None or ends is None:
        return None
    return PackDuty(role, StaffId(staff_id), day, starts, ends)


def check_duty_gaps(file: str, duties: Sequence[PackDuty], problems: ProblemList) -> None:
    """Report the first time of a usual day at which nobody answers in a role (only for rosters of every day)."""
    for role in DUTY_ROLES:
        own = [duty for duty in duties if duty.role == role]
        if any(not duty.day.every for duty in own):
            continue
        uncovered = _first_uncovered(own)
        if uncovered is not None:
            problems.add(file, 0, "", "duty_gap", role=role, time=f"{uncovered // 60:02}:{uncovered % 60:02}")


def _first_uncovered(duties: Sequence[PackDuty]) -> int | None:
    covered = {
        minute % DAY_MINUTES
        for duty in duties
        for minute in range(duty.starts, min(duty.ends, duty.starts + DAY_MINUTES))
    }
    return next((minute for minute in range(DAY_MINUTES) if minute not in covered), None)

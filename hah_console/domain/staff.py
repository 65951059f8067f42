"""Staff of the programme: profession, skills, shifts, vehicles, duty roster."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.ids import ShiftId, StaffId
from hah_console.domain.place import Place


class Profession(StrEnum):
    """Who goes out."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    COURIER = "courier"
    THERAPIST = "therapist"
    PHARMACIST = "pharmacist"


class Vehicle(StrEnum):
    """A scooter up to 250 cc may not use motorways."""

    CAR = "car"
    SCOOTER = "scooter"
    VAN = "van"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the team; ``skills`` are codes of the site pack (iv, wound, pocus, picc ...)."""

    staff_id: StaffId
    name: str
    profession: Profession
    skills: frozenset[str]
    vehicle: Vehicle
    base: Place
    phone: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """A working period; ``break_minutes`` within [break_earliest, break_latest], or 0 for none."""

    shift_id: ShiftId
    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    break_earliest: datetime | None = None
    break_latest: datetime | None = None
    max_overtime_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers in a role (charge_nurse, duty_physician, backup_physician, dispatcher) during a period."""

    role: str
    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime

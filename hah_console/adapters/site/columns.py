"""The files of a pack and their columns; docs/site-pack.md explains each (a test keeps the two together)."""

from dataclasses import dataclass

from hah_console.domain.referral_form import REFERRAL_FIELDS

MANIFEST = "site.toml"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One CSV file: the columns it must have, those it may have, and whether the pack can do without the file."""

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    needed: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """All known columns."""
        return self.required + self.optional


PATIENTS = TableSpec(
    "patients.csv",
    ("patient_id", "mrn", "name", "sex", "birth_date", "lat", "lon", "address"),
    ("access_note", "national_id", "allergy_state", "allergies", "code_status", "caregiver_name",
     "caregiver_relationship", "caregiver_phone", "spo2_scale", "precautions"),
)  # fmt: skip
EPISODES = TableSpec(
    "episodes.csv",
    ("episode_id", "patient_id", "condition", "mode", "admitted_day", "admitted_time"),
    ("state", "owner_id", "physician_id", "principal_diagnosis", "enrolled"),
)
STAFF = TableSpec(
    "staff.csv",
    ("staff_id", "name", "profession", "skills", "vehicle", "base_lat", "base_lon"),
    ("base_address", "phone", "vehicle_plate"),
)
SHIFTS = TableSpec(
    "shifts.csv",
    ("shift_id", "staff_id", "day", "starts", "ends"),
    ("break_minutes", "break_earliest", "break_latest", "max_overtime_minutes"),
)
DUTIES = TableSpec("duties.csv", ("role", "staff_id", "day", "starts", "ends"))
KITS = TableSpec(
    "kits.csv",
    ("kit_id", "kind", "state"),
    ("device_id", "episode_id", "battery_pct", "serial", "state_minutes", "fault"),
)
EQUIPMENT_SETS = TableSpec(
    "equipment_sets.csv",
    ("set_id", "episode_id", "recipe", "needs", "state", "reserved_minutes_ago", "promised_minutes"),
    ("kits", "delivered_minutes_ago", "received_by", "relationship"),
    needed=False,
)
HOSPITALS = TableSpec(
    "hospitals.csv",
    ("hospital_id", "name", "lat", "lon"),
    ("address", "level", "phone", "departments", "is_base", "is_laboratory", "network", "items"),
)
_WORK = ("required_skills", "priority", "optional", "hard_window", "staff_needed", "preferred_staff_id", "note")
TASKS = TableSpec(
    "tasks.csv",
    ("task_id", "episode_id", "kind", "day", "earliest", "latest", "duration_minutes"),
    _WORK,
    needed=False,
)
ORDERS = TableSpec(
    "orders.csv",
    ("order_id", "episode_id", "kind", "from_day", "to_day", "earliest", "latest", "interval_hours",
     "duration_minutes"),
    _WORK,
    needed=False,
)  # fmt: skip
USERS = TableSpec("users.csv", ("sign_in_name", "name", "role", "password"), ("staff_id", "enabled"))
OBSERVATIONS = TableSpec(
    "observations.csv",
    ("patient_id", "minutes_ago", "consciousness", "on_oxygen"),
    ("oxygen_l_min",),
    needed=False,
)
MEDICATIONS = TableSpec(
    "medications.csv",
    ("order_id", "episode_id", "drug", "amount", "route", "first_day", "first_time", "last_day", "every_hours"),
    ("infusion_minutes", "continuous", "preparation", "work_id"),
    needed=False,
)
SPECIMENS = TableSpec(
    "specimens.csv",
    ("order_id", "episode_id", "kind", "day", "time"),
    ("work_id", "growth", "organism"),
    needed=False,
)
RESULTS = TableSpec("results.csv", ("patient_id", "analyte", "value", "unit", "day", "time"), ("source",), needed=False)
VISITS = TableSpec(
    "visits.csv",
    ("visit_id", "episode_id", "staff_id", "day", "arrived", "left"),
    ("mode", "indication", "assessed_by", "assessed", "standing_order", "receipt"),
    needed=False,
)
REFERRALS = TableSpec(
    "referrals.csv",
    ("referral_id", "minutes_ago", "mode", "sender_organisation", "name"),
    ("state", "since_minutes", "asked", "intake", "external_id",
     *(name for name in REFERRAL_FIELDS if name not in ("mode", "sender_organisation", "name"))),
    needed=False,
)  # fmt: skip
PLACES = TableSpec("places.csv", ("county", "town", "village", "lat", "lon"), ("clear_m",), needed=False)

TABLES = (
    PATIENTS, EPISODES, STAFF, SHIFTS, DUTIES, KITS, HOSPITALS, TASKS, ORDERS, USERS, OBSERVATIONS, VISITS,
    PLACES, MEDICATIONS, SPECIMENS, RESULTS, REFERRALS, EQUIPMENT_SETS,
)  # fmt: skip
DUTY_ROLES = ("charge_nurse", "duty_physician", "backup_physician", "dispatcher")

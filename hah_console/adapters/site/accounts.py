"""Sign-in accounts, first observations and village names."""

from hah_console.adapters.site.land import Outline
from hah_console.adapters.site.places import read_place
from hah_console.adapters.site.row import Row
from hah_console.domain.actor import Role
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.reading import Consciousness
from hah_console.domain.site_pack import PackObservation, PackUser, Village

SHORT_PASSWORD = 12
"""Shorter first passwords of a real (not synthetic) site are asked about."""


def read_user(row: Row, staff: frozenset[str] | None, synthetic: bool) -> PackUser | None:
    """The account of a row, or None when the row has errors."""
    sign_in, name, password = row.identifier("sign_in_name"), row.needed("name"), row.needed("password")
    role = row.choice("role", Role)
    if role is Role.SERVICE:
        people = tuple(r.value for r in Role if r is not Role.SERVICE)
        row.note("role", "not_a_choice", value=role.value, allowed=people)
    member = row.reference("staff_id", staff, "staff.csv", needed=False)
    enabled = row.flag("enabled", True)
    if password and not synthetic and len(password) < SHORT_PASSWORD:
        row.note("password", "weak_password", low=SHORT_PASSWORD)
    if not row.ok or role is None:
        return None
    return PackUser(sign_in, name, role, password, StaffId(member) if member else None, enabled is not False)


def read_observation(row: Row, patients: frozenset[str] | None) -> PackObservation | None:
    """The first observation of a row, or None when the row has errors."""
    patient = row.reference("patient_id", patients, "patients.csv")
    minutes_ago = row.whole("minutes_ago", 0, 7 * 24 * 60)
    consciousness = row.choice("consciousness", Consciousness) if row.text("consciousness") else None
    on_oxygen = row.flag("on_oxygen", None)
    flow = row.number("oxygen_l_min", 0, 60) if row.text("oxygen_l_min") else None
    if not row.ok or not patient or minutes_ago is None:
        return None
    return PackObservation(PatientId(patient), minutes_ago, consciousness, on_oxygen, flow)


def read_village(row: Row, outline: Outline) -> Village | None:
    """The place name of a row, or None when the row has errors."""
    county, town, village = row.needed("county"), row.needed("town"), row.needed("village")
    place = read_place(row, outline)
    return Village(county, town, village, place.lat, place.lon) if row.ok and place else None

"""Patients and their admissions."""

from datetime import date

from hah_console.adapters.site.land import Outline, distance_km
from hah_console.adapters.site.places import read_place
from hah_console.adapters.site.row import Row
from hah_console.domain.episode import Condition, EpisodeState, Mode
from hah_console.domain.identity import id_number_holds
from hah_console.domain.ids import EpisodeId, PatientId, StaffId
from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Precaution, Sex
from hah_console.domain.place import Place
from hah_console.domain.site_day import PackDay
from hah_console.domain.site_pack import PackEpisode

FAR_KM = 60.0
"""A home farther than this from the base is asked about."""
OLDEST_YEARS = 125


def read_patient(row: Row, outline: Outline, base: Place | None, today: date) -> Patient | None:
    """The patient of a row, or None when the row has errors."""
    patient_id, mrn, name = row.identifier("patient_id"), row.needed("mrn"), row.needed("name")
    sex, born = row.choice("sex", Sex), _birth_date(row, today)
    home = read_place(row, outline, missing="no_home")
    allergy_state, allergies = _allergies(row)
    code_status = row.choice("code_status", CodeStatus, CodeStatus.NOT_RECORDED)
    phone, scale = row.phone("caregiver_phone"), row.whole("spo2_scale", 1, 2, 1)
    precautions = row.choices("precautions", Precaution)
    _check_national_id(row)
    if home and base:
        _check_distance(row, home, base)
    if not row.ok or not (sex and born and home and allergy_state and code_status and scale):
        return None
    return Patient(
        PatientId(patient_id),
        mrn,
        name,
        sex,
        born,
        home,
        row.text("national_id"),
        allergy_state,
        allergies,
        code_status,
        row.text("caregiver_name"),
        row.text("caregiver_relationship"),
        phone,
        scale,
        precautions,
    )


def _birth_date(row: Row, today: date) -> date | None:
    born = row.date("birth_date")
    if born and (born > today or today.year - born.year > OLDEST_YEARS):
        row.note("birth_date", "impossible_birth", value=row.text("birth_date"))
        return None
    return born


def _allergies(row: Row) -> tuple[AllergyState | None, tuple[str, ...]]:
    state = row.choice("allergy_state", AllergyState, AllergyState.NOT_RECORDED)
    named = row.codes("allergies")
    if state is AllergyState.KNOWN and not named:
        row.note("allergies", "allergy_not_named")
    if state is not None and state is not AllergyState.KNOWN and named:
        row.note("allergy_state", "allergy_contradiction", value=state.value, named=tuple(named))
    return state, named


def _check_national_id(row: Row) -> None:
    value = row.text("national_id")
    if value and not id_number_holds(value):
        row.note("national_id", "national_id_checksum")


def _check_distance(row: Row, home: Place, base: Place) -> None:
    km = distance_km(home.lat, home.lon, base.lat, base.lon)
    if km > FAR_KM:
        row.note("lat", "far_from_base", km=f"{km:.0f}")


def read_episode(row: Row, patients: frozenset[str] | None, staff: frozenset[str] | None) -> PackEpisode | None:
    """The admission of a row, or None when the row has errors."""
    episode_id = row.identifier("episode_id")
    patient_id = row.reference("patient_id", patients, "patients.csv")
    condition, mode = row.choice("condition", Condition), row.choice("mode", Mode)
    state = row.choice("state", EpisodeState, EpisodeState.ACTIVE)
    admitted, minutes = row.day("admitted_day"), row.clock("admitted_time")
    owner = row.reference("owner_id", staff, "staff.csv", needed=False)
    physician = row.reference("physician_id", staff, "staff.csv", needed=False)
    enrolled = row.flag("enrolled", default=False)
    _check_admission(row, admitted)
    if not row.ok or not (patient_id and condition and mode and state and admitted) or minutes is None:
        return None
    return PackEpisode(
        EpisodeId(episode_id),
        PatientId(patient_id),
        condition,
        mode,
        state,
        admitted,
        minutes,
        StaffId(owner) if owner else None,
        StaffId(physician) if physician else None,
        row.text("principal_diagnosis"),
        bool(enrolled),
    )


def _check_admission(row: Row, admitted: PackDay | None) -> None:
    if admitted and (admitted.every or (admitted.offset or 0) > 0):
        row.note("admitted_day", "admitted_later", value=row.text("admitted_day"))

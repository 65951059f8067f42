"""One worker's day as it leaves the program on paper, into a calendar or onto a map: only what that worker needs."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.dose import DoseWindow
from hah_console.domain.ids import PatientId, PlanId, StaffId, VisitId
from hah_console.domain.medication_check import Medication
from hah_console.domain.patient import AllergyState, Precaution, Sex
from hah_console.domain.place import Place
from hah_console.domain.specimen import Transport
from hah_console.domain.staff import Profession, Vehicle
from hah_console.domain.task import TaskKind
from hah_console.domain.visit import HaltKind, LegSource

Points = tuple[tuple[float, float], ...]
"""(latitude, longitude) in WGS84 degrees."""


class Bring(StrEnum):
    """What somebody has to have along."""

    DRUG = "drug"
    IV_SET = "iv_set"
    PUMP = "pump"
    ANAPHYLAXIS_SET = "anaphylaxis_set"
    BLOOD_SET = "blood_set"
    CONTAINER = "container"
    COOL_BOX = "cool_box"
    ICE = "ice"
    DRESSING_SET = "dressing_set"
    CATHETER_SET = "catheter_set"
    TUBE_SET = "tube_set"
    PICC_SET = "picc_set"
    ECG = "ecg"
    ULTRASOUND = "ultrasound"
    KIT = "kit"
    MEDICINE = "medicine"
    BOX_FOR_RETURN = "box_for_return"
    GOWN_AND_GLOVES = "gown_and_gloves"
    MASK = "mask"
    RESPIRATOR = "respirator"
    DIAGNOSTIC_BAG = "diagnostic_bag"


@dataclass(frozen=True, slots=True)
class PaperItem:
    """Something to bring; ``what`` is its own name where the kind does not say enough (a drug, a specimen)."""

    kind: Bring
    what: str = ""


@dataclass(frozen=True, slots=True)
class PaperDose:
    """A dose due at this visit, as it was ordered."""

    drug: str
    medication: Medication
    due_at: datetime
    window: DoseWindow
    first: bool = False
    every_hours: int = 0


@dataclass(frozen=True, slots=True)
class PaperSpecimen:
    """A specimen wanted; ``names`` by language, ``ways`` how it may travel."""

    kind: str
    names: tuple[tuple[str, str], ...]
    ways: tuple[Transport, ...]


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Whom to ask for and how to be sure of it; what to mind before touching anything."""

    patient_id: PatientId
    name: str
    sex: Sex
    birth_date: date
    age_years: int
    record_number: str
    home: Place
    contact_name: str
    contact_relationship: str
    contact_phone: str
    allergy_state: AllergyState
    allergies: tuple[str, ...]
    precautions: tuple[Precaution, ...]


@dataclass(frozen=True, slots=True)
class HomeRule:
    """Why nobody goes to this home alone, or only by day."""

    two_persons: bool
    daylight_only: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PaperStop:
    """One stop in the order of the route. ``withdrawn``: the work was taken back since the plan was published.

    ``clinical``: whoever goes touches or treats the patient; a delivery needs neither allergies nor date of birth.
    """

    order: int
    visit_id: VisitId
    kind: TaskKind | None
    person: PaperPerson
    earliest: datetime | None
    latest: datetime | None
    firm: bool
    arrival: datetime
    start: datetime
    departure: datetime
    travel_s: int
    travel_m: int
    source: LegSource
    late_s: int = 0
    note: str = ""
    together_with: tuple[str, ...] = ()
    doses: tuple[PaperDose, ...] = ()
    specimens: tuple[PaperSpecimen, ...] = ()
    bring: tuple[PaperItem, ...] = ()
    home_rules: tuple[HomeRule, ...] = ()
    withdrawn: bool = False
    clinical: bool = True


@dataclass(frozen=True, slots=True)
class PaperHalt:
    """A stop at the store or a laboratory on the way; ``names``: for whom something is moved."""

    kind: HaltKind
    place: Place
    start: datetime
    departure: datetime
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """Whom to call: ``role`` a code of the roster, on duty from ``begins`` to ``ends`` (None: always)."""

    role: str
    name: str
    phone: str
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperMap:
    """Where the route runs: one line for each leg (to each stop, then back), over the larger roads near it.

    ``roads`` have the widest first class 0. ``attribution`` must stand beside it; ``synthetic``: no real streets.
    """

    base: Place
    legs: tuple[Points, ...] = ()
    roads: tuple[tuple[int, Points], ...] = ()
    attribution: str = ""
    synthetic: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class RoutePaper:
    """A worker's route of a published plan. ``number`` counts the publications of the day."""

    site_id: str
    site_names: tuple[tuple[str, str], ...]
    zone: str
    day: date
    plan_id: PlanId
    number: int
    published_at: datetime
    printed_at: datetime
    printed_by: str
    staff_id: StaffId
    name: str
    profession: Profession
    vehicle: Vehicle
    starts_at: datetime | None
    ends_at: datetime | None
    break_start: datetime | None
    break_minutes: int
    travel_s: int
    travel_m: int
    overtime_s: int
    stops: tuple[PaperStop, ...]
    numbers: tuple[PaperNumber, ...]
    map: PaperMap
    halts: tuple[PaperHalt, ...] = ()

    def halts_before(self, stop: PaperStop | None) -> tuple[PaperHalt, ...]:
        """What is on the way to a stop; None: on the way home."""
        begins = [one.start for one in self.stops if stop is None or one.start < stop.start]
        since = max(begins, default=None)
        return tuple(
            halt
            for halt in self.halts
            if (since is None or halt.start >= since) and (stop is None or halt.start < stop.start)
        )

    def site_name(self, language: str) -> str:
        """The site's name in a language, or whichever there is."""
        names = dict(self.site_names)
        return names.get(language) or next(iter(names.values()), self.site_id)

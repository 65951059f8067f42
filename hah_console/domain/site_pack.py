"""A programme as its site pack describes it: rows whose days are still relative to the day they are loaded for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from hah_console.domain.actor import Role
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.episode import Condition, EpisodeState, Mode
from hah_console.domain.equipment_rules import Needs
from hah_console.domain.equipment_set import SetState
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import (
    EpisodeId,
    EquipmentSetId,
    KitId,
    PatientId,
    ReferralId,
    ShiftId,
    StaffId,
    VisitRecordId,
)
from hah_console.domain.kit import Kit
from hah_console.domain.patient import Patient
from hah_console.domain.place import Place
from hah_console.domain.reading import Consciousness
from hah_console.domain.referral import Channel, ReferralState
from hah_console.domain.referral_form import ReferralForm
from hah_console.domain.remote_routing import NO_SERVERS, RemoteRouting
from hah_console.domain.site_care import PackMedication, PackResult, PackSpecimen
from hah_console.domain.site_day import PackDay
from hah_console.domain.staff import Staff
from hah_console.domain.task import TaskKind

MONITOR = "monitor"
"""The kind of kit that carries a patient's monitoring device."""


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """The head of the pack. ``roads``, ``recordings`` and ``scenario`` are absolute paths as text, empty for none."""

    site_id: str
    names: Mapping[str, str]
    time_zone: str
    day_start_minutes: int
    base: Place
    skills: Mapping[str, Mapping[str, str]]
    kit_kinds: Mapping[str, Mapping[str, str]]
    rule_packs: tuple[str, ...] = ()
    roads: str = ""
    recordings: str = ""
    scenario: str = ""
    horizon_days: int = 2
    synthetic: bool = False
    routing: RemoteRouting = NO_SERVERS
    meeting_url: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class PackEpisode:
    """An admission; ``admitted_minutes`` is the local time of day, ``enrolled``: the payer's system has it."""

    episode_id: EpisodeId
    patient_id: PatientId
    condition: Condition
    mode: Mode
    state: EpisodeState
    admitted: PackDay
    admitted_minutes: int
    owner_id: StaffId | None = None
    physician_id: StaffId | None = None
    principal_diagnosis: str = ""
    enrolled: bool = False


@dataclass(frozen=True, slots=True)
class PackShift:
    """A working period in minutes after the local midnight of its day; ``break_minutes`` 0 means no break."""

    shift_id: ShiftId
    staff_id: StaffId
    day: PackDay
    starts: int
    ends: int
    break_minutes: int = 0
    break_earliest: int | None = None
    break_latest: int | None = None
    max_overtime_minutes: int = 0


@dataclass(frozen=True, slots=True)
class PackDuty:
    """Who answers in a role, in minutes after the local midnight of the day."""

    role: str
    staff_id: StaffId
    day: PackDay
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class PackKit:
    """A piece of equipment; ``minutes`` is for how long it is in its state when the pack is loaded, None: unknown."""

    kit: Kit
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class PackSet:
    """A set of equipment; minutes are before the loading, ``promised_minutes`` after it (negative: before)."""

    set_id: EquipmentSetId
    episode_id: EpisodeId
    recipe: str
    needs: Needs
    state: SetState
    reserved_minutes: int
    promised_minutes: int
    kit_ids: tuple[KitId, ...] = ()
    delivered_minutes: int | None = None
    received_by: str = ""
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class PackWork:
    """Work at a home: once (``interval_hours`` 0) or repeated through each day from ``first`` to ``last``.

    ``earliest`` and ``latest`` bound the start of the first occurrence of a day, in minutes after local midnight;
    the following ones lie ``interval_hours`` later, within the same day.
    """

    work_id: str
    episode_id: EpisodeId
    kind: TaskKind
    first: PackDay
    last: PackDay
    earliest: int
    latest: int
    duration_minutes: int
    interval_hours: int = 0
    required_skills: frozenset[str] = frozenset()
    priority: int = 2
    optional: bool = False
    hard_window: bool = True
    staff_needed: int = 1
    preferred_staff_id: StaffId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackUser:
    """A sign-in account with its first password in clear; it is hashed when loaded."""

    sign_in_name: str
    name: str
    role: Role
    password: str
    staff_id: StaffId | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PackObservation:
    """What was seen at a patient ``minutes_ago`` before loading: consciousness and oxygen."""

    patient_id: PatientId
    minutes_ago: int
    consciousness: Consciousness | None
    on_oxygen: bool | None
    oxygen_l_min: float | None = None


@dataclass(frozen=True, slots=True)
class PackVisit:
    """A visit that was made; times in minutes after the local midnight of its day, None where nobody noted one.

    ``receipt`` is the payer's for the card data, empty while they wait.
    """

    visit_id: VisitRecordId
    episode_id: EpisodeId
    staff_id: StaffId
    day: PackDay
    arrived: int | None
    left: int | None
    mode: VisitMode = VisitMode.IN_PERSON
    indication: str = ""
    assessed_by: StaffId | None = None
    assessed: int | None = None
    standing_order: bool = False
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class PackReferral:
    """A referral that came in ``minutes_ago`` before the loading and is in ``state`` since ``since_minutes``.

    ``asked`` names the fields the sender was asked for; ``intake_begun``: its intake is half filled in.
    """

    referral_id: ReferralId
    minutes_ago: int
    since_minutes: int
    form: ReferralForm
    channel: Channel
    external_id: str
    state: ReferralState
    asked: tuple[str, ...] = ()
    intake_begun: bool = False


@dataclass(frozen=True, slots=True)
class Village:
    """A place name for the map."""

    county: str
    town: str
    village: str
    lat: float
    lon: float


class EventKind(StrEnum):
    """What the demo day's script can do to a patient or to the patient's monitor."""

    HYPOXIA = "hypoxia"
    UROSEPSIS = "urosepsis"
    RECOVERY = "recovery"
    SILENCE = "silence"
    SENSOR_OFF = "sensor_off"
    LOW_BATTERY = "low_battery"


@dataclass(frozen=True, slots=True)
class ScenarioEvent:
    """One line of the script: from ``at_minutes`` after local midnight of every day, for ``minutes``."""

    patient_id: PatientId
    at_minutes: int
    kind: EventKind
    minutes: int


@dataclass(frozen=True, slots=True)
class SitePack:
    """A whole pack without errors."""

    site: SiteDescription
    patients: tuple[Patient, ...]
    episodes: tuple[PackEpisode, ...]
    staff: tuple[Staff, ...]
    shifts: tuple[PackShift, ...]
    duties: tuple[PackDuty, ...]
    kits: tuple[Kit, ...]
    hospitals: tuple[Hospital, ...]
    work: tuple[PackWork, ...]
    users: tuple[PackUser, ...]
    observations: tuple[PackObservation, ...] = ()
    visits: tuple[PackVisit, ...] = ()
    places: tuple[Village, ...] = ()
    medications: tuple[PackMedication, ...] = ()
    specimens: tuple[PackSpecimen, ...] = ()
    results: tuple[PackResult, ...] = ()
    referrals: tuple[PackReferral, ...] = ()
    kit_minutes: tuple[tuple[KitId, int], ...] = ()
    sets: tuple[PackSet, ...] = ()

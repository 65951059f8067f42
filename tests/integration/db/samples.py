"""One of each domain object with no field left at its default, so a forgotten column is noticed."""

from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, timedelta

from beginning_samples import BEGINNING_PARENTS, BEGINNING_ROWS
from channel_samples import CHANNEL_ROWS
from closing_samples import CLOSING_ROWS
from inbound_samples import INBOUND_ROWS
from order_samples import ORDER, ORDER_ROWS

from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.chart.contact import Advice, Contact, ContactReason, IdentityMark
from hah_console.domain.chart.contact import Outcome as ContactOutcome
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section, Signature
from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.visit_record import Emergency, VisitMode, VisitRecord
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import Condition, Episode, EpisodeState, HoldReason, Mode, Outcome
from hah_console.domain.equipment_set import DoneStep, EquipmentSet, SetState
from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.halt_report import HaltReport, HaltState
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import UserId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.limits import PatientLimit
from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Precaution, Sex
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.place import Place
from hah_console.domain.planning_profile import ProfileEdition, Weights
from hah_console.domain.prescription import Receipt
from hah_console.domain.reading import (
    Consciousness,
    LatestValue,
    LatestVitals,
    Quality,
    Reading,
    StaffObservation,
    Vital,
)
from hah_console.domain.road_closure import RoadClosure, Stretch
from hah_console.domain.rule_set import RuleSet, RuleSetState
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.domain.staff import Duty, Profession, Shift, Staff, Vehicle
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal
from hah_console.domain.transfer import Means, Milestone, Side, StageEntry, Transfer, TransferSignature, TransferStage
from hah_console.domain.user import User
from hah_console.domain.visit import (
    DayPlan,
    HaltKind,
    LegSource,
    PlannedHalt,
    PlannedVisit,
    PlanState,
    RouteSummary,
    UnplannedTask,
    VisitPin,
)

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACE = Place(24.8013, 120.9718, "新竹市東區光復路", "3 樓，按 2 號鈴")
STORE_PLACE = Place(24.8, 120.97, "器材庫")
NURSE = Actor(UserId("U-nurse1"), "林護理師", Role.NURSE, "WS-1")

PATIENT = Patient(
    "P-1", "M001", "陳大明", Sex.MALE, date(1941, 2, 28), PLACE, "A123456789", AllergyState.KNOWN, ("青黴素", "海鮮"),
    CodeStatus.DNR, "陳小明", "son", "0912", 2,
    (Precaution.CONTACT, Precaution.DROPLET), exercise=True,
)  # fmt: skip
EPISODE = Episode(
    "E-1", "P-1", Condition.UTI, Mode.EMERGENCY, EpisodeState.CLOSED, NOW, "S-1", "S-2", "K-1",
    Outcome.HOSPITAL_TRANSFER, NOW + HOUR, 0, HoldReason.AWAY, "N10", "R-1",
)  # fmt: skip
STAFF = Staff("S-1", "林護理師", Profession.NURSE, frozenset({"iv", "wound"}), Vehicle.SCOOTER, PLACE, "0933")
KIT = Kit("K-1", "monitor", KitState.IN_USE, "D-1", "E-1", 71, serial="SN-77", since=NOW, fault="螢幕裂")
EQUIPMENT_SET = EquipmentSet(
    "ES-1", "pneumonia", (("infusion_pump", 1), ("monitor", 2)), NOW + HOUR, NOW, "U-1", SetState.DONE, "I-1", "E-1",
    ("K-1", "K-2"), "U-2", NOW + HOUR, Receipt("陳小明", "son", NOW + 2 * HOUR, UserId("U-5")), "AT-1",
    (DoneStep("identity", UserId("U-1"), NOW + 2 * HOUR),), NOW + 3 * HOUR, "備用",
)  # fmt: skip
HOSPITAL = Hospital(
    "H-1",
    "新竹醫院",
    PLACE,
    "中度級",
    "03-5",
    frozenset({"ED", "ICU"}),
    True,
    True,
    network="北桃竹",
    items=(("stroke", "重度級"),),
)
USER = User("U-9", "Nurse9", "王護理師", Role.NURSE, "$argon2id$x", "S-1", False)
TASK = Task(
    "T-1", "E-1", "P-1", TaskKind.IV_DOSE, NOW, NOW + HOUR, 40, frozenset({"iv"}), 3, True, False, 2, "S-1", "note",
    TaskState.IN_PROGRESS, withdrawn_for=Withdrawal.PATIENT_TRANSFERRED, order_id="O-1",
)  # fmt: skip
VISITS = tuple(
    PlannedVisit(
        f"V-{i}", f"T-{i}", "P-1", "S-1", i, NOW, NOW + HOUR, NOW + 2 * HOUR, 600, 4000, LegSource.ROAD_NETWORK, 30
    )
    for i in (2, 1)
)
PLAN = DayPlan(
    "PL-1", date(2026, 3, 5), PlanState.PUBLISHED, NOW, "U-1", VISITS,
    (RouteSummary("S-1", NOW, NOW + HOUR, 1, 2, 3, NOW), RouteSummary("S-0", NOW, NOW + HOUR, 4, 5, 6)),
    (UnplannedTask("T-9", "P-1", "no_skill", (("skill", "iv"), ("who", "王"))),),
    123, "ortools", 9.5, 0.75, 2, NOW + HOUR, "U-2", based_on="PL-0",
    pins=(VisitPin("V-1", "S-1", NOW), VisitPin("V-2", None, NOW), VisitPin("V-3", "S-2")),
    broken=("skill: V-1",), profile="守時 3",
    halts=(
        PlannedHalt("S-1", HaltKind.LOAD, "T-2", STORE_PLACE, NOW, NOW + HOUR, NOW + HOUR, 60, 500),
        PlannedHalt("S-1", HaltKind.HAND_IN, None, STORE_PLACE, NOW + HOUR, NOW + HOUR, NOW + HOUR, 0, 0, 30),
    ),
)  # fmt: skip
PROFILE_EDITION = ProfileEdition("守時#3", "守時", 3, Weights(1, 2, 3, 4, 5, 60), "遲到太多", NOW, "U-1")
TRANSFER = Transfer(
    "X-1", "E-1", "P-1", "SpO2 ↓",
    (
        StageEntry(TransferStage.DECIDED, NOW, "U-1"),
        StageEntry(TransferStage.ASKED, NOW + HOUR, "U-2", "H-1", "called"),
    ),
    "H-1", pathway="stemi", exercise=True,
    signatures=(
        TransferSignature(Side.GIVER, "王淑芬", NOW + HOUR, "U-1", Means.CONSOLE),
        TransferSignature(Side.RECEIVER, "李明哲", NOW + 2 * HOUR, "hospital:H-1", Means.PAGE),
    ),
    milestones=(Milestone("onset", NOW - HOUR, "U-1", NOW),),
)  # fmt: skip
ALARM = Alarm(
    "A-1", "P-1", "spo2-low", "2026.1", "spo2", Priority.HIGH, Lane.TECHNICAL, AlarmState.ACKNOWLEDGED, NOW, 84.0,
    90.0, False, "below limit", "U-1", NOW + HOUR, NOW + 2 * HOUR,
    trigger=ScoreTrigger("spo2", "84"), rung=2, rung_at=NOW + HOUR, called_by="U-2", called_at=NOW + 2 * HOUR,
)  # fmt: skip
SHELF = Shelf(
    "SH-1", "P-1", "spo2_low:spo2", "spo2_low", "spo2", Priority.MEDIUM, ShelfReason.BEING_TREATED, "oxygen started",
    "U-1", NOW, NOW + HOUR, "U-2", NOW + HOUR,
)  # fmt: skip
RULE_SET = RuleSet(
    "R-1", "night", "2026-12", "pack_id = 'alarms'", "ab12", RuleSetState.ACTIVE, "U-1", NOW, "{}", "U-1", NOW + HOUR,
    "U-2", NOW + 2 * HOUR,
)  # fmt: skip
STRIP = EvidenceStrip(
    "A-1", "P-1", NOW, NOW + HOUR, (StripSeries(Vital.SPO2, (0.0, 1.0), (91.0, 88.0)),),
    (WaveSegment("P-1", "II", NOW, 250.0, 0.005, -1.0, "mV", b"\x01\x00\xff\xff"),),
)  # fmt: skip
STATUS = DeviceStatus("D-1", "P-1", NOW, 7, "G-1", 81, -71, "2.4.1", -3.5, online=False)
GATEWAY = GatewayStatus("G-1", online=False, last_seen_at=NOW, signal_dbm=-60, firmware="1.0")
LIMIT = PatientLimit("P-1", Vital.SPO2, "low", 88.0, "U-2", "COPD", NOW, NOW + HOUR)
SHIFT = Shift("SH-1", "S-1", NOW, NOW + 8 * HOUR, 30, NOW + 3 * HOUR, NOW + 4 * HOUR, 45)
DUTY = Duty("charge_nurse", "S-1", NOW, NOW + HOUR)
READING = Reading(
    "P-1", "D-1", 7, NOW, NOW + timedelta(seconds=1), {v: 36.5 + i for i, v in enumerate(Vital) if v is not Vital.SPO2},
    frozenset({Vital.SPO2}), NOW + timedelta(milliseconds=200),
)  # fmt: skip
LATEST = LatestVitals(
    "P-1", 0,
    {
        Vital.HEART_RATE: LatestValue(72.0, NOW, NOW + HOUR, NOW - HOUR),
        Vital.SPO2: LatestValue(None, NOW, NOW + HOUR, NOW - HOUR, Quality.SENSOR_OFF),
    },
)  # fmt: skip
OBSERVATION = StaffObservation("P-1", NOW, Consciousness.CONFUSION, True, 2.0, "U-1")
SCORE = StoredScore(
    "P-1", NOW,
    ScoreResult("news2", "2017", (ScoreItem("rr", "25", NOW, 3), ScoreItem("temp", None, None, None)), 3, 6),
)  # fmt: skip

VISIT_RECORD = VisitRecord(
    "VR-1", "E-1", "P-1", "S-1", Profession.PHYSICIAN, NOW - HOUR, VisitMode.VIDEO, NOW, NOW + HOUR,
    Emergency("fever", "S-2", NOW - HOUR, True), "T-1", True, "note", "nobody_home",
)  # fmt: skip
CARD_UPLOAD = CardUpload("VR-2", "E-1", "P-1", NOW + HOUR, UploadState.FAILED, 3, NOW, "OK-1", "E01")
NOTE = Note(
    "N-1", "P-1", "E-1", NoteKind.VISIT, UserId("U-1"),
    (NoteText(((Section.SUBJECTIVE, "咳 🤧"), (Section.PLAN, "x")), UserId("U-1"), NOW, "first"),
     NoteText(((Section.PLAN, "y"),), UserId("U-1"), NOW + HOUR, "second")),
    (Signature(1, UserId("U-1"), NOW, "abc"),), "VR-1", "wrong patient", NOW + 2 * HOUR,
)  # fmt: skip
CONTACT = Contact(
    "C-1", "P-1", "E-1", "S-1", VisitMode.VIDEO, NOW, NOW + HOUR, (IdentityMark.NAME, IdentityMark.CARD), True, True,
    "daughter", ContactOutcome.UNFIT, "go there", reason=ContactReason.EMERGENCY, advice=Advice.HOSPITAL,
)  # fmt: skip
KEYED = {
    "patients": PATIENT, "episodes": EPISODE, "staff": STAFF, "kits": KIT, "equipment_sets": EQUIPMENT_SET,
    "hospitals": HOSPITAL, "users": USER,
    "tasks": TASK, "plans": PLAN, "planning_profiles": PROFILE_EDITION, "transfers": TRANSFER, "alarms": ALARM,
    "shelves": SHELF, "rule_sets": RULE_SET, **ORDER_ROWS, "visit_records": VISIT_RECORD, "card_uploads": CARD_UPLOAD,
    **CLOSING_ROWS, **BEGINNING_ROWS, **CHANNEL_ROWS,
    "notes": NOTE, "contacts": CONTACT,
}  # fmt: skip
PARENTS = (
    ("patients", PATIENT), ("episodes", EPISODE), ("staff", STAFF), ("orders", ORDER),
    ("visit_records", replace(VISIT_RECORD, visit_record_id="VR-2")), *BEGINNING_PARENTS, ("transfers", TRANSFER),
)  # fmt: skip
FIELD_ROWS = {
    "field_visits": FieldVisit(
        "T-1#2", "T-1", "P-1", "E-1", "S-1", date(2026, 11, 24), NOW, FieldState.COULD_NOT, "other", "dog", NOW,
        NOW + HOUR, NOW + 2 * HOUR, "VR-2", 3,
    ),
    "phone_passes": PhonePass(
        "PP-1", "S-1", "ab" * 32, NOW, "U-1", NOW + HOUR, NOW + 2 * HOUR, "30", NOW, "a phone", NOW + HOUR, "U-2",
        "left on the bus", NOW + HOUR,
    ),
    "halt_reports": HaltReport(
        "HR-1", date(2026, 11, 24), "S-1", ("load:T-1", "load:T-2"), HaltState.DONE, NOW, NOW + HOUR, "U-1", "PP-1",
        NOW - HOUR, ("SP-1",), False,
    ),
    "home_flags": HomeFlag("HF-1", "P-1", True, True, "dog", "U-1", NOW, NOW + HOUR, "U-2", "dog gone"),
    "road_closures": RoadClosure(
        "RC-1", Stretch("a street", ((24.8, 120.97), (24.81, 120.98))), "under water", NOW, "U-1", NOW + HOUR,
        NOW + HOUR, "U-2", "dry",
    ),
}  # fmt: skip
KEYED |= FIELD_ROWS | INBOUND_ROWS


def fields_at_default(row: object) -> list[str]:
    """The fields (but the version) that still have their default value."""
    own = [f for f in fields(row) if f.name != "version" and f.default is not MISSING]
    return [f.name for f in own if getattr(row, f.name) == f.default]

"""A small site in a real SQLite store: three patients in care, a team, a plan, hospitals and a day of readings."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hah_console.adapters.db.store import Store
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import (
    AlarmId,
    DeviceId,
    EpisodeId,
    HospitalId,
    PatientId,
    PlanId,
    StaffId,
    TaskId,
    UserId,
    VisitId,
)
from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Precaution, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import Consciousness, LatestValue, LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.rulepack import ProgrammeDays
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.domain.staff import Duty, Profession, Staff, Vehicle
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.transfer import TransferStage
from hah_console.domain.user import User
from hah_console.domain.visit import DayPlan, LegSource, PlannedVisit, PlanState, RouteSummary
from hah_console.services.context import Context
from hah_console.services.patient_rules import PatientRules, VitalLimits
from hah_console.services.ports import UnitOfWork
from helpers.stores import migrated_store

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)
"""03:12:45 on Monday 2026-11-23 at the site."""
CHEN, LIN, WANG = PatientId("P-chen"), PatientId("P-lin"), PatientId("P-wang")
CHEN_STAY, LIN_STAY, WANG_STAY = EpisodeId("E-chen"), EpisodeId("E-lin"), EpisodeId("E-wang")
NEAR, FAR = HospitalId("H-near"), HospitalId("H-far")
NURSE = Actor(UserId("U-nurse"), "王淑芬", Role.NURSE, "WS-1")
PHYSICIAN = Actor(UserId("U-physician"), "張承恩", Role.PHYSICIAN, "WS-2")
DISPATCHER = Actor(UserId("U-dispatcher"), "許佳玲", Role.DISPATCHER, "WS-3")
ADMINISTRATOR = Actor(UserId("U-admin"), "管理員", Role.ADMINISTRATOR, "WS-4")
SPO2_ALARM, LINK_ALARM = AlarmId("A-spo2"), AlarmId("A-link")
_PROFILE = Path(__file__).parents[2] / "resources" / "profiles" / "speeds.toml"
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)

RULES = PatientRules(
    programme_days={Condition.PNEUMONIA: ProgrammeDays(9, 14), Condition.UTI: ProgrammeDays(7, 14)},
    stale_after=dict.fromkeys(Vital, 15 * _MINUTE),
    silent_after=5 * _MINUTE,
    limits={
        Vital.HEART_RATE: VitalLimits(50, 110),
        Vital.SPO2: VitalLimits(92, None),
        Vital.RESPIRATORY_RATE: VitalLimits(10, 24),
        Vital.SYSTOLIC: VitalLimits(100, 180),
        Vital.TEMPERATURE: VitalLimits(35, 38.5),
    },
    score_yellow=1,
    score_orange=5,
    score_red=7,
    single_item=3,
    load_window=10 * _MINUTE,
    load_limit=10,
    stage_targets={
        TransferStage.DECIDED: 5 * _MINUTE,
        TransferStage.ASKED: 5 * _MINUTE,
        TransferStage.ACCEPTED: 10 * _MINUTE,
        TransferStage.DEPARTED: 30 * _MINUTE,
        TransferStage.ARRIVED: 15 * _MINUTE,
        TransferStage.REFUSED: 2 * _MINUTE,
    },
    limits_version="L 2026-05",
    transfer_version="T 2026-05",
)
"""Rules of the tests, independent of the shipped packs so that a new version of those breaks no test."""


@dataclass
class Bedside:
    """The store with its clock and travel times."""

    store: Store
    clock: ManualClock
    travel: EstimatedTravel

    @property
    def ctx(self) -> Context:
        """The context of commands and queries."""
        return Context(self.store.unit_of_work, self.clock)

    def advance(self, minutes: float) -> datetime:
        """Let time pass."""
        return self.clock.advance(timedelta(minutes=minutes))


def open_bedside(folder: Path, *, readings: bool = True, url: str = "") -> Bedside:
    """A migrated store in ``folder`` or at ``url`` with everything in it; ``readings`` False leaves the history empty
    (faster)."""
    store = migrated_store(url or f"sqlite:///{folder / 'hah.db'}")
    with store.unit_of_work() as uow:
        _fill(uow)
        if readings:
            uow.readings.add_many(_day_of_readings())
        uow.commit()
    return Bedside(store, ManualClock(NOW), EstimatedTravel(load_profile(_PROFILE)))


def _fill(uow: UnitOfWork) -> None:
    for patient in _patients():
        uow.patients.save(patient)
    for episode in _episodes():
        uow.episodes.save(episode)
    for member in _team():
        uow.staff.save(member)
    uow.staff.add_duties([Duty("charge_nurse", StaffId("N-1"), NOW - 8 * _HOUR, NOW + 8 * _HOUR)])
    for hospital in _hospitals():
        uow.hospitals.save(hospital)
    for actor in (NURSE, PHYSICIAN, DISPATCHER, ADMINISTRATOR):
        uow.users.save(User(actor.user_id, actor.user_id, actor.name, actor.role, "hash"))
    uow.tasks.add_many(_tasks())
    uow.plans.save(_plan())
    for alarm in _alarms():
        uow.alarms.save(alarm)
    uow.readings.save_latest([_latest()])
    seen = StaffObservation(CHEN, NOW - 3 * _HOUR, Consciousness.ALERT, True, 2.0, NURSE.user_id)
    uow.readings.add_observation(seen)
    uow.scores.add_many([_score()])


def _patients() -> tuple[Patient, ...]:
    home = Place(24.8040, 120.9710, "新竹市東區光明里 12 鄰示意路 38 號 5 樓", "電梯需感應，按 2 號鈴；院子有狗")
    chen = Patient(
        CHEN,
        "0048-2917",
        "陳麗美",
        Sex.FEMALE,
        date(1941, 3, 2),
        home,
        allergy_state=AllergyState.KNOWN,
        allergies=("盤尼西林（皮疹）",),
        code_status=CodeStatus.FULL,
        precautions=(Precaution.CONTACT, Precaution.DROPLET),
        caregiver_name="陳大志",
        caregiver_relationship="兒子",
        caregiver_phone="0912-345-118",
    )
    lin = replace(chen, patient_id=LIN, medical_record_number="0051-0034", name="林志雄", sex=Sex.MALE)
    lin = replace(lin, birth_date=date(1950, 7, 9), allergy_state=AllergyState.NONE_KNOWN, allergies=())
    wang = replace(lin, patient_id=WANG, medical_record_number="0052-1177", name="王秀英", sex=Sex.FEMALE)
    lin = replace(lin, precautions=(Precaution.STANDARD,))
    wang = replace(wang, precautions=(), allergy_state=AllergyState.UNAVAILABLE, code_status=CodeStatus.NOT_RECORDED)
    return chen, lin, replace(wang, caregiver_name="", caregiver_phone="", caregiver_relationship="")


def _episodes() -> tuple[Episode, ...]:
    admitted = NOW - timedelta(days=2)
    chen = Episode(CHEN_STAY, CHEN, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, admitted, StaffId("N-1"))
    lin = replace(chen, episode_id=LIN_STAY, patient_id=LIN, condition=Condition.UTI, mode=Mode.HOME_CARE)
    return chen, lin, replace(lin, episode_id=WANG_STAY, patient_id=WANG, condition=Condition.SOFT_TISSUE)


def _team() -> tuple[Staff, ...]:
    base = Place(24.8170, 120.9800)
    nurse = Staff(StaffId("N-1"), "王淑芬", Profession.NURSE, frozenset({"iv"}), Vehicle.SCOOTER, base)
    return nurse, Staff(StaffId("MD-1"), "張承恩", Profession.PHYSICIAN, frozenset({"medical"}), Vehicle.CAR, base)


def _hospitals() -> tuple[Hospital, ...]:
    near = Hospital(NEAR, "示範近郊醫院", Place(24.8010, 120.9740), "重度級", "03-500-0001")
    return near, Hospital(FAR, "示範遠郊醫院", Place(24.8700, 121.0500), "", is_base=True)


def _tasks() -> tuple[Task, ...]:
    dose = Task(
        TaskId("T-dose"),
        CHEN_STAY,
        CHEN,
        TaskKind.IV_DOSE,
        NOW + 2 * _HOUR,
        NOW + 4 * _HOUR,
        40,
        frozenset({"iv"}),
        note="Ceftriaxone 2 g IV q24h",
    )
    given = replace(dose, task_id=TaskId("T-given"), earliest=NOW - 22 * _HOUR, latest=NOW - 20 * _HOUR)
    blood = replace(dose, task_id=TaskId("T-blood"), kind=TaskKind.SPECIMEN, note="CBC、CRP、血液培養 ×2")
    visit = replace(dose, task_id=TaskId("T-visit"), kind=TaskKind.NURSE_VISIT, note="")
    late = replace(visit, task_id=TaskId("T-late"), kind=TaskKind.PHYSICIAN_VISIT, note="收案後 3 日內到宅診視")
    return (
        dose,
        replace(given, state=TaskState.COMPLETED),
        replace(blood, earliest=NOW + 3 * _HOUR, latest=NOW + 5 * _HOUR),
        replace(visit, earliest=NOW + 5 * _HOUR, latest=NOW + 6 * _HOUR),
        replace(late, earliest=NOW - 5 * _HOUR, latest=NOW - 11 * _MINUTE),
    )


def _plan() -> DayPlan:
    start = NOW + 6 * _HOUR + 11 * _MINUTE
    stop = PlannedVisit(
        VisitId("V-1"),
        TaskId("T-visit"),
        CHEN,
        StaffId("N-1"),
        1,
        start,
        start,
        start + 30 * _MINUTE,
        600,
        3000,
        LegSource.ESTIMATE,
        660,
    )
    return DayPlan(
        PlanId("PL-1"),
        date(2026, 11, 23),
        PlanState.PUBLISHED,
        NOW - _HOUR,
        NURSE.user_id,
        (stop,),
        (RouteSummary(StaffId("N-1"), NOW + 5 * _HOUR, NOW + 13 * _HOUR, 600, 3000, 0),),
        (),
        10,
        "ortools",
        1.0,
        number=1,
        published_at=NOW,
        published_by=NURSE.user_id,
    )


def _alarms() -> tuple[Alarm, ...]:
    spo2 = Alarm(
        SPO2_ALARM,
        CHEN,
        "spo2_low",
        "L 2026-05",
        "spo2",
        Priority.HIGH,
        Lane.PHYSIOLOGICAL,
        AlarmState.ACTIVE,
        NOW - timedelta(seconds=38),
        86.0,
        90.0,
    )
    link = replace(spo2, alarm_id=LINK_ALARM, patient_id=LIN, subject="silence", rule_id="silence", value=None)
    link = replace(link, limit=10.0, lane=Lane.TECHNICAL, priority=Priority.LOW, raised_at=NOW - 47 * _MINUTE)
    seen = replace(
        spo2, alarm_id=AlarmId("A-rr"), subject="rr", rule_id="rr_high", priority=Priority.MEDIUM, value=26.0
    )
    seen = replace(seen, limit=24.0, state=AlarmState.ACKNOWLEDGED, raised_at=NOW - 20 * _MINUTE)
    seen = replace(seen, acknowledged_by=NURSE.user_id, acknowledged_at=NOW - 15 * _MINUTE)
    past = replace(seen, alarm_id=AlarmId("A-past"), subject="temp", rule_id="temp_high", value=39.0, limit=38.5)
    past = replace(past, state=AlarmState.CLEARED, acknowledged_at=NOW - 110 * _MINUTE)
    return spo2, link, seen, replace(past, raised_at=NOW - 2 * _HOUR, cleared_at=NOW - _HOUR)


def _latest() -> LatestVitals:
    ages = {Vital.SYSTOLIC: 11 * _MINUTE, Vital.DIASTOLIC: 11 * _MINUTE, Vital.TEMPERATURE: 24 * _MINUTE}
    values = {Vital.SPO2: 86.0, Vital.HEART_RATE: 118.0, Vital.RESPIRATORY_RATE: 26.0, Vital.SYSTOLIC: 96.0}
    values |= {Vital.DIASTOLIC: 54.0, Vital.TEMPERATURE: 38.9}
    rows = {vital: _value(value, NOW - ages.get(vital, timedelta(seconds=3))) for vital, value in values.items()}
    return LatestVitals(CHEN, 0, rows)


def _value(value: float, at: datetime) -> LatestValue:
    return LatestValue(value, at, at, at)


def _score() -> StoredScore:
    points = (
        ("respiratory_rate", "26", 3),
        ("spo2", "86", 3),
        ("oxygen", "2 L", 2),
        ("systolic", "96", 2),
        ("pulse", "118", 2),
    )
    items = [ScoreItem(name, value, NOW - timedelta(seconds=3), n) for name, value, n in points]
    items.append(ScoreItem("consciousness", "A", NOW - 3 * _HOUR, 0))
    items.append(ScoreItem("temperature", None, None, None))
    return StoredScore(CHEN, NOW - timedelta(seconds=3), ScoreResult("news2", "RCP 2017", tuple(items), 12, 15))


def _day_of_readings() -> tuple[Reading, ...]:
    """One set a minute for 26 h with a gap of 40 min, a sensor-off of 20 min, and a decline in the last 5 h."""
    minutes = (m for m in range(26 * 60) if not 10 * 60 <= m < 10 * 60 + 40)
    return tuple(_reading(26 * 60 - m, m) for m in minutes)


def _reading(minutes_ago: int, sequence: int) -> Reading:
    at = NOW - timedelta(minutes=minutes_ago, seconds=-3)
    worse = max(0.0, 1 - minutes_ago / 300)
    wave = math.sin(sequence * 0.7) + math.sin(sequence * 0.113)
    rate, breaths = round(88 + 30 * worse + 1.5 * wave), round(18 + 8 * worse + 0.6 * wave)
    values: dict[Vital, float] = {Vital.HEART_RATE: rate, Vital.RESPIRATORY_RATE: breaths}
    off = frozenset({Vital.SPO2}) if 900 <= minutes_ago < 920 else frozenset()
    if not off:
        values[Vital.SPO2] = round(96 - 10 * worse + 0.5 * wave)
    if sequence % 30 == 0:
        values |= {Vital.SYSTOLIC: round(126 - 30 * worse + 2 * wave), Vital.DIASTOLIC: round(74 - 18 * worse + wave)}
        values[Vital.TEMPERATURE] = round(37.4 + 1.5 * worse + 0.1 * wave, 1)
    return Reading(CHEN, DeviceId("D-07"), sequence, at, at, values, off)

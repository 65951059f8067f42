"""A made-up crowd of patients in a store of its own: as many as wanted, with last values, scores, alarms, monitors."""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import AlarmId, DeviceId, EpisodeId, GatewayId, KitId, PatientId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.services.context import Context

PER_GATEWAY = 4
_FAMILY, _GIVEN = "陳林張黃李吳王蔡劉許", "美雄德珠福英山桃輝枝"
_CONDITIONS = tuple(Condition)
_HOME = Place(24.8, 120.97)


def patient_id(number: int) -> PatientId:
    """The id of patient ``number``, from 0."""
    return PatientId(f"P{number:04}")


def fill(ctx: Context, patients: int) -> None:
    """Put ``patients`` people in care into an empty store, as of the store's clock."""
    now = ctx.clock.now()
    numbers = range(patients)
    with ctx.store() as uow:
        for number in numbers:
            uow.patients.save(_patient(number))
            uow.kits.save(_kit(number))
            uow.episodes.save(_episode(number, now))
        uow.readings.save_latest(vitals(numbers, now))
        uow.scores.add_many([_score(number, now) for number in numbers])
        for number in numbers:
            if number % 20 == 0:
                uow.alarms.save(_alarm(number, now))
        uow.devices.save_statuses([_device(number, now) for number in numbers])
        uow.devices.save_gateways([_gateway(number, now) for number in range(0, patients, PER_GATEWAY)])
        uow.commit()


def vitals(numbers: Sequence[int], now: datetime) -> list[LatestVitals]:
    """The last values of some patients at a moment; they walk a little with time."""
    return [LatestVitals(patient_id(number), 0, _values(number, now)) for number in numbers]


def _values(number: int, now: datetime) -> dict[Vital, LatestValue]:
    swing = math.sin(now.timestamp() / (40 + number % 17) + number)
    found = {
        Vital.HEART_RATE: round(80 + number % 30 + 6 * swing),
        Vital.SPO2: round(96 - number % 5 + 2 * swing),
        Vital.RESPIRATORY_RATE: round(17 + number % 6 + 2 * swing),
        Vital.SYSTOLIC: round(124 - number % 20 + 4 * swing),
        Vital.DIASTOLIC: round(74 + number % 8 + 2 * swing),
        Vital.TEMPERATURE: round(36.6 + number % 9 / 6 + swing / 10, 1),
    }
    return {vital: LatestValue(float(value), now, now, now) for vital, value in found.items()}


def _patient(number: int) -> Patient:
    name = _FAMILY[number % 10] + _GIVEN[number // 10 % 10] + _GIVEN[number // 7 % 10]
    sex = Sex.FEMALE if number % 2 else Sex.MALE
    born = date(1930 + number % 50, 1 + number % 12, 1 + number % 28)
    return Patient(patient_id(number), f"M{number:06}", name, sex, born, _HOME)


def _kit(number: int) -> Kit:
    return Kit(
        KitId(f"K{number:04}"), "monitor", KitState.IN_USE, DeviceId(f"D{number:04}"), EpisodeId(f"E{number:04}")
    )


def _episode(number: int, now: datetime) -> Episode:
    return Episode(
        EpisodeId(f"E{number:04}"),
        patient_id(number),
        _CONDITIONS[number % len(_CONDITIONS)],
        Mode.HOME_CARE,
        EpisodeState.ACTIVE,
        now - timedelta(days=number % 7),
        kit_id=KitId(f"K{number:04}"),
    )


def _score(number: int, now: datetime) -> StoredScore:
    points = 8 if number % 20 == 0 else number % 4
    items = (ScoreItem("spo2", "90", now, points), *(ScoreItem(f"item{i}", "1", now, 0) for i in range(6)))
    return StoredScore(patient_id(number), now, ScoreResult("news2", "bench", items, points, points))


def _alarm(number: int, now: datetime) -> Alarm:
    priority = tuple(Priority)[number // 20 % len(Priority)]
    raised = now - timedelta(seconds=number)
    return Alarm(
        AlarmId(f"A{number:04}"),
        patient_id(number),
        "spo2_low",
        "bench",
        "spo2",
        priority,
        Lane.PHYSIOLOGICAL,
        AlarmState.ACTIVE,
        raised,
        88.0,
        90.0,
    )


def _device(number: int, now: datetime) -> DeviceStatus:
    return DeviceStatus(
        device_id=DeviceId(f"D{number:04}"),
        patient_id=patient_id(number),
        last_seen_at=now,
        sequence=1,
        gateway_id=GatewayId(f"G{number // PER_GATEWAY:04}"),
        battery_pct=100 - number % 95,
        signal_dbm=-50 - number % 45,
        firmware="2.4.1",
        skew_s=0.2,
    )


def _gateway(number: int, now: datetime) -> GatewayStatus:
    return GatewayStatus(GatewayId(f"G{number // PER_GATEWAY:04}"), number % 40 != 0, now, -60, "1.9")

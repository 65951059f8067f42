"""What a running service would have written of a made-up ward: last values, scores, alarms, monitors, gateways."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from hah_console.app.bench.ward import bed_of, load_ward
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import AlarmId, GatewayId, PatientId
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.services.context import Context

PER_GATEWAY = 4
ILL = 20
"""Every so-many-th patient has an alarm and a high score."""


def patient_id(number: int) -> PatientId:
    """The id of patient ``number``, from 0."""
    return bed_of(number).patient_id


def fill(ctx: Context, patients: int) -> None:
    """Put a ward of ``patients`` into an empty store, with what is known of them as of the store's clock."""
    now = ctx.clock.now()
    load_ward(ctx, patients)
    numbers = range(patients)
    with ctx.store() as uow:
        uow.readings.save_latest(vitals(numbers, now))
        uow.scores.add_many([_score(number, now) for number in numbers])
        for number in numbers[::ILL]:
            uow.alarms.save(_alarm(number, now))
        uow.devices.save_statuses([_device(number, now) for number in numbers])
        uow.devices.save_gateways([_gateway(number, now) for number in numbers[::PER_GATEWAY]])
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


def _score(number: int, now: datetime) -> StoredScore:
    points = 8 if number % ILL == 0 else number % 4
    items = (ScoreItem("spo2", "90", now, points), *(ScoreItem(f"item{i}", "1", now, 0) for i in range(6)))
    return StoredScore(patient_id(number), now, ScoreResult("news2", "bench", items, points, points))


def _alarm(number: int, now: datetime) -> Alarm:
    priority = tuple(Priority)[number // ILL % len(Priority)]
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
    bed = bed_of(number)
    return DeviceStatus(
        device_id=bed.device_id,
        patient_id=bed.patient_id,
        last_seen_at=now,
        sequence=1,
        gateway_id=_gateway_id(number),
        battery_pct=100 - number % 95,
        signal_dbm=-50 - number % 45,
        firmware="2.4.1",
        skew_s=0.2,
    )


def _gateway(number: int, now: datetime) -> GatewayStatus:
    return GatewayStatus(_gateway_id(number), number % 40 != 0, now, -60, "1.9")


def _gateway_id(number: int) -> GatewayId:
    return GatewayId(f"G{number // PER_GATEWAY:04}")

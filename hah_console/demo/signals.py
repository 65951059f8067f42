"""SYNTHETIC vital signs: invented numbers for the demo, derived from no person and unfit for any judgement of care.

A patient's values are a pure function of profile, seed, script and moment: baseline + time of day + slow drift
+ AR(1) noise + scripted deterioration, rounded as devices round.
"""

import math
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hah_console.demo.signals_events import DAY_S, script_of
from hah_console.demo.signals_noise import SyntheticNoise
from hah_console.domain.clock import TAIPEI
from hah_console.domain.episode import Condition
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.recording import MonitorValues
from hah_console.domain.site_pack import ScenarioEvent

CUFF_PERIOD_S = 900
"""The cuff measures every quarter of an hour; the monitor repeats its last result until then."""
FULL_BATTERY, BATTERY_PER_DAY = 100.0, 55.0

_MEAN = (80.0, 97.0, 17.0, 128.0, 74.0, 37.0)
_SPREAD = (6.0, 0.5, 1.0, 8.0, 5.0, 0.2)
_NOISE = (2.5, 0.45, 0.9, 4.0, 2.5, 0.08)
_DAILY = (4.0, 0.3, 0.6, 5.0, 3.0, 0.25)
_DRIFT = (3.0, 0.3, 0.6, 3.0, 2.0, 0.1)
_RANGE = ((30, 220), (70, 100), (6, 60), (60, 230), (30, 130), (34.0, 41.5))
"""Per vital sign in the order of Vital: mean, spread between patients, noise, swing of the day, drift, limits."""

_ORDER = tuple(Vital)
_CUFF = (_ORDER.index(Vital.SYSTOLIC), _ORDER.index(Vital.DIASTOLIC))
_HIGHEST_S = 16 * 3_600
"""Pulse, pressure and temperature are highest in the late afternoon."""


@dataclass(frozen=True, slots=True)
class SyntheticProfile:
    """What makes one invented patient's numbers differ from another's."""

    patient_id: PatientId
    age_years: int
    condition: Condition
    spo2_scale: int = 1


class SyntheticPatient:
    """The SYNTHETIC vital signs of one invented patient and the monitor that sends them."""

    def __init__(
        self, profile: SyntheticProfile, seed: int, events: Sequence[ScenarioEvent] = (), zone: ZoneInfo = TAIPEI
    ) -> None:
        stream = zlib.crc32(profile.patient_id.encode())
        chance = random.Random(f"{seed}/{profile.patient_id}")
        self._base = _baseline(profile, chance)
        self._drift = [(chance.uniform(2.5, 7.0) * 3_600, chance.uniform(0, math.tau)) for _ in _ORDER]
        self._charged_s = chance.uniform(0, DAY_S)
        self._noise = SyntheticNoise(seed, stream)
        self._script = script_of([event for event in events if event.patient_id == profile.patient_id])
        self._zone = zone
        self._cuff_offset_s = stream % CUFF_PERIOD_S
        self._cuff: tuple[int, list[float]] = (-1, [])

    def values_at(self, at: datetime) -> MonitorValues | None:
        """What the monitor sends at the aware moment ``at``; None when nothing arrives."""
        local = at.astimezone(self._zone)
        second = local.hour * 3_600 + local.minute * 60 + local.second
        unix_s = at.timestamp()
        if self._script.silent(second) or self._noise.gap(unix_s):
            return None
        raw = self._raw(unix_s, second)
        raw[_CUFF[0]], raw[_CUFF[1]] = self._cuff_values(unix_s, second)
        values = {vital: _as_shown(index, raw[index]) for index, vital in enumerate(_ORDER)}
        off = frozenset[Vital]()
        if self._script.sensor_off(second) or self._noise.fallen(unix_s):
            off = frozenset({Vital.SPO2})
            del values[Vital.SPO2]
        return MonitorValues(values, off, self._battery(second))

    def _raw(self, unix_s: float, second: float) -> list[float]:
        noise, shift = self._noise.at(unix_s), self._script.shift(second)
        daily = math.cos((second - _HIGHEST_S) / DAY_S * math.tau)
        return [
            self._base[index]
            + _DAILY[index] * daily
            + _DRIFT[index] * math.sin(unix_s / self._drift[index][0] * math.tau + self._drift[index][1])
            + _NOISE[index] * noise[index]
            + shift.get(vital, 0.0)
            for index, vital in enumerate(_ORDER)
        ]

    def _cuff_values(self, unix_s: float, second: float) -> list[float]:
        slot, since = divmod(unix_s + self._cuff_offset_s, CUFF_PERIOD_S)
        if self._cuff[0] != int(slot):
            systolic, diastolic = (self._raw(unix_s - since, (second - since) % DAY_S)[index] for index in _CUFF)
            self._cuff = (int(slot), [systolic, min(diastolic, systolic - 15.0)])
        return self._cuff[1]

    def _battery(self, second: float) -> int:
        usual = FULL_BATTERY - BATTERY_PER_DAY * ((second - self._charged_s) % DAY_S) / DAY_S
        return round(self._script.battery(second, usual))


def _baseline(profile: SyntheticProfile, chance: random.Random) -> list[float]:
    base = [chance.gauss(mean, spread) for mean, spread in zip(_MEAN, _SPREAD, strict=True)]
    by_vital = dict(zip(_ORDER, base, strict=True))
    older = profile.age_years - 75
    by_vital[Vital.SYSTOLIC] += 0.2 * older
    by_vital[Vital.HEART_RATE] -= 0.1 * older
    if profile.condition is Condition.PNEUMONIA:
        by_vital[Vital.SPO2] -= 1.0
        by_vital[Vital.RESPIRATORY_RATE] += 1.0
    if profile.spo2_scale == 2:
        by_vital[Vital.SPO2] -= 3.5  # chronic hypercapnia: lives at a lower saturation
    return [by_vital[vital] for vital in _ORDER]


def _as_shown(index: int, raw: float) -> float:
    low, high = _RANGE[index]
    held = min(max(raw, low), high)
    return round(held, 1) if _ORDER[index] is Vital.TEMPERATURE else float(round(held))

"""What the script of the demo day does to a synthetic patient and the monitor, as functions of the time of day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hah_console.domain.reading import Vital
from hah_console.domain.site_pack import EventKind, ScenarioEvent

DAY_S = 86_400
RAMP_SHARE = 0.7
"""Part of a deterioration in which it gets worse; then it stays."""
FADE_S = 3_600
"""A deterioration without a recovery of its own passes in an hour after its end."""
EMPTY_BATTERY = 4

PEAKS: dict[EventKind, dict[Vital, float]] = {
    EventKind.HYPOXIA: {
        Vital.SPO2: -10.0, Vital.RESPIRATORY_RATE: 12.0, Vital.HEART_RATE: 26.0, Vital.SYSTOLIC: 8.0,
        Vital.TEMPERATURE: 0.4,
    },
    EventKind.UROSEPSIS: {
        Vital.TEMPERATURE: 2.4, Vital.HEART_RATE: 40.0, Vital.RESPIRATORY_RATE: 9.0, Vital.SYSTOLIC: -42.0,
        Vital.DIASTOLIC: -20.0, Vital.SPO2: -2.0,
    },
}  # fmt: skip
"""Invented: how far each vital sign moves at the worst of a scripted deterioration."""


@dataclass(frozen=True, slots=True)
class Course:
    """A deterioration through the day: worse for ``ramp_s``, steady until ``end_s``, better within ``fade_s``."""

    peak: dict[Vital, float]
    start_s: int
    ramp_s: float
    end_s: int
    fade_s: int

    def level(self, second_of_day: float) -> float:
        """0 (well) to 1 (at its worst)."""
        since = (second_of_day - self.start_s) % DAY_S
        level = _smooth(min(since, self.end_s) / self.ramp_s)
        return level if since <= self.end_s else level * (1.0 - _smooth((since - self.end_s) / self.fade_s))


@dataclass(frozen=True, slots=True)
class Script:
    """All that happens to one patient on every day."""

    courses: tuple[Course, ...] = ()
    silences: tuple[ScenarioEvent, ...] = ()
    sensor_falls: tuple[ScenarioEvent, ...] = ()
    flat_batteries: tuple[ScenarioEvent, ...] = ()

    def shift(self, second_of_day: float) -> dict[Vital, float]:
        """How far each vital sign is moved now; empty when the patient is as usual."""
        moved: dict[Vital, float] = {}
        for course in self.courses:
            level = course.level(second_of_day)
            if level > 0.0:
                for vital, peak in course.peak.items():
                    moved[vital] = moved.get(vital, 0.0) + level * peak
        return moved

    def silent(self, second_of_day: float) -> bool:
        """Whether the monitor sends nothing."""
        return any(_share(event, second_of_day) is not None for event in self.silences)

    def sensor_off(self, second_of_day: float) -> bool:
        """Whether the finger sensor is off."""
        return any(_share(event, second_of_day) is not None for event in self.sensor_falls)

    def battery(self, second_of_day: float, usual: float) -> float:
        """The battery in per cent, running down to EMPTY_BATTERY during a low-battery event."""
        for event in self.flat_batteries:
            share = _share(event, second_of_day)
            if share is not None:
                return usual + (EMPTY_BATTERY - usual) * min(1.0, 1.25 * share)
        return usual


def script_of(events: Sequence[ScenarioEvent]) -> Script:
    """The script of one patient's events."""
    recoveries = [event for event in events if event.kind is EventKind.RECOVERY]
    return Script(
        courses=tuple(_course(event, recoveries) for event in events if event.kind in PEAKS),
        silences=_of_kind(events, EventKind.SILENCE),
        sensor_falls=_of_kind(events, EventKind.SENSOR_OFF),
        flat_batteries=_of_kind(events, EventKind.LOW_BATTERY),
    )


def _of_kind(events: Iterable[ScenarioEvent], kind: EventKind) -> tuple[ScenarioEvent, ...]:
    return tuple(event for event in events if event.kind is kind)


def _course(event: ScenarioEvent, recoveries: Sequence[ScenarioEvent]) -> Course:
    start, end, fade = event.at_minutes * 60, event.minutes * 60, FADE_S
    for recovery in recoveries:
        since = (recovery.at_minutes * 60 - start) % DAY_S
        if since <= end:
            end, fade = since, recovery.minutes * 60
    return Course(PEAKS[event.kind], start, RAMP_SHARE * event.minutes * 60, end, fade)


def _share(event: ScenarioEvent, second_of_day: float) -> float | None:
    """How much of the event has passed, 0 to 1; None outside of it."""
    since = (second_of_day - event.at_minutes * 60) % DAY_S
    return since / (event.minutes * 60) if since < event.minutes * 60 else None


def _smooth(share: float) -> float:
    """A slow start and a slow end between 0 and 1."""
    part = min(1.0, max(0.0, share))
    return part * part * (3.0 - 2.0 * part)

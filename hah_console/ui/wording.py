"""How values, ages and moments are written, the same on every screen; no Qt."""

from datetime import date, datetime, timedelta
from typing import Protocol

from hah_console.alarms.rules.staff import RULE_IDS as STAFF_RULES
from hah_console.domain.alarm import ScoreTrigger
from hah_console.domain.reading import Vital
from hah_console.services.board import ScoreMark
from hah_console.ui.i18n import Texts

NOTHING = "—"
MISSING_RULE = "vital_missing"
"""Its value is the minutes without a measurement, and not one of the vital."""
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def value_text(vital: Vital, value: float | None) -> str:
    """The number without its unit: one decimal for temperature, none otherwise; a dash when there is no value."""
    if value is None:
        return NOTHING
    return f"{value:.1f}" if vital is Vital.TEMPERATURE else f"{value:.0f}"


def score_text(score: ScoreMark | None) -> str:
    """The score; of one whose items are not all there the least it can be, the sign in front of the number."""
    if score is None:
        return NOTHING
    return f"{score.lower}" if score.complete else f"≥{score.lower}"


def with_unit(texts: Texts, vital: Vital, value: float | None) -> str:
    """The number with its unit."""
    return f"{value_text(vital, value)} {texts.word('words.unit', vital)}"


class Announced(Protocol):
    """What the words of an alarm are made of; see ``domain.alarm.Alarm``."""

    @property
    def rule_id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def trigger(self) -> ScoreTrigger | None: ...


def subject_text(texts: Texts, alarm: Announced) -> str:
    """What an alarm is about, with its value: ``SpO₂ 86 %``, ``NEWS2 6``, ``No data``.

    An alarm about a vital without a value is that of a sensor that is off; a subject without a word is a gateway. One
    raised by a single item of a score names that item, with its value and unit, and its points instead of the total.
    """
    subject, value = alarm.subject, alarm.value
    if alarm.rule_id in STAFF_RULES:
        return texts(f"words.staff_alarm.{alarm.rule_id}", minutes=f"{value or 0:.0f}")
    name = texts.word("words.subject", subject)
    if alarm.rule_id == MISSING_RULE:
        return texts("shell.alarm.missing", name=name, age=age_text(texts, timedelta(minutes=value or 0)))
    if alarm.trigger is not None:
        item = trigger_text(texts, alarm.trigger)
        return texts("shell.alarm.single_item", name=name, item=item, points=f"{value or 0:.0f}")
    if value is None:
        return _without_value(texts, subject, name)
    if subject in set(Vital):
        return f"{name} {with_unit(texts, Vital(subject), value)}"
    unit = _SUBJECTS_WITH_NUMBER.get(subject)
    return name if unit is None else f"{name} {value:.0f}{unit}"


def _without_value(texts: Texts, subject: str, name: str) -> str:
    if subject in set(Vital):
        return texts("shell.alarm.sensor_off", name=name)
    return name if texts.has(f"words.subject.{subject}") else texts("shell.alarm.gateway", name=name)


def trigger_text(texts: Texts, trigger: ScoreTrigger) -> str:
    """One item of a score with its value and unit: ``SpO₂ 90 %``, ``Consciousness Responds to voice``."""
    name = texts.word("patient.item", trigger.item)
    if trigger.item in _ITEM_UNITS:
        return f"{name} {trigger.value} {texts.word('words.unit', _ITEM_UNITS[trigger.item])}"
    if trigger.item == "consciousness":
        return f"{name} {texts.word('words.consciousness', trigger.value)}"
    return name


# i18n: patient.item.*
# i18n: words.consciousness.*
_ITEM_UNITS = {
    "respiratory_rate": Vital.RESPIRATORY_RATE,
    "spo2": Vital.SPO2,
    "systolic": Vital.SYSTOLIC,
    "pulse": Vital.HEART_RATE,
    "temperature": Vital.TEMPERATURE,
}
_SUBJECTS_WITH_NUMBER = {
    "news2": "",
    "battery": " %",
    "disk_low": " %",
    "disk_full": " MB",
    "clock_stepped": " s",
    "clock_skew": " s",
    "ingest_lag": " s",
}


def age_text(texts: Texts, age: timedelta) -> str:
    """How old something is, in one unit: seconds, minutes, hours or days."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < _MINUTE_S:
        return texts("shell.age.seconds", n=seconds)
    if seconds < _HOUR_S:
        return texts("shell.age.minutes", n=seconds // _MINUTE_S)
    if seconds < 2 * _DAY_S:
        return texts("shell.age.hours", n=seconds // _HOUR_S)
    return texts("shell.age.days", n=seconds // _DAY_S)


def stopwatch(age: timedelta) -> str:
    """``mm:ss``, or ``h:mm:ss`` from one hour on."""
    seconds = max(0, int(age.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def clock_text(local: datetime) -> str:
    """A site-local moment as ``HH:MM``."""
    return f"{local:%H:%M}"


def near_clock(local: datetime, today: date) -> str:
    """``HH:MM`` today, ``MM-DD HH:MM`` on another day."""
    return clock_text(local) if local.date() == today else f"{local:%m-%d} {clock_text(local)}"


def day_and_clock(texts: Texts, local: datetime) -> str:
    """``2026-11-23 (一) 03:12:45``."""
    return f"{local:%Y-%m-%d} ({weekday(texts, local)}) {local:%H:%M:%S}"


def weekday(texts: Texts, day: date) -> str:
    """``一`` to ``日``, ``Mon`` to ``Sun``."""
    return texts(_WEEKDAYS[day.weekday()])


_WEEKDAYS = (
    "shell.weekday.monday",
    "shell.weekday.tuesday",
    "shell.weekday.wednesday",
    "shell.weekday.thursday",
    "shell.weekday.friday",
    "shell.weekday.saturday",
    "shell.weekday.sunday",
)

"""Why an alarm was raised, in words: value against limit, what it waits for, its delays, who set the limit; no Qt."""

from datetime import timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.services.alarm_list import AlarmRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import MISSING_RULE, age_text, subject_text, with_unit

# i18n: words.system_rule.*
MEASURED = ("low", "high")
_KINDS = (*MEASURED, "trend", "score", "silence")


def limit_text(texts: Texts, row: AlarmRow) -> str:
    """The limit with its unit; empty for a rule without one."""
    if row.limit is None:
        return ""
    if row.rule_id == MISSING_RULE:
        return texts("alarms.unit.silence", value=f"{row.limit:g}")
    if row.trigger is not None:
        return texts("alarms.single_item", points=f"{row.limit:g}")
    if row.subject in set(Vital):
        return with_unit(texts, Vital(row.subject), row.limit)
    key = f"alarms.unit.{row.subject}"
    return texts(key, value=f"{row.limit:g}") if texts.has(key) else f"{row.limit:g}"


# i18n: alarms.unit.*
def reason_text(texts: Texts, row: AlarmRow) -> str:
    """One sentence: what was found and what it is held against."""
    limit, subject = limit_text(texts, row), subject_text(texts, row)
    if row.rule_id == MISSING_RULE or row.rule.kind not in _KINDS:
        return _technical(texts, row, subject, "" if row.rule_id == MISSING_RULE else limit)
    if row.value is None and row.rule.kind in MEASURED:
        return subject
    advice = _advice(texts, row)
    kind = "single_item" if row.trigger is not None else row.rule.kind
    window = row.rule.on_delay if kind == "silence" else row.rule.window
    said = texts(f"alarms.reason.{kind}", subject=subject, limit=limit, age=age_text(texts, window))
    return " ".join(part for part in (said, advice) if part)


# i18n: alarms.reason.*
def _technical(texts: Texts, row: AlarmRow, subject: str, limit: str) -> str:
    said = texts("alarms.reason.against", subject=subject, limit=limit) if limit else subject
    covers = texts("alarms.reason.covers", count=row.covers) if row.covers else ""
    return " ".join(part for part in (said, covers, _advice(texts, row)) if part)


# i18n: alarms.advice.*
def _advice(texts: Texts, row: AlarmRow) -> str:
    """What to do. SAFETY(what to do): a sensor that went off after a fall of its value is taken for real first."""
    fell = row.rule.kind == "sensor" and row.priority is Priority.HIGH
    key = f"alarms.advice.{'fell_then_off' if fell else row.rule_id}"
    return texts(key) if texts.has(key) else ""


def delay_text(texts: Texts, row: AlarmRow) -> str:
    """Both delays of the alarm, as they must be disclosed, and what ends it."""
    condition = _seconds(texts, row.rule.on_delay) if row.rule.kind != "silence" else texts("alarms.delay_in_rule")
    return texts("alarms.delay", condition=condition, signal=f"{row.rule.signal_delay.total_seconds():g}")


def ending_text(texts: Texts, row: AlarmRow) -> str:
    """When the condition counts as over; empty where nothing is waited for."""
    if row.rule.kind in MEASURED and row.subject in set(Vital):
        if row.limit is None:
            return ""
        step = row.rule.hysteresis if row.rule.kind == "low" else -row.rule.hysteresis
        back = texts(f"alarms.ending.{row.rule.kind}", value=with_unit(texts, Vital(row.subject), row.limit + step))
        if not row.rule.off_delay:
            return texts("alarms.ending.at_once", back=back)
        return texts("alarms.ending.limit", back=back, seconds=_seconds(texts, row.rule.off_delay))
    if row.rule.off_delay:
        return texts("alarms.ending.other", seconds=_seconds(texts, row.rule.off_delay))
    return ""


def _seconds(texts: Texts, span: timedelta) -> str:
    return texts("shell.age.seconds", n=round(span.total_seconds())) if span else texts("alarms.delay_none")

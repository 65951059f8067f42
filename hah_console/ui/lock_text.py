"""Why an alarm is low by a lock: when it was told with what, and what makes it ring again; no Qt."""

from collections.abc import Callable
from datetime import datetime

from hah_console.alarms.locked import Locked
from hah_console.domain.reading import Vital
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock, with_unit

ToLocal = Callable[[datetime], datetime]


def lock_text(texts: Texts, local: ToLocal, subject: str, locked: Locked | None, now: datetime) -> str:
    """``Told 06:10 at 87 %, rings again at 84 % or after 18:10``; empty without a lock."""
    if locked is None:
        return ""
    today = local(now).date()
    told = _told(texts, subject, locked, near_clock(local(locked.told_at), today))
    until = near_clock(local(locked.until), today)
    if locked.again_at is None:
        return texts("alarms.lock.by_time", told=told, until=until)
    again = _level(texts, subject, locked.again_at)
    if locked.by_item:
        return texts("alarms.lock.by_item", told=told, again=again, until=until)
    key = "alarms.lock.low" if locked.side == "low" else "alarms.lock.high"
    return texts(key, told=told, again=again, until=until)


def _told(texts: Texts, subject: str, locked: Locked, at: str) -> str:
    level = _level(texts, subject, locked.told_level)
    if locked.with_vital is None:
        return texts("alarms.lock.told", at=at, level=level)
    vital = texts.word("words.vital", locked.with_vital)
    return texts("alarms.lock.told_with", at=at, level=level, vital=vital)


def _level(texts: Texts, subject: str, level: float) -> str:
    if subject in set(Vital):
        return with_unit(texts, Vital(subject), level)
    return texts("alarms.lock.points", count=round(level))

"""How day n of a stay is written, the same on every screen that names a patient; no Qt."""

from hah_console.domain.care_day import CareDay, DayStanding
from hah_console.services.stay import Stay
from hah_console.ui.i18n import Texts

# i18n: days.standing.*


def day_text(texts: Texts, day: CareDay) -> str:
    """Short: the day of target and maximum, and a word from the target on."""
    if day.target is None:
        return texts("days.only", day=day.day)
    short = texts("days.of", day=day.day, target=day.target, maximum=day.maximum)
    return texts("days.with_word", day=short, word=standing_text(texts, day)) if standing_text(texts, day) else short


def standing_text(texts: Texts, day: CareDay) -> str:
    """The word at and over target and maximum; empty while within."""
    return "" if day.standing is DayStanding.WITHIN else texts.word("days.standing", day.standing)


def day_spoken(texts: Texts, day: CareDay) -> str:
    """The same as a sentence for tooltips and screen readers."""
    if day.target is None:
        return texts("days.only", day=day.day)
    said = texts("days.spoken", day=day.day, target=day.target, maximum=day.maximum)
    return texts("days.with_word", day=said, word=standing_text(texts, day)) if standing_text(texts, day) else said


def stay_text(texts: Texts, stay: Stay | None) -> str:
    """Condition and day; empty when nobody is in care."""
    if stay is None:
        return ""
    return texts("days.stay", condition=texts.word("words.condition", stay.condition), day=day_text(texts, stay.day))

"""How day n of a stay is written, the same on every screen that names a patient; no Qt."""

from hah_console.domain.care_day import CareDay, DayStanding
from hah_console.services.stay import Stay
from hah_console.ui.i18n import Texts

# i18n: days.standing.*


def day_text(texts: Texts, day: CareDay) -> str:
    """Short: the day of target and maximum, and a word from the target on."""
    return _with_word(texts, day, _short(texts, day))


def standing_text(texts: Texts, day: CareDay) -> str:
    """The word at and over target and maximum; empty while within."""
    return "" if day.standing is DayStanding.WITHIN else texts.word("days.standing", day.standing)


def day_spoken(texts: Texts, day: CareDay) -> str:
    """The same as a sentence for tooltips and screen readers."""
    if day.target is None or day.maximum is None:
        return day_text(texts, day)
    said = texts("days.spoken", day=day.day, target=day.target, maximum=day.maximum)
    return _with_word(texts, day, said)


def tile_day(texts: Texts, day: CareDay) -> str:
    """Where there is room for little: the day of the target, or the word from the target on."""
    if day.target is None:
        return texts("days.tile_only", day=day.day)
    if standing := standing_text(texts, day):
        return texts("days.tile_word", word=standing)
    return texts("days.tile", day=day.day, target=day.target)


def stay_text(texts: Texts, stay: Stay | None) -> str:
    """Condition and day; empty when nobody is in care."""
    if stay is None:
        return ""
    return texts("days.stay", condition=texts.word("words.condition", stay.condition), day=day_text(texts, stay.day))


def _short(texts: Texts, day: CareDay) -> str:
    if day.target is None:
        return texts("days.only", day=day.day)
    if day.maximum is None:
        return texts("days.of_target", day=day.day, target=day.target)
    return texts("days.of", day=day.day, target=day.target, maximum=day.maximum)


def _with_word(texts: Texts, day: CareDay, said: str) -> str:
    word = standing_text(texts, day)
    return texts("days.with_word", day=said, word=word) if word else said

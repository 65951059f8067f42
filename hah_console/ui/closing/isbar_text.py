"""The words of an ISBAR: codes and numbers of the record as people say them, and what nobody has said named; no Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.closing.isbar import FIELDS, Isbar, IsbarEntry, IsbarField, IsbarPart
from hah_console.domain.reading import Vital
from hah_console.ui.i18n import Texts
from hah_console.ui.result_words import unit_code_text
from hah_console.ui.wording import near_clock, with_unit

# i18n: handover.part.* handover.field.* handover.priority.* handover.specimen.* handover.analyte.* handover.oxygen.*
# i18n: words.mode.* words.code_status.* words.precaution.* words.condition.* words.episode_state.*
ToLocal = Callable[[datetime], datetime]
LETTERS = {
    IsbarPart.IDENTIFY: "I",
    IsbarPart.SITUATION: "S",
    IsbarPart.BACKGROUND: "B",
    IsbarPart.ASSESSMENT: "A",
    IsbarPart.RECOMMENDATION: "R",
}
OF_THE_RECORD = frozenset({IsbarField.NAME, IsbarField.RECORD_NUMBER, IsbarField.BIRTH_DATE})
"""SAFETY(right handover): who somebody is comes from the record alone, and nobody types over it here."""
_WORDS = {
    IsbarField.MODE: "words.mode",
    IsbarField.CODE_STATUS: "words.code_status",
    IsbarField.PRECAUTIONS: "words.precaution",
    IsbarField.CULTURES: "handover.specimen",
    IsbarField.OXYGEN: "handover.oxygen",
}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field in words. ``letter`` and ``part`` stand on the first of a part; ``detail`` says as of when."""

    key: str
    letter: str
    part: str
    name: str
    text: str
    detail: str
    missing: bool
    spoken: str


def field_lines(texts: Texts, local: ToLocal, isbar: Isbar, now: datetime) -> tuple[FieldLine, ...]:
    """Every field in order, those nobody has said anything of too."""
    return tuple(
        _line(texts, local, isbar.entry(field), field, part if field is fields[0] else None, now)
        for part, fields in FIELDS.items()
        for field in fields
    )


def field_name(texts: Texts, field: IsbarField) -> str:
    """What a field is about."""
    return texts.word("handover.field", field)


def unsaid_names(texts: Texts, isbar: Isbar) -> str:
    """The fields nobody has said anything of, named."""
    return texts("handover.list_mark").join(field_name(texts, field) for field in isbar.missing)


def entry_text(texts: Texts, local: ToLocal, entry: IsbarEntry, now: datetime) -> str:
    """What is said in one field; "none" where somebody said that there is none."""
    if not entry.values and entry.field is IsbarField.ALLERGIES:
        return texts("words.allergy_state.none_known")
    if not entry.values:
        return texts("handover.none")
    if entry.field is IsbarField.STAY and len(entry.values) > 1:
        return _stay(texts, entry.values)
    mark = " → " if entry.field is IsbarField.NEWS2_TREND else " · "
    return mark.join(_value(texts, local, entry.field, value, now) for value in entry.values if value)


def _line(
    texts: Texts, local: ToLocal, entry: IsbarEntry | None, field: IsbarField, part: IsbarPart | None, now: datetime
) -> FieldLine:
    name = field_name(texts, field)
    text = texts("handover.unsaid") if entry is None else entry_text(texts, local, entry, now)
    at = near_clock(local(entry.at), local(now).date()) if entry is not None and entry.at else ""
    detail = texts("handover.as_of", at=at) if at else ""
    spoken = texts("handover.field_spoken", name=name, text=text, detail=detail)
    letter = LETTERS[part] if part else ""
    return FieldLine(field, letter, texts.word("handover.part", part) if part else "", name, text, detail,
                     entry is None, spoken)  # fmt: skip


def _stay(texts: Texts, values: tuple[str, ...]) -> str:
    day, condition, *state = values
    words = (texts.word("words.condition", condition), *(texts.word("words.episode_state", one) for one in state))
    return " · ".join((texts("handover.day", day=day), *words))


def _value(texts: Texts, local: ToLocal, field: IsbarField, value: str, now: datetime) -> str:
    if field in _WORDS:
        return texts.word(_WORDS[field], value)
    if field in {IsbarField.NEWS2, IsbarField.NEWS2_TREND}:
        return value.replace(">=", "≥ ")
    first, mark, rest = value.partition(":")
    if field in _PARTED and mark:
        return _PARTED[field](texts, first, rest)
    if field is IsbarField.NEXT_DOSE:
        return _moment(local, value, now)
    if field is IsbarField.NEXT_VISIT and mark:
        return f"{texts.word('words.task_kind', first)} {_moment(local, rest, now)}"
    return value


def _vital(texts: Texts, name: str, value: str) -> str:
    try:
        return f"{texts.word('words.vital', name)} {with_unit(texts, Vital(name), float(value))}"
    except ValueError:
        return f"{name}:{value}"


def _alarm(texts: Texts, priority: str, subject: str) -> str:
    return f"{texts.word('handover.priority', priority)} {texts.word('words.subject', subject)}"


def result_text(texts: Texts, analyte: str, shown: str) -> str:
    """A result in words; ``shown`` is the number and the unit's code."""
    number, _, unit = shown.partition(" ")
    return f"{texts.word('handover.analyte', analyte)} {number} {unit_code_text(texts, unit)}".rstrip()


_PARTED: dict[IsbarField, Callable[[Texts, str, str], str]] = {
    IsbarField.VITALS: _vital,
    IsbarField.ALARMS: _alarm,
    IsbarField.RESULTS: result_text,
}


def _moment(local: ToLocal, value: str, now: datetime) -> str:
    """A moment of the record; words somebody has put in its place stay as they are."""
    try:
        return near_clock(local(datetime.fromisoformat(value)), local(now).date())
    except ValueError:
        return value


def missing_keys(lines: tuple[FieldLine, ...]) -> Iterator[str]:
    """The keys of the fields that are still to be said."""
    return (line.key for line in lines if line.missing)

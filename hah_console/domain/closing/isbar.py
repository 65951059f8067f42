"""What is said of a patient when she is handed over, in the order of ISBAR, with what nobody has said named."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class IsbarPart(StrEnum):
    """Identify, Situation, Background, Assessment, Recommendation (the frame the WHO recommends for handover)."""

    IDENTIFY = "identify"
    SITUATION = "situation"
    BACKGROUND = "background"
    ASSESSMENT = "assessment"
    RECOMMENDATION = "recommendation"


class IsbarField(StrEnum):
    """What belongs to each part at a home."""

    NAME = "name"
    RECORD_NUMBER = "record_number"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    ACCESS = "access"
    CAREGIVER = "caregiver"
    CALL_BACK = "call_back"
    WHY_NOW = "why_now"
    NEWS2 = "news2"
    NEWS2_TREND = "news2_trend"
    ALARMS = "alarms"
    STAY = "stay"
    DIAGNOSIS = "diagnosis"
    MODE = "mode"
    ALLERGIES = "allergies"
    CODE_STATUS = "code_status"
    LINES = "lines"
    OXYGEN = "oxygen"
    BARTHEL = "barthel"
    CULTURES = "cultures"
    PRECAUTIONS = "precautions"
    VITALS = "vitals"
    EXAMINATION = "examination"
    RESULTS = "results"
    RESPONSE = "response"
    RISK = "risk"
    ASKED = "asked"
    NEXT_DOSE = "next_dose"
    NEXT_VISIT = "next_visit"


_F = IsbarField
FIELDS: dict[IsbarPart, tuple[IsbarField, ...]] = {
    IsbarPart.IDENTIFY: (
        _F.NAME,
        _F.RECORD_NUMBER,
        _F.BIRTH_DATE,
        _F.ADDRESS,
        _F.ACCESS,
        _F.CAREGIVER,
        _F.CALL_BACK,
    ),
    IsbarPart.SITUATION: (_F.WHY_NOW, _F.NEWS2, _F.NEWS2_TREND, _F.ALARMS, _F.STAY),
    IsbarPart.BACKGROUND: (
        _F.DIAGNOSIS,
        _F.MODE,
        _F.ALLERGIES,
        _F.CODE_STATUS,
        _F.LINES,
        _F.OXYGEN,
        _F.BARTHEL,
        _F.CULTURES,
        _F.PRECAUTIONS,
    ),
    IsbarPart.ASSESSMENT: (_F.VITALS, _F.EXAMINATION, _F.RESULTS, _F.RESPONSE, _F.RISK),
    IsbarPart.RECOMMENDATION: (_F.ASKED, _F.NEXT_DOSE, _F.NEXT_VISIT),
}


@dataclass(frozen=True, slots=True)
class IsbarEntry:
    """One field: codes, numbers or words, and when they were true. No ``values`` says that there are none."""

    field: IsbarField
    values: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Isbar:
    """What is said of one patient; a field without an entry is one nobody has said anything of."""

    entries: tuple[IsbarEntry, ...] = ()

    def entry(self, field: IsbarField) -> IsbarEntry | None:
        """What is said in a field, None for nothing."""
        return next((entry for entry in self.entries if entry.field is field), None)

    def part(self, part: IsbarPart) -> tuple[IsbarEntry, ...]:
        """The entries of a part in its order."""
        found = (self.entry(field) for field in FIELDS[part])
        return tuple(entry for entry in found if entry is not None)

    @property
    def missing(self) -> tuple[IsbarField, ...]:
        """The fields nobody has said anything of, in the order of the parts."""
        said = {entry.field for entry in self.entries}
        return tuple(field for fields in FIELDS.values() for field in fields if field not in said)

    def said(self, entry: IsbarEntry) -> "Isbar":
        """With this entry in place of what stood in its field."""
        others = tuple(known for known in self.entries if known.field is not entry.field)
        return replace(self, entries=(*others, entry))

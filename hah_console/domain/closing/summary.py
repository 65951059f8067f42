"""The discharge summary: seven sections, each with words or with why there are none."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.errors import InvalidInput
from hah_console.domain.written import written_note


class SummarySection(StrEnum):
    """The sections of the discharge summary of the TW LTC IG (topic 在宅急症, draft)."""

    COURSE = "course"
    PROBLEMS = "problems"
    ALLERGIES = "allergies"
    MEDICATIONS = "medications"
    RESULTS = "results"
    CARE = "care"
    FOLLOW_UP = "follow-up"


class Said(StrEnum):
    """Words, or one of three things that differ from each other and from silence."""

    TEXT = "text"
    UNKNOWN = "unknown"
    NONE = "none"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, slots=True)
class SectionText:
    """What one section says; ``text`` exactly when it has words."""

    section: SummarySection
    said: Said
    text: str = ""

    def __post_init__(self) -> None:
        if self.said is not Said.TEXT and self.text:
            raise InvalidInput(field=self.section.value, value="", reason="contradiction")
        if self.said is Said.TEXT:
            written_note(self.text, self.section.value, needed=True)


@dataclass(frozen=True, slots=True)
class DischargeSummary:
    """The sections written so far, each at most once."""

    sections: tuple[SectionText, ...] = ()

    def __post_init__(self) -> None:
        if len({text.section for text in self.sections}) != len(self.sections):
            raise InvalidInput(field="summary", value=len(self.sections), reason="written_twice")

    def section(self, section: SummarySection) -> SectionText | None:
        """What a section says, None when nobody has written it."""
        return next((text for text in self.sections if text.section is section), None)

    @property
    def missing(self) -> tuple[SummarySection, ...]:
        """The sections nobody has written, in order."""
        return tuple(section for section in SummarySection if self.section(section) is None)

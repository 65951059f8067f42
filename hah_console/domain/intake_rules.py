"""What an intake asks, by condition and mode: items, the n-of-m rule, diagnoses, time limits; data of a rule pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.pack_info import PackInfo


class Answer(StrEnum):
    """To an item; UNKNOWN is "not assessed" and never counts as no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Section(StrEnum):
    """Parts of the form, in their order on the page."""

    PERSON = "person"
    CASE = "case"
    MODE = "mode"
    CRITERIA = "criteria"
    FLAGS = "flags"
    HOME_BASIC = "home_basic"
    HOME = "home"
    DEVICES = "devices"
    CAREGIVER = "caregiver"
    BARTHEL = "barthel"
    TREATMENT = "treatment"
    CONSENT = "consent"


class Effect(StrEnum):
    """What an answer other than the wanted one does.

    BLOCKS: nobody is eligible so. REASON: eligible only with a written reason. NOTED: it needs a note. COUNTED: it is
    one of the n of m.
    """

    BLOCKS = "blocks"
    REASON = "reason"
    NOTED = "noted"
    COUNTED = "counted"


class HomeRule(StrEnum):
    """What an answer about the home asks of everybody who goes there."""

    TWO_PERSONS = "two_persons"
    DAYLIGHT_ONLY = "daylight_only"


@dataclass(frozen=True, slots=True)
class IntakeItem:
    """One question, in the words of each language. Empty ``conditions`` or ``modes``: asked for all of them.

    ``home_rule`` holds for all visits when the answer is not the wanted one.
    """

    item_id: str
    section: Section
    words: Mapping[str, str]
    wanted: Answer
    effect: Effect
    conditions: frozenset[Condition] = frozenset()
    modes: frozenset[Mode] = frozenset()
    home_rule: HomeRule | None = None

    def asked(self, condition: Condition, mode: Mode) -> bool:
        """Whether this is asked of such a case."""
        return (not self.conditions or condition in self.conditions) and (not self.modes or mode in self.modes)


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """``needed`` of the condition's criteria must be met; ``diagnoses`` are the ICD-10-CM codes that belong to it."""

    needed: int
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModeRules:
    """``criteria``: whether the n-of-m rule applies. A mode with ``barthel_class`` asks for that class of the Barthel
    index, or instead for yes to ``or_item``."""

    criteria: bool
    barthel_class: str = ""
    or_item: str = ""


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """Everything an intake goes by. A referral is to be answered ``answer_within``, the sender to complete it
    ``complete_within``, the intake to be decided ``decide_within``. A home is taken to have ``visits_per_day``
    of a nurse and a room as warm as ``room_c`` until somebody knows better."""

    info: PackInfo
    items: tuple[IntakeItem, ...]
    conditions: Mapping[Condition, ConditionRules]
    modes: Mapping[Mode, ModeRules]
    answer_within: timedelta
    complete_within: timedelta
    decide_within: timedelta
    visits_per_day: int = 1
    room_c: Decimal = Decimal(30)

    def asked(self, condition: Condition, mode: Mode) -> tuple[IntakeItem, ...]:
        """The items of such a case in the order of the pack."""
        counted = self.modes[mode].criteria
        items = (item for item in self.items if item.asked(condition, mode))
        return tuple(item for item in items if counted or item.section is not Section.CRITERIA)

    def item(self, item_id: str) -> IntakeItem | None:
        """The item of an id; None for one that an earlier pack had."""
        return next((item for item in self.items if item.item_id == item_id), None)

"""What a claim goes by: bands of the day, holidays, limits and deadlines of a payer, as a rule pack has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.staff import Profession


class Indication(StrEnum):
    """The eight indications of an emergency visit (緊急訪視)."""

    UNSTABLE_VITAL_SIGNS = "unstable_vital_signs"
    PERSISTENT_DYSPNOEA = "persistent_dyspnoea"
    DELIRIUM = "delirium"
    ACUTE_PAIN = "acute_pain"
    FEVER = "fever"
    ACUTE_DIARRHOEA = "acute_diarrhoea"
    TUBE_PROBLEM = "tube_problem"
    PHYSICIAN_JUDGEMENT = "physician_judgement"


@dataclass(frozen=True, slots=True)
class DayBand:
    """Local minutes of the day [``starts``, ``ends``) with a surcharge in per cent; one may go past midnight."""

    name: str
    starts: int
    ends: int
    percent: int

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day lies in the band."""
        if self.starts <= self.ends:
            return self.starts <= minute < self.ends
        return minute >= self.starts or minute < self.ends


@dataclass(frozen=True, slots=True)
class SurchargeRules:
    """Surcharges of an emergency visit.

    ``crossing`` is how much longer than this a visit must reach into a band for the band to count;
    ``weekend`` are the weekdays (Monday 0) that are holidays by themselves, ``holidays`` the others, listed for the
    ``known_years``. Bands never add up: the highest counts.
    """

    bands: tuple[DayBand, ...]
    holiday_percent: int
    weekend: frozenset[int]
    holidays: frozenset[date]
    known_years: frozenset[int]
    crossing: timedelta
    professions: frozenset[Profession]
    without_assessment: frozenset[Indication]
    enabled: bool


@dataclass(frozen=True, slots=True)
class CapRules:
    """The most one physician may visit a day and a month, and care for at one time; told from ``warn_left`` on."""

    visits_a_day: int
    visits_a_month: int
    cases_at_once: int
    warn_left: int


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Everything the monthly claim goes by.

    ``codes`` has the payer's order code per profession and visit mode and ``departments`` the department code of a
    profession, both as far as the pack and the site know them.
    """

    info: PackInfo
    surcharge: SurchargeRules
    caps: CapRules
    card_upload: timedelta
    departments: Mapping[Profession, str]
    codes: Mapping[tuple[Profession, VisitMode], str]

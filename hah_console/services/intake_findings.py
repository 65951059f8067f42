"""What an intake comes to as a whole: its answers, what is known of the person, and the consent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.assessment import Assessment, Gap, assess
from hah_console.domain.consent import Consent
from hah_console.domain.drug import Drug, Formulary, Route
from hah_console.domain.home_feasibility import Feasibility, HomeSetting, home_feasibility, regimen_feasibility
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import IntakeRules, Section
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.person import Person, missing_for_admission
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.staff import Shift
from hah_console.services.staff_hours import hours_on_duty

CONSENT = "consent"
"""The field of the gap of a case nobody has consented to."""
PUMP_KIND = "infusion_pump"


@dataclass(frozen=True, slots=True)
class HomeAntibiotic:
    """A drug at this home: the easiest way, and every intravenous regimen with its verdict and reasons."""

    drug: Drug
    easiest: Feasibility
    ways: tuple[Feasibility, ...]


def findings(
    answers: IntakeAnswers, person: Person, consents: Iterable[Consent], rules: RulePacks, at: datetime
) -> Assessment:
    """The assessment of the answers, with the gaps of the person (section PERSON, fields of ``Person``) and of the
    consent (section CONSENT) before and after those of the form."""
    found = assess(answers, rules.intake, rules.scores.barthel, at)
    of_person = tuple(Gap(Section.PERSON, name) for name in missing_for_admission(person))
    signed = any(consent.in_force for consent in consents)
    of_consent = () if signed else (Gap(Section.CONSENT, CONSENT),)
    return replace(found, gaps=(*of_person, *found.gaps, *of_consent))


def home_setting(rules: IntakeRules, shifts: Iterable[Shift], kits: Iterable[Kit]) -> HomeSetting:
    """What this home can count on: visits and warmth by the rules, hours from the first
    nurse's beginning to the last one's end (24 at most), a pump at hand."""
    pump = any(kit.kind == PUMP_KIND and kit.state is KitState.AVAILABLE for kit in kits)
    return HomeSetting(rules.visits_per_day, hours_on_duty(shifts), pump, rules.room_c)


def antibiotics(formulary: Formulary, wanted: str, setting: HomeSetting) -> tuple[HomeAntibiotic, ...]:
    """The drugs the text names, else all that are given by vein, the easiest at this home first."""
    named = formulary.drugs_in(wanted) if wanted.strip() else frozenset()
    by_vein = [d for d in formulary.drugs.values() if any(r.route is Route.IV for r in d.regimens)]
    found = [_at_home(drug, setting) for drug in by_vein if not named or drug.drug_id in named]
    return tuple(sorted(found, key=lambda one: (one.easiest.verdict, one.easiest.extra_visits, one.drug.name)))


def _at_home(drug: Drug, setting: HomeSetting) -> HomeAntibiotic:
    regimens = [regimen for regimen in drug.regimens if regimen.route is Route.IV]
    ways = tuple(regimen_feasibility(drug, regimen, setting) for regimen in regimens)
    return HomeAntibiotic(drug, home_feasibility(drug, setting), ways)

"""The check of a medication at order time: allergy, duplicate, interaction, "never with", unusual amounts.

SAFETY(allergy state): "not recorded" and "unavailable" are never taken for "none"; an allergy the tables do not know is
never taken for harmless. SAFETY(checked order): what is blocking cannot be overridden, what needs a reason is not
ordered without one, and who gave it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

from hah_console.domain.drug import Amount, Drug, Formulary, Route, folded_name
from hah_console.domain.ids import OrderId, UserId
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.patient import AllergyState


class Severity(IntEnum):
    """What a finding asks for."""

    NOTE = 0
    NEEDS_REASON = 1
    BLOCKING = 2


class FindingKind(StrEnum):
    """What was found."""

    ALLERGY = "allergy"
    CROSS_ALLERGY = "cross_allergy"
    ALLERGY_NOT_KNOWN = "allergy_not_known"
    ALLERGY_NOT_UNDERSTOOD = "allergy_not_understood"
    DUPLICATE = "duplicate"
    SAME_CLASS = "same_class"
    INTERACTION = "interaction"
    NEVER_WITH = "never_with"
    UNUSUAL_REGIMEN = "unusual_regimen"
    TOO_MUCH = "too_much"
    DILUENT = "diluent"
    FIRST_DOSE = "first_dose"
    FIRST_DOSE_ALLERGY = "first_dose_allergy"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` is a drug or class of the order, ``against`` what it meets (a drug, a class, a text as recorded)."""

    kind: FindingKind
    severity: Severity
    subject: str
    against: str = ""
    effect: str = ""
    source: str = ""


class FirstDose(StrEnum):
    """Where the first dose of this drug was or will be given."""

    ELSEWHERE = "elsewhere"
    AT_HOME = "at_home"


@dataclass(frozen=True, slots=True)
class Medication:
    """What is given: ``amount`` each time, by ``route``, over ``infusion_minutes``; ``continuous``: a pump, a bag each.

    ``diluent`` and ``preparation`` are codes of the drug pack.
    """

    drug_id: str
    amount: Amount
    route: Route
    infusion_minutes: int = 0
    continuous: bool = False
    preparation: str = ""
    diluent: str = ""
    first_dose: FirstDose = FirstDose.ELSEWHERE


@dataclass(frozen=True, slots=True)
class RunningMedication:
    """A medication the patient has already."""

    order_id: OrderId
    medication: Medication


@dataclass(frozen=True, slots=True)
class Proposed:
    """What shall be ordered; ``replaces`` is the order it takes the place of."""

    medication: Medication
    every_hours: int
    replaces: OrderId | None = None


@dataclass(frozen=True, slots=True)
class AllergyRecord:
    """What is recorded of allergies."""

    state: AllergyState
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairRule:
    """Two drugs or classes that should not meet; ``effect`` is a code. ``iv_only``: only when both run in a vein."""

    first: str
    second: str
    severity: Severity
    effect: str
    source: str
    iv_only: bool = False


@dataclass(frozen=True, slots=True)
class CrossRule:
    """Whoever reacts to ``allergic_to`` may react to ``given``."""

    allergic_to: str
    given: str
    severity: Severity
    source: str


@dataclass(frozen=True, slots=True)
class MedicationChecks:
    """The rule table. ``states``: how heavy it weighs when nothing is known of allergies, ``first_dose_states`` if the
    first dose is given at home; ``harmless``: recorded substances that are no drugs. ``not_doubled``: classes of which
    two at a time are a duplicate. ``first_dose_skill``: who may watch a first dose, a skill of the site."""

    info: PackInfo
    pairs: tuple[PairRule, ...]
    crosses: tuple[CrossRule, ...]
    states: Mapping[AllergyState, Severity]
    first_dose_states: Mapping[AllergyState, Severity]
    harmless: frozenset[str]
    not_doubled: frozenset[str]
    severities: Mapping[FindingKind, Severity]
    first_dose_skill: str


class PromptState(StrEnum):
    """Whether the national prompt service was asked, and answered."""

    NOT_ASKED = "not_asked"
    UNREACHABLE = "unreachable"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """What the national prompt service said: sentences as received."""

    state: PromptState
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """Checked, overridden because."""

    reason: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """What was checked when, by which rules, with what result; kept with the order."""

    checked_at: datetime
    rules_version: str
    drugs_version: str
    allergy_state: AllergyState
    findings: tuple[Finding, ...]
    prompts: PromptAnswer
    override: Override | None = None

    @property
    def worst(self) -> Severity:
        """The heaviest finding; NOTE when there is none."""
        return worst_of(self.findings)


def worst_of(findings: Sequence[Finding]) -> Severity:
    """The heaviest finding; NOTE when there is none."""
    return max((finding.severity for finding in findings), default=Severity.NOTE)


def check_medication(
    proposed: Proposed,
    running: Sequence[RunningMedication],
    allergies: AllergyRecord,
    checks: MedicationChecks,
    formulary: Formulary,
) -> tuple[Finding, ...]:
    """Everything the tables have to say, the heaviest first. Raises InvalidInput for an unknown drug."""
    drug = formulary.drug(proposed.medication.drug_id)
    others = [other for other in running if other.order_id != proposed.replaces]
    allergic = tuple(_allergies(drug, allergies, checks, formulary))
    found = [
        *allergic,
        *_duplicates(drug, others, checks, formulary),
        *_pairs(proposed.medication, others, checks, formulary),
        *_amounts(drug, proposed, checks),
        *_diluent(drug, proposed.medication, checks),
        *_first_dose(proposed.medication, allergies, allergic, checks),
    ]
    return tuple(sorted(found, key=lambda finding: -finding.severity))


def told_findings(
    drug_id: str, told: Sequence[tuple[str, str]], checks: MedicationChecks, formulary: Formulary
) -> tuple[Finding, ...]:
    """What allergies mean that a hospital lists and our record lacks: ``told`` has each in its words, and by whom.

    SAFETY(their allergy): it weighs so much that a person has to give a reason, and no more, for nobody here has
    confirmed it; one the tables do not know is said, too. Raises InvalidInput for an unknown drug.
    """
    drug = formulary.drug(drug_id)
    found = ((finding, by) for words, by in told for finding in _allergy(drug, words, checks, formulary))
    return tuple(_by_hospital(finding, by) for finding, by in found)


def _by_hospital(finding: Finding, by: str) -> Finding:
    known = finding.kind is not FindingKind.ALLERGY_NOT_UNDERSTOOD
    severity = min(finding.severity, Severity.NEEDS_REASON if known else Severity.NOTE)
    source = f"{by} · {finding.source}" if finding.source else by
    return replace(finding, severity=severity, source=source)


def prompt_findings(answer: PromptAnswer, drug_id: str, checks: MedicationChecks) -> tuple[Finding, ...]:
    """The national service's prompts as findings."""
    severity = checks.severities[FindingKind.PROMPT]
    return tuple(Finding(FindingKind.PROMPT, severity, drug_id, text) for text in answer.prompts)


def _allergies(drug: Drug, record: AllergyRecord, checks: MedicationChecks, formulary: Formulary) -> Iterator[Finding]:
    if record.state in checks.states:
        yield Finding(FindingKind.ALLERGY_NOT_KNOWN, checks.states[record.state], drug.drug_id, record.state.value)
    for text in record.texts:
        yield from _allergy(drug, text, checks, formulary)


def _allergy(drug: Drug, text: str, checks: MedicationChecks, formulary: Formulary) -> Iterator[Finding]:
    drugs, named = formulary.drugs_in(text), formulary.classes_in(text)
    own = formulary.lineage(drug.drug_id)
    narrow = named | frozenset(c for one in drugs for c in formulary.drugs[one].classes)
    if drug.drug_id in drugs or named & own or narrow & frozenset(drug.classes):
        yield Finding(FindingKind.ALLERGY, checks.severities[FindingKind.ALLERGY], drug.drug_id, text)
        return
    wide = formulary.wider(tuple(narrow))
    rules = [r for r in checks.crosses if r.allergic_to in wide | drugs and r.given in own | {drug.drug_id}]
    for rule in rules:
        yield Finding(FindingKind.CROSS_ALLERGY, rule.severity, drug.drug_id, text, source=rule.source)
    if not drugs and not named and not _harmless(text, checks):
        severity = checks.severities[FindingKind.ALLERGY_NOT_UNDERSTOOD]
        yield Finding(FindingKind.ALLERGY_NOT_UNDERSTOOD, severity, drug.drug_id, text)


def _harmless(text: str, checks: MedicationChecks) -> bool:
    return folded_name(text) in checks.harmless


def _duplicates(
    drug: Drug, others: Sequence[RunningMedication], checks: MedicationChecks, formulary: Formulary
) -> Iterator[Finding]:
    for other in others:
        other_id = other.medication.drug_id
        if other_id == drug.drug_id:
            yield Finding(FindingKind.DUPLICATE, checks.severities[FindingKind.DUPLICATE], drug.drug_id, other_id)
        elif shared := formulary.lineage(other_id) & formulary.lineage(drug.drug_id) & checks.not_doubled:
            severity, effect = checks.severities[FindingKind.SAME_CLASS], min(shared)
            yield Finding(FindingKind.SAME_CLASS, severity, drug.drug_id, other_id, effect)


def _pairs(
    medication: Medication, others: Sequence[RunningMedication], checks: MedicationChecks, formulary: Formulary
) -> Iterator[Finding]:
    own = formulary.lineage(medication.drug_id) | {medication.drug_id}
    for other in others:
        theirs = formulary.lineage(other.medication.drug_id) | {other.medication.drug_id}
        in_vein = Route.IV is medication.route is other.medication.route
        for rule in checks.pairs:
            meets = (rule.first in own and rule.second in theirs) or (rule.second in own and rule.first in theirs)
            if meets and (in_vein or not rule.iv_only):
                kind = FindingKind.NEVER_WITH if rule.severity is Severity.BLOCKING else FindingKind.INTERACTION
                against = other.medication.drug_id
                yield Finding(kind, rule.severity, medication.drug_id, against, rule.effect, rule.source)


def _amounts(drug: Drug, proposed: Proposed, checks: MedicationChecks) -> Iterator[Finding]:
    """SAFETY(amount): more in a day than the pack allows, or an amount nobody can compare with it, is not ordered."""
    medication, hours = proposed.medication, proposed.every_hours or 24
    each = str(medication.amount)
    if drug.most_a_day is not None:
        share = medication.amount.times(Decimal(24) / min(hours, 24)).compared(drug.most_a_day)
        if share is None or share > 1:
            severity, most = checks.severities[FindingKind.TOO_MUCH], str(drug.most_a_day)
            yield Finding(FindingKind.TOO_MUCH, severity, drug.drug_id, each, most)
            return
    usual = [r for r in drug.regimens if r.route is medication.route and r.amount.compared(medication.amount) == 1]
    timed = [r for r in usual if not proposed.every_hours or r.interval_hours == proposed.every_hours]
    if drug.regimens and not timed:
        severity = checks.severities[FindingKind.UNUSUAL_REGIMEN]
        yield Finding(FindingKind.UNUSUAL_REGIMEN, severity, drug.drug_id, each, str(proposed.every_hours))


def _diluent(drug: Drug, medication: Medication, checks: MedicationChecks) -> Iterator[Finding]:
    if medication.diluent and medication.diluent in drug.not_diluents:
        severity = checks.severities[FindingKind.DILUENT]
        yield Finding(FindingKind.DILUENT, severity, drug.drug_id, medication.diluent)


def _first_dose(
    medication: Medication, record: AllergyRecord, allergic: Sequence[Finding], checks: MedicationChecks
) -> Iterator[Finding]:
    """SAFETY(first dose): the first dose at home only when no allergy to the class is known, and watched by somebody
    able to treat anaphylaxis (IDSA OPAT guideline 2018)."""
    if medication.first_dose is not FirstDose.AT_HOME or medication.route is not Route.IV:
        return
    severity, drug_id = checks.severities[FindingKind.FIRST_DOSE_ALLERGY], medication.drug_id
    crossed = (finding.against for finding in allergic if finding.kind is FindingKind.CROSS_ALLERGY)
    for against in dict.fromkeys(crossed):
        yield Finding(FindingKind.FIRST_DOSE_ALLERGY, severity, drug_id, against)
    if record.state in checks.first_dose_states:
        unknown = checks.first_dose_states[record.state]
        yield Finding(FindingKind.FIRST_DOSE_ALLERGY, unknown, drug_id, record.state.value)
    yield Finding(FindingKind.FIRST_DOSE, checks.severities[FindingKind.FIRST_DOSE], drug_id)

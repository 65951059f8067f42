"""Reads the rule pack of medication checks: pairs, cross-reactions, how heavy each finding weighs."""

from collections.abc import Mapping

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.drug import Formulary, folded_name
from hah_console.domain.medication_check import CrossRule, FindingKind, MedicationChecks, PairRule, Severity
from hah_console.domain.patient import AllergyState

_OWN_SEVERITY = frozenset(
    {FindingKind.CROSS_ALLERGY, FindingKind.ALLERGY_NOT_KNOWN, FindingKind.INTERACTION, FindingKind.NEVER_WITH}
)
"""Findings whose rule or state says how heavy they weigh."""
_UNKNOWN_STATES = frozenset({AllergyState.NOT_RECORDED, AllergyState.UNAVAILABLE})


def read_checks(fields: Fields, formulary: Formulary) -> MedicationChecks:
    """The rule table; every drug and class it names must be one of the formulary."""
    known = frozenset(formulary.drugs) | frozenset(formulary.classes)
    return MedicationChecks(
        info=fields.info(),
        pairs=tuple(_pair(row, known) for row in fields.tables("pair")),
        crosses=tuple(_cross(row, known) for row in fields.tables("cross")),
        states=_states(fields.table("allergy_state")),
        first_dose_states=_states(fields.table("first_dose_state")),
        harmless=frozenset(folded_name(name) for name in fields.word_list("harmless")),
        not_doubled=frozenset(fields.choices("not_doubled", known)),
        severities=_severities(fields.table("severity")),
        first_dose_skill=fields.text("first_dose_skill"),
    )


def _severity(row: Fields, key: str) -> Severity:
    names = {severity.name.lower(): severity for severity in Severity}
    return names[row.choice(key, names)]


def _pair(row: Fields, known: frozenset[str]) -> PairRule:
    first, second = row.choice("first", known), row.choice("second", known)
    severity, iv_only = _severity(row, "severity"), row.truth_or("iv_only")
    return PairRule(first, second, severity, row.text("effect"), row.text("source"), iv_only)


def _cross(row: Fields, known: frozenset[str]) -> CrossRule:
    allergic_to, given = row.choice("allergic_to", known), row.choice("given", known)
    return CrossRule(allergic_to, given, _severity(row, "severity"), row.text("source"))


def _states(row: Fields) -> Mapping[AllergyState, Severity]:
    """SAFETY(allergy state): every state in which nothing is known must be weighed, and more than as a note."""
    found = {state: _severity(row, state.value) for state in _UNKNOWN_STATES}
    for state, severity in found.items():
        if severity is Severity.NOTE:
            raise row.wrong(state.value, "too_light")
    return found


def _severities(row: Fields) -> Mapping[FindingKind, Severity]:
    return {kind: _severity(row, kind.value) for kind in FindingKind if kind not in _OWN_SEVERITY}

"""The check at order time: four states of allergies, duplicates, interactions, amounts, the first dose at home."""

from dataclasses import replace

import pytest
from helpers.order_bench import amount, check, medication, running

from hah_console.domain.drug import Route
from hah_console.domain.ids import OrderId
from hah_console.domain.medication_check import AllergyRecord, FindingKind, FirstDose, Medication, Severity
from hah_console.domain.patient import AllergyState

KNOWN = AllergyState.KNOWN
CEFTRIAXONE = medication("ceftriaxone")


def found(findings: object) -> set[tuple[str, str]]:
    return {(f.kind.value, f.severity.name) for f in findings}  # type: ignore[attr-defined]


def test_nothing_is_found_where_nothing_speaks_against_it() -> None:
    assert check(CEFTRIAXONE) == ()


@pytest.mark.parametrize(
    ("drug", "each", "every", "recorded", "expected"),
    [
        ("penicillin_g", "18 MU", 24, "盤尼西林", ("allergy", "BLOCKING")),
        ("piperacillin_tazobactam", "18 g", 24, "Penicillin 皮疹", ("allergy", "BLOCKING")),
        ("piperacillin_tazobactam", "18 g", 24, "Amoxicillin", ("allergy", "BLOCKING")),
        ("ceftriaxone", "2 g", 24, "Rocephin", ("allergy", "BLOCKING")),
        ("ceftriaxone", "2 g", 24, "CEFEPIME", ("allergy", "BLOCKING")),
        ("cefazolin", "6 g", 24, "ceftriaxone", ("cross_allergy", "NEEDS_REASON")),
        ("ceftriaxone", "2 g", 24, "盤尼西林", ("cross_allergy", "NEEDS_REASON")),
        ("ertapenem", "1 g", 24, "盤尼西林", ("cross_allergy", "NEEDS_REASON")),
        ("cotrimoxazole", "960 mg", 12, "磺胺類", ("allergy", "BLOCKING")),
        ("ceftriaxone", "2 g", 24, "不明藥物", ("allergy_not_understood", "NEEDS_REASON")),
    ],
)
def test_a_recorded_allergy_is_met_by_substance_and_by_class(
    drug: str, each: str, every: int, recorded: str, expected: tuple[str, str]
) -> None:
    route = Route.ORAL if drug == "cotrimoxazole" else Route.IV
    findings = check(medication(drug, each, route), every, allergies=AllergyRecord(KNOWN, (recorded,)))
    assert expected in found(findings)


@pytest.mark.parametrize("recorded", ["海鮮", "碘顯影劑", "磺胺類", "阿斯匹靈"])
def test_an_allergy_to_something_else_is_no_finding(recorded: str) -> None:
    assert check(CEFTRIAXONE, allergies=AllergyRecord(KNOWN, (recorded,))) == ()


@pytest.mark.parametrize("state", [AllergyState.NOT_RECORDED, AllergyState.UNAVAILABLE])
def test_not_recorded_and_unavailable_are_never_taken_for_none(state: AllergyState) -> None:
    assert found(check(CEFTRIAXONE, allergies=AllergyRecord(state))) == {("allergy_not_known", "NEEDS_REASON")}


def test_the_same_drug_twice_is_refused_unless_the_new_order_replaces_the_old() -> None:
    other = running("ceftriaxone", "2 g")
    assert found(check(CEFTRIAXONE, others=(other,))) == {("duplicate", "BLOCKING")}
    assert check(CEFTRIAXONE, others=(other,), replaces=other.order_id) == ()


def test_two_of_one_class_need_a_reason() -> None:
    assert found(check(CEFTRIAXONE, others=(running("cefazolin", "6 g"),))) == {("same_class", "NEEDS_REASON")}


def test_ceftriaxone_never_runs_with_calcium_whichever_was_there_first() -> None:
    assert found(check(CEFTRIAXONE, others=(running("calcium_gluconate"),))) == {("never_with", "BLOCKING")}
    later = check(medication("calcium_gluconate", "1 g"), 0, others=(running("ceftriaxone", "2 g"),))
    assert found(later) == {("never_with", "BLOCKING")}


@pytest.mark.parametrize(
    ("drug", "each", "other", "severity"),
    [
        ("ertapenem", "1 g", "valproate", "BLOCKING"),
        ("moxifloxacin", "400 mg", "amiodarone", "NEEDS_REASON"),
        ("levofloxacin", "750 mg", "warfarin", "NEEDS_REASON"),
        ("amikacin", "750 mg", "furosemide", "NEEDS_REASON"),
        ("ceftriaxone", "2 g", "warfarin", "NOTE"),
    ],
)
def test_interactions_weigh_what_the_table_says(drug: str, each: str, other: str, severity: str) -> None:
    findings = check(medication(drug, each), others=(running(other, "40 mg", Route.ORAL),))
    assert [f.severity.name for f in findings] == [severity]
    assert findings[0].source


@pytest.mark.parametrize(
    ("each", "every", "expected"),
    [
        ("2 g", 24, None), ("1 g", 24, None), ("2000 mg", 24, None),
        ("2 g", 12, ("unusual_regimen", "NEEDS_REASON")), ("3 g", 24, ("unusual_regimen", "NEEDS_REASON")),
        ("3 g", 12, ("too_much", "BLOCKING")), ("20 g", 24, ("too_much", "BLOCKING")),
        ("5 MU", 24, ("too_much", "BLOCKING")),
        ("6 g", 48, ("too_much", "BLOCKING")),
    ],
)  # fmt: skip
def test_an_amount_beyond_the_day_is_refused_and_an_unusual_one_needs_a_reason(
    each: str, every: int, expected: tuple[str, str] | None
) -> None:
    findings = check(medication("ceftriaxone", each), every)
    assert found(findings) == ({expected} if expected else set())


def test_a_diluent_that_spoils_the_drug_is_refused() -> None:
    assert check(replace(medication("ertapenem", "1 g"), diluent="nacl_0_9")) == ()
    spoiled = check(replace(medication("ertapenem", "1 g"), diluent="dextrose_5"))
    assert found(spoiled) == {("diluent", "BLOCKING")}


AT_HOME = replace(CEFTRIAXONE, first_dose=FirstDose.AT_HOME)


@pytest.mark.parametrize(
    ("allergies", "blocked"),
    [
        (AllergyRecord(AllergyState.NONE_KNOWN), False),
        (AllergyRecord(KNOWN, ("海鮮",)), False),
        (AllergyRecord(KNOWN, ("盤尼西林",)), True),
        (AllergyRecord(AllergyState.NOT_RECORDED), True),
    ],
)
def test_the_first_dose_at_home_needs_a_class_nobody_reacted_to(allergies: AllergyRecord, blocked: bool) -> None:
    findings = check(AT_HOME, allergies=allergies)
    assert (max(f.severity for f in findings) is Severity.BLOCKING) == blocked
    assert FindingKind.FIRST_DOSE in {f.kind for f in findings}


def test_the_heaviest_finding_stands_first() -> None:
    findings = check(CEFTRIAXONE, others=(running("cefazolin"), running("ceftriaxone"), running("warfarin")))
    weights = [f.severity for f in findings]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] is Severity.BLOCKING


def test_an_order_is_no_duplicate_of_itself_under_another_name() -> None:
    given = Medication("amoxicillin_clavulanate", amount("1 g"), Route.ORAL)
    assert check(given, 12, others=(running("warfarin", "2.5 mg", Route.ORAL),), replaces=OrderId("O-x")) == ()

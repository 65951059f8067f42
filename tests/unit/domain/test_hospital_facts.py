"""How surely something is missing: never asked, asked in vain, nothing told, not usable, stated none."""

from dataclasses import replace
from datetime import UTC, datetime

from hah_console.domain.hospital_facts import (
    OF_PATIENTS,
    TYPE_OF,
    Code,
    FactKind,
    HospitalFact,
    Knowledge,
    Origin,
    ReadMark,
    kind_state,
)

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
NONE = HospitalFact(
    "1", FactKind.ALLERGY, "Patient/7", Code("http://snomed.info/sct", "716186003", "No known allergy"), "", "active",
    Origin("h", "AllergyIntolerance", "1", "1", NOW, NOW), says_none=True,
)  # fmt: skip
PENICILLIN = replace(NONE, fact_id="2", code=Code(display="penicillin"), says_none=False)
READ = ReadMark("h", "Patient/7", "AllergyIntolerance", NOW, "", NOW, NOW)


def knowledge(*facts: HospitalFact, mark: ReadMark | None = READ, refused: int = 0) -> Knowledge:
    return kind_state("h", FactKind.ALLERGY, facts, mark, refused).knowledge


def test_never_asked_asked_in_vain_and_nothing_told_are_three_things() -> None:
    assert knowledge(mark=None) is Knowledge.NEVER_ASKED
    assert knowledge(mark=ReadMark("h", "Patient/7", "AllergyIntolerance")) is Knowledge.NEVER_ASKED
    assert knowledge(mark=replace(READ, good_at=None, reason="forbidden")) is Knowledge.FAILED
    assert knowledge() is Knowledge.NOT_PROVIDED


def test_only_a_statement_makes_none_and_only_with_nothing_against_it() -> None:
    assert knowledge(NONE) is Knowledge.NONE_STATED
    assert knowledge(NONE, PENICILLIN) is Knowledge.PROVIDED
    assert knowledge(NONE, refused=1) is Knowledge.UNUSABLE, "what was refused may be an allergy"
    assert knowledge(replace(NONE, status="entered-in-error")) is Knowledge.NOT_PROVIDED


def test_what_was_refused_is_never_nothing() -> None:
    assert knowledge(refused=2) is Knowledge.UNUSABLE
    state = kind_state("h", FactKind.ALLERGY, [PENICILLIN], READ, 2)
    assert (state.knowledge, state.refused) == (Knowledge.PROVIDED, 2)


def test_a_pass_that_fails_now_says_so_beside_what_is_known() -> None:
    state = kind_state("h", FactKind.ALLERGY, [PENICILLIN], replace(READ, reason="too_slow"), 0)
    assert (state.knowledge, state.failing, state.reason, state.asked_at) == (Knowledge.PROVIDED, True, "too_slow", NOW)


def test_what_the_hospital_took_back_does_not_hold() -> None:
    assert knowledge(replace(PENICILLIN, status="refuted")) is Knowledge.NOT_PROVIDED


def test_every_kind_is_read_from_a_type() -> None:
    assert set(TYPE_OF) == set(FactKind)
    assert set(FactKind) - set(OF_PATIENTS) == {FactKind.PRACTITIONER, FactKind.ORGANIZATION, FactKind.LOCATION}

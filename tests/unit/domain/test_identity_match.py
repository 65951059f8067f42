"""Who a hospital's patient is: what one number may tell, and what only a person may."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.identity_match import (
    Candidate,
    IncomingIdentity,
    MatchCase,
    MatchCause,
    MatchState,
    NumberKind,
    RemoteNumber,
    candidate,
    cause_of,
)
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
PATIENT = Patient("P-1", "M-001", "王小明", Sex.MALE, date(1950, 2, 3), Place(24.8, 120.9), national_id="A123456789")
NATIONAL = RemoteNumber(NumberKind.NATIONAL_ID, "moi.gov.tw", "A123456789")
RECORD = RemoteNumber(NumberKind.RECORD_NUMBER, "hospital.tw/mrn", "M-001")


def incoming(*numbers, **told):
    known = {"name": "王小明", "sex": Sex.MALE, "birth_date": date(1950, 2, 3)}
    return IncomingIdentity("h", "Patient/7", "1", numbers=numbers, **(known | told))


def cause(told, *patients):
    return cause_of(told, tuple(candidate(told, each) for each in patients or (PATIENT,)))


def test_one_number_that_is_relied_on_with_nothing_that_differs_is_exact() -> None:
    assert cause(incoming(NATIONAL)) is MatchCause.EXACT
    assert cause(incoming(NATIONAL, name="WANG, Hsiao-Ming")) is MatchCause.EXACT, "letters say nothing of characters"


def test_a_record_number_needs_the_birth_date_beside_it() -> None:
    assert cause(incoming(RECORD)) is MatchCause.EXACT
    assert cause(incoming(RECORD, birth_date=None)) is MatchCause.DIFFERS


def test_a_name_and_a_birth_date_link_nobody() -> None:
    assert cause(incoming()) is MatchCause.NO_NUMBER
    assert not candidate(incoming(), PATIENT).certain


@pytest.mark.parametrize("doubt", ["wrong_check_digit", "masked", "other_country"])
def test_a_doubtful_number_links_nobody(doubt: str) -> None:
    told = incoming(replace(NATIONAL, doubt=doubt))
    assert cause(told) is MatchCause.DOUBTFUL_NUMBER
    assert "national_id" not in candidate(told, PATIENT).agrees


def test_a_former_number_counts_for_nothing() -> None:
    told = incoming(replace(NATIONAL, doubt="former"))
    assert cause(told) is MatchCause.NO_NUMBER
    assert told.identifying == frozenset()


@pytest.mark.parametrize("differs", [{"birth_date": date(1950, 2, 4)}, {"sex": Sex.FEMALE}, {"name": "陳大文"}])
def test_a_number_with_another_birth_date_sex_or_name_is_looked_at(differs: dict[str, object]) -> None:
    assert cause(incoming(NATIONAL, **differs)) is MatchCause.DIFFERS


def test_numbers_of_two_patients_or_two_numbers_of_one_are_looked_at() -> None:
    other = replace(PATIENT, patient_id="P-2", national_id="", medical_record_number="M-002")
    told = incoming(NATIONAL, replace(RECORD, value="M-002"))
    assert cause(told, PATIENT, other) is MatchCause.SEVERAL
    assert cause(incoming(NATIONAL, replace(NATIONAL, value="F131104093"))) is MatchCause.TWO_NUMBERS


def test_a_record_that_was_merged_or_is_not_in_use_links_nobody() -> None:
    assert cause(incoming(NATIONAL, replaced_by="Patient/8")) is MatchCause.REPLACED
    assert cause(incoming(NATIONAL, active=False)) is MatchCause.REPLACED


def test_width_and_case_of_a_number_make_no_other_person() -> None:
    assert candidate(incoming(replace(NATIONAL, value="Ａ１２３４５６７８９")), PATIENT).certain


def case(*candidates: Candidate) -> MatchCase:
    return MatchCase("MC", incoming(NATIONAL), candidates, MatchCause.DIFFERS, NOW)


def test_nobody_of_another_national_id_is_linked_whoever_says_so() -> None:
    with pytest.raises(InvalidInput) as refused:
        case(Candidate("P-1", ("name",), ("national_id",))).linked("P-1", "U", NOW, "sure")
    assert refused.value.facts["reason"] == "another_national_id"
    with pytest.raises(InvalidInput) as refused:
        case(Candidate("P-1", ("name",))).linked("P-9", "U", NOW, "sure")
    assert refused.value.facts["reason"] == "not_a_candidate"


def test_other_numbers_than_when_it_was_decided_are_noticed() -> None:
    linked = case(Candidate("P-1", ("national_id",))).linked("P-1", "U", NOW)
    assert not linked.is_changed(replace(linked.incoming, name="王曉明", version_id="2"))
    assert linked.is_changed(incoming(NATIONAL, RECORD)), "another identifier"
    assert linked.is_changed(incoming()), "a number taken away"
    reopened = linked.reopened(MatchCause.NUMBER_CHANGED, NOW)
    assert (reopened.state, reopened.patient_id) == (MatchState.OPEN, "P-1")
    assert not reopened.is_changed(incoming(RECORD))


MOVES = {
    "link": lambda it: it.linked("P-1", "U", NOW, "compared"),
    "keep_apart": lambda it: it.kept_apart("U", NOW, "two"),
    "new": lambda it: it.new("U", NOW),
    "reopen": lambda it: it.reopened(MatchCause.UNDONE, NOW),
}
WAYS = {
    MatchState.OPEN: {"link": MatchState.LINKED, "keep_apart": MatchState.KEPT_APART, "new": MatchState.NEW},
    **{state: {"reopen": MatchState.OPEN} for state in MatchState if state is not MatchState.OPEN},
}


@given(moves=st.lists(st.sampled_from(list(MOVES)), max_size=12))
def test_in_any_order_of_moves_only_those_of_the_table_happen(moves: list[str]) -> None:
    """Nothing ends a case: whatever was decided can be taken back."""
    it = case(Candidate("P-1", ("national_id",)))
    for move in moves:
        before = it.state
        try:
            it = MOVES[move](it)
        except IllegalTransition:
            assert move not in WAYS[before]
        else:
            assert it.state is WAYS[before][move]
            assert (it.decided_by is None) is (it.state is MatchState.OPEN)

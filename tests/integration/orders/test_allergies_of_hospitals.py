"""An allergy that only a hospital lists is met at order time: a reason is asked for, and who lists it is said."""

from dataclasses import replace

import pytest
from helpers.bedside import LIN, LIN_STAY, PHYSICIAN, Bedside
from helpers.order_ward import DESK, request

from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Origin
from hah_console.domain.identity_match import Candidate, IncomingIdentity, MatchCase, MatchCause, MatchState
from hah_console.domain.ids import MatchCaseId
from hah_console.domain.medication_check import Finding, FindingKind, Proposed, Severity
from hah_console.domain.order import ReasonNeeded
from hah_console.services.order_check import check_proposal
from hah_console.services.orders import place_order

FEED, SUBJECT, CASE = "示範醫院", "Patient/771", MatchCaseId("MC-lin")


def list_allergy(ward: Bedside, name: str, status: str = "active") -> None:
    """As the reading of a hospital writes it."""
    now = ward.clock.now()
    fact = HospitalFact(f"{FEED}:{name}", FactKind.ALLERGY, SUBJECT, Code("", "", name), "", status,
                        Origin(FEED, "AllergyIntolerance", name, "1", now, now))  # fmt: skip
    with ward.ctx.store() as uow:
        patient = uow.patients.get(LIN)
        told = IncomingIdentity(FEED, SUBJECT, "1", patient.name, patient.sex, patient.birth_date, ())
        case = MatchCase(CASE, told, (Candidate(LIN, ("name", "birth_date")),), MatchCause.EXACT, now)
        uow.match_cases.save(case.linked(LIN, PHYSICIAN.user_id, now))
        uow.hospital_facts.replace(FEED, [fact.origin.reference], [fact])
        uow.commit()


def found(ward: Bedside) -> tuple[Finding, ...]:
    given = request(ward).medication
    assert given is not None
    return check_proposal(ward.ctx, PHYSICIAN, DESK, LIN_STAY, Proposed(given, 24)).findings


def test_an_allergy_only_the_hospital_lists_asks_for_a_reason_and_says_who_lists_it(ward: Bedside) -> None:
    before = found(ward)
    list_allergy(ward, "Rocephin")
    (new,) = [each for each in found(ward) if each not in before]
    assert (new.kind, new.severity) == (FindingKind.ALLERGY, Severity.NEEDS_REASON)
    assert (new.against, new.source) == ("Rocephin", FEED)
    with pytest.raises(ReasonNeeded):
        place_order(ward.ctx, PHYSICIAN, DESK, request(ward), seen=found(ward))


def test_one_the_tables_do_not_know_is_said_and_stops_nothing(ward: Bedside) -> None:
    list_allergy(ward, "不明藥物")
    (new,) = [each for each in found(ward) if each.against == "不明藥物"]
    assert (new.kind, new.severity) == (FindingKind.ALLERGY_NOT_UNDERSTOOD, Severity.NOTE)


@pytest.mark.parametrize("status", ["resolved", "inactive", "refuted", "entered-in-error"])
def test_what_is_over_or_taken_back_there_is_not_met(ward: Bedside, status: str) -> None:
    list_allergy(ward, "Rocephin", status)
    assert not [each for each in found(ward) if each.source.startswith(FEED)]


def test_what_our_record_has_is_met_once_and_a_link_in_question_tells_nothing(ward: Bedside) -> None:
    list_allergy(ward, "Rocephin")
    with ward.ctx.store() as uow:
        uow.patients.save(replace(uow.patients.get(LIN), allergies=("rocephin（皮疹）",)))
        uow.commit()
    assert [each.severity for each in found(ward) if each.kind is FindingKind.ALLERGY] == [Severity.BLOCKING]
    with ward.ctx.store() as uow:
        uow.patients.save(replace(uow.patients.get(LIN), allergies=()))
        case = uow.match_cases.get(CASE).reopened(MatchCause.UNDONE, ward.clock.now())
        assert case.state is MatchState.OPEN
        uow.match_cases.save(case)
        uow.commit()
    assert not [each for each in found(ward) if each.kind is FindingKind.ALLERGY]

"""A real server is read: who is found, what is read once, what changes, what a person decides meanwhile."""

import json
from dataclasses import replace

import pytest
from helpers.bedside import CHEN, LIN, NOW, NURSE, PHYSICIAN, Bedside
from helpers.fhir_reading import UNITS
from helpers.hospital_side import MOI, ROOT, Read, as_told, crp, entry, no_known_allergy, numbered

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.inbound.identity import OwnSystems
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.errors import InvalidInput
from hah_console.domain.hospital_facts import FactKind, HospitalFact, Knowledge
from hah_console.domain.hospital_notice import NoticeKind
from hah_console.domain.identity_match import MatchCause, MatchState, NumberKind
from hah_console.domain.ids import CodeMappingId
from hah_console.services.code_board import meanings
from hah_console.services.code_mappings import map_code, site_codes
from hah_console.services.exchange_board import read_exchange
from hah_console.services.hospital_known import read_hospital_knowledge, unseen_notices
from hah_console.services.identity_matches import decided_matches, open_matches, undo_identity
from hah_console.services.inbound_refusals import raw_text, set_refusal_aside, take_again, waiting_refusals

pytestmark = pytest.mark.alone


@pytest.fixture
def read(bedside: Bedside, real: FhirClient) -> Read:
    return Read(bedside, real)


@pytest.fixture
def her(bedside: Bedside, real: FhirClient) -> str:
    """Chen's record at the hospital, by its own number."""
    return real.create(as_told(numbered(bedside))).reference


def facts(bedside: Bedside, kind: FactKind) -> list[HospitalFact]:
    return [each for each in read_hospital_knowledge(bedside.ctx, CHEN).facts if each.kind is kind]


def test_who_is_in_care_is_found_by_her_number_and_her_results_are_read_once(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    for number in range(3):
        real.create(crp(her, number + 1.5, number))
    real.create(no_known_allergy(her))
    assert read.turn() == 4
    (row,) = decided_matches(bedside.ctx, MatchState.LINKED)
    assert (row.case.patient_id, row.case.incoming.reference, row.case.cause) == (CHEN, her, MatchCause.EXACT)
    results = facts(bedside, FactKind.LAB)
    assert [each.value for each in results] == ["3.5 mg/dL", "2.5 mg/dL", "1.5 mg/dL"], "the newest first"
    assert {str(each.quantity) for each in results} == {"35 mg/L", "25 mg/L", "15 mg/L"}
    assert {each.origin.feed for each in results} == {"h"}
    assert all(each.origin.last_updated is not None and each.origin.version_id for each in results)
    states = {each.kind: each.knowledge for each in read_hospital_knowledge(bedside.ctx, CHEN).states}
    assert states[FactKind.ALLERGY] is Knowledge.NONE_STATED
    assert states[FactKind.CONDITION] is Knowledge.NOT_PROVIDED
    assert read.turn() == 0, "nothing new, nothing written"
    assert read_hospital_knowledge(bedside.ctx, LIN).facts == ()


def test_the_resource_is_kept_as_it_came_and_a_look_at_it_is_audited(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    stored = real.create(crp(her, 1, _status={"extension": [{"url": "urn:x", "valueString": "發"}]}))
    read.turn()
    (fact,) = facts(bedside, FactKind.LAB)
    kept = json.loads(raw_text(bedside.ctx, NURSE, fact.origin.raw_id))
    assert kept == real.read(stored.reference)
    with bedside.ctx.store() as uow:
        (look,) = (each.entry for each in uow.audit.entries() if each.entry.action == "read_raw")
    assert (look.actor, look.patient_id) == (NURSE.user_id, CHEN)


def test_a_newer_version_takes_the_place_of_the_older_and_both_are_kept(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    stored = real.create(crp(her, 1.5))
    read.turn()
    changed = real.read(stored.reference)
    real.update({**changed, "valueQuantity": {**changed["valueQuantity"], "value": 7}}, stored.version)  # type: ignore[dict-item]
    assert read.turn() == 1
    (fact,) = facts(bedside, FactKind.LAB)
    assert fact.value == "7 mg/dL"
    with bedside.ctx.store() as uow:
        assert len(uow.hospital_raw.of_resource("h", "Observation", stored.reference.split("/")[1])) == 2


def test_a_newer_version_that_cannot_be_used_leaves_the_older_one_in_sight(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    stored = real.create(crp(her, 1.5))
    read.turn()
    changed = real.read(stored.reference)
    wrong = {"value": 7, "unit": "mg/mmol", "system": "http://unitsofmeasure.org", "code": "mg/mmol"}
    newer = real.update({**changed, "valueQuantity": wrong}, stored.version)
    read.turn()
    assert [each.value for each in facts(bedside, FactKind.LAB)] == ["1.5 mg/dL"]
    (row,) = waiting_refusals(bedside.ctx)
    assert (row.refusal.reason, row.patient_id) == ("unit_not_listed", CHEN)
    state = next(each for each in read_hospital_knowledge(bedside.ctx, CHEN).states if each.kind is FactKind.LAB)
    assert (state.knowledge, state.refused) == (Knowledge.PROVIDED, 1)
    real.update({**changed, "status": "corrected"}, newer.version)
    read.turn()
    assert waiting_refusals(bedside.ctx) == (), "a newer version that can be used settles it"


def test_what_we_told_ourselves_is_not_read_back(bedside: Bedside, read: Read, real: FhirClient, her: str) -> None:
    real.create(crp(her, 1.5))
    real.create(crp(her, 9.9, identifier=[{"system": f"{ROOT}/lab", "value": her}]))
    read.turn()
    assert [each.value for each in facts(bedside, FactKind.LAB)] == ["1.5 mg/dL"]


def test_a_code_of_the_hospitals_own_is_mapped_and_what_came_before_is_read_again(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    own = {"coding": [{"system": "urn:lab", "code": "K01", "display": "CRP 定量"}]}
    for number in range(3):
        real.create(crp(her, 2, number, code=own))
    read.turn()
    assert {each.quantity for each in facts(bedside, FactKind.LAB)} == {None}
    (code,) = site_codes(bedside.ctx, "h")
    assert (code.display, code.count, code.unit) == ("CRP 定量", 3, "mg/dL")
    map_code(bedside.ctx, PHYSICIAN, UNITS, code.mapping_id, code.version, "crp")
    read.turn()
    assert {str(each.quantity) for each in facts(bedside, FactKind.LAB)} == {"20 mg/L"}
    (code,) = site_codes(bedside.ctx, "h")
    assert (code.applied, code.author) == (True, PHYSICIAN.user_id)


@pytest.mark.parametrize(("unit", "refused"), [
    ("mmHg", True), ("furlong", True), ("mmol/L", True),
    ("mg/dl", False), ("mg%", False), ("ug/mL", False), ("", False),
])  # fmt: skip
def test_a_code_whose_unit_does_not_fit_is_refused(bedside: Bedside, unit: str, refused: bool) -> None:
    code = CodeMapping(CodeMappingId("CM-1"), "h", "urn:lab", "K01", "CRP 定量", FactKind.LAB, NOW, NOW, unit=unit)
    with bedside.ctx.store() as uow:
        saved = uow.code_mappings.save(code)
        uow.commit()
    if not refused:
        map_code(bedside.ctx, PHYSICIAN, UNITS, code.mapping_id, saved.version, "crp")
    else:
        with pytest.raises(InvalidInput) as error:
            map_code(bedside.ctx, PHYSICIAN, UNITS, code.mapping_id, saved.version, "crp")
        assert (error.value.facts["field"], error.value.facts["reason"]) == ("target", "unit_not_listed")
    (kept,) = site_codes(bedside.ctx, "h")
    assert (kept.state, kept.applied) == ((MappingState.UNMAPPED, True) if refused else (MappingState.MAPPED, False))
    assert {each.name: each.fits for each in meanings(UNITS, kept)}["crp"] is not refused, "the screen says the same"


def test_a_refusal_is_taken_again_or_set_aside_by_a_person(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    wrong = {"value": 7, "unit": "U", "system": "http://unitsofmeasure.org", "code": "U"}
    real.create(crp(her, 1, valueQuantity=wrong))
    read.turn()
    (row,) = waiting_refusals(bedside.ctx)
    take_again(bedside.ctx, NURSE, row.refusal.refusal_id, row.refusal.version)
    read.turn()
    (row,) = waiting_refusals(bedside.ctx)
    assert row.refusal.times == 2
    (code,) = site_codes(bedside.ctx, "h")
    assert code.code == "1988-5", "what it is can be said, so that it is shown as it came"
    set_refusal_aside(bedside.ctx, NURSE, row.refusal.refusal_id, row.refusal.version, "a test of theirs")
    assert waiting_refusals(bedside.ctx) == ()


def test_organisations_and_staff_that_are_named_come_along(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    ward = {"resourceType": "Organization", "name": "檢驗科", "identifier": [{"system": "urn:org", "value": her}]}
    performer = real.create(ward).reference
    real.create(crp(her, 1, performer=[{"reference": performer}]))
    read.turn()
    with bedside.ctx.store() as uow:
        (fact,) = uow.hospital_facts.nobodys("h")
    assert (fact.kind, fact.code.display, fact.subject) == (FactKind.ORGANIZATION, "檢驗科", "")


def test_her_own_record_of_the_hospital_is_found_although_the_one_we_made_there_was_first(
    bedside: Bedside, real: FhirClient
) -> None:
    patient = numbered(bedside)
    systems = OwnSystems(f"urn:of:{patient.national_id}")
    read, made_by_us = Read(bedside, real, systems), {"system": systems.patients, "value": CHEN}
    real.create(as_told(patient, identifier=[{"system": "urn:test", "value": patient.national_id}, made_by_us]))
    read.turn()
    (row,) = decided_matches(bedside.ctx, MatchState.LINKED)
    assert row.case.incoming.number(NumberKind.OWN) == CHEN
    theirs = real.create(as_told(patient)).reference
    real.create(crp(theirs, 1.5))
    read.turn()
    assert [each.value for each in facts(bedside, FactKind.LAB)] == ["1.5 mg/dL"]
    both = [{"system": "urn:test", "value": theirs}, {"system": MOI, "value": patient.national_id}]
    second = real.create(as_told(patient, identifier=both))
    read.turn()
    assert open_matches(bedside.ctx) == (), "another record of somebody who is linked is looked for once a day"
    read.turn(24 * 60)
    assert [row.case.incoming.reference for row in open_matches(bedside.ctx)] == [second.reference]


def test_a_turn_with_nothing_new_is_a_good_answer_too(bedside: Bedside, read: Read, her: str) -> None:
    read.turn()
    assert read.turn(2) == 0
    (board,) = read_exchange(bedside.ctx)
    assert board.status.last_good_at == bedside.clock.now()


def test_a_death_and_another_number_at_the_hospital_are_told_and_reading_stops_until_somebody_decides(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    read.turn()
    told = real.read(her)
    newer = real.update({**told, "deceasedDateTime": "2026-11-22T10:00:00+08:00"}, str(told["meta"]["versionId"]))  # type: ignore[index]
    read.turn()
    assert [each.kind for each in unseen_notices(bedside.ctx)] == [NoticeKind.DECEASED]
    other = [{"system": "http://www.moi.gov.tw", "value": "F131104093"}]
    real.update({**told, "identifier": other}, newer.version)
    real.create(crp(her, 5))
    assert read.turn() == 0
    assert {each.kind for each in unseen_notices(bedside.ctx)} == {NoticeKind.DECEASED, NoticeKind.NUMBER_CHANGED}
    (row,) = open_matches(bedside.ctx)
    assert (row.case.cause, row.case.patient_id) == (MatchCause.NUMBER_CHANGED, CHEN)
    assert facts(bedside, FactKind.LAB) == []


def test_a_link_undone_in_the_middle_of_a_pass_stores_nothing_more(
    bedside: Bedside, read: Read, real: FhirClient, her: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read.turn()
    real.send_bundle("batch", [entry(crp(her, number + 1, number)) for number in range(5)])
    (row,) = decided_matches(bedside.ctx, MatchState.LINKED)
    stored = read.feed._store

    def undone_first(*arguments: object) -> object:
        undo_identity(bedside.ctx, NURSE, row.case.case_id, row.case.version, "another Chen")
        return stored(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(read.feed, "_store", undone_first)
    assert read.turn() == 0
    with bedside.ctx.store() as uow:
        assert uow.hospital_facts.of_subjects("h", [her]) == ()


def test_the_board_of_the_exchange_says_how_reading_stands(
    bedside: Bedside, read: Read, real: FhirClient, her: str
) -> None:
    real.create(crp(her, 1))
    read.turn()
    (board,) = read_exchange(bedside.ctx)
    assert (board.status.feed, board.status.last_good_at) == ("h-in", bedside.clock.now())
    assert board.inbound is not None
    assert (board.inbound.linked, board.inbound.facts, board.inbound.failing, board.inbound.refusals) == (1, 1, 0, 0)


def test_nobody_of_an_exercise_and_nobody_who_left_is_looked_for(bedside: Bedside, read: Read) -> None:
    with bedside.ctx.store() as uow:
        for patient in uow.patients.all():
            uow.patients.save(replace(patient, exercise=True))
        uow.commit()
    here = read.feed._here()
    assert here is not None
    assert (len(here.in_care), read.feed._missing(here)) == (3, ())

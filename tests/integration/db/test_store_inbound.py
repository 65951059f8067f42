"""What hospitals tell comes out of the store as it went in, on both engines."""

from dataclasses import replace

import pytest
from inbound_samples import FACT, HOUR, MAPPING, MARK, MATCH, NOTICE, NOW, RAW, REFUSAL
from samples import PATIENT, fields_at_default

from hah_console.domain.code_mapping import MappingState
from hah_console.domain.errors import InvalidInput, NotFound
from hah_console.domain.hospital_facts import FactKind
from hah_console.domain.identity_match import MatchState
from hah_console.domain.inbound_refusal import RefusalState

SUBJECT, OTHER = "Patient/7", "Patient/9"


def write(unit, write_to):
    with unit() as uow:
        write_to(uow)
        uow.commit()


@pytest.mark.parametrize("row", [FACT, MARK], ids=["fact", "mark"])
def test_no_sample_leaves_a_field_at_its_default(row):
    assert fields_at_default(row) == []


def test_a_resource_is_kept_once_a_version_and_comes_back_byte_for_byte(unit):
    write(unit, lambda uow: uow.hospital_raw.add([RAW, replace(RAW, raw_id="raw-2", version_id="3")]))
    write(unit, lambda uow: uow.hospital_raw.add([replace(RAW, content=b"{}")]))
    with unit() as uow:
        assert uow.hospital_raw.get("raw-1") == RAW, "a version is never changed"
        assert uow.hospital_raw.known(["raw-1", "raw-3"]) == {"raw-1"}
        assert [each.version_id for each in uow.hospital_raw.of_resource("hospital", "Observation", "o1")] == ["2", "3"]
        assert uow.hospital_raw.count("hospital") == 2
        with pytest.raises(NotFound):
            uow.hospital_raw.get("raw-3")


def test_facts_of_a_newer_version_stand_in_the_place_of_the_old_ones(unit):
    second = replace(FACT, fact_id="hospital:Observation/o1#2", kind=FactKind.VITAL, quantity=None)
    other = replace(FACT, fact_id="hospital:Observation/o2", origin=replace(FACT.origin, resource_id="o2"))
    write(unit, lambda uow: uow.hospital_facts.replace("hospital", [], [FACT, second, other]))
    with unit() as uow:
        found = uow.hospital_facts.of_subjects("hospital", [SUBJECT])
        assert sorted(found, key=lambda each: each.fact_id) == [FACT, second, other]
        assert uow.hospital_facts.of_subjects("hospital", [SUBJECT], [FactKind.VITAL]) == (second,)
        assert uow.hospital_facts.of_subjects("hospital", [OTHER]) == ()
        assert uow.hospital_facts.of_subjects("another", [SUBJECT]) == ()
    newer = replace(FACT, value="2.0 mg/dL", origin=replace(FACT.origin, version_id="3", raw_id="raw-2"), gone_at=None)
    write(unit, lambda uow: uow.hospital_facts.replace("hospital", ["Observation/o1"], [newer]))
    with unit() as uow:
        assert set(uow.hospital_facts.of_subjects("hospital", [SUBJECT])) == {newer, other}
        assert uow.hospital_facts.versions("hospital", ["Observation/o1", "Observation/o9"]) == {
            "Observation/o1": "raw-2"
        }
        assert uow.hospital_facts.resources_with("hospital", "http://loinc.org", "1988-5") == ("raw-1", "raw-2")
        assert uow.hospital_facts.count("hospital") == 2


def test_what_is_gone_at_the_hospital_is_marked_until_it_is_there_again_or_newer(unit):
    there = replace(FACT, gone_at=None)
    other = replace(
        there, fact_id="hospital:Observation/o2", origin=replace(FACT.origin, resource_id="o2", raw_id="r2")
    )
    write(unit, lambda uow: uow.hospital_facts.replace("hospital", [], [there, other]))
    write(unit, lambda uow: uow.hospital_facts.mark_gone("hospital", ["Observation/o1"], NOW))
    write(unit, lambda uow: uow.hospital_facts.mark_gone("another", ["Observation/o2"], NOW))
    with unit() as uow:
        assert uow.hospital_facts.standing("hospital", SUBJECT, "Observation") == {"o1": False, "o2": True}
        assert uow.hospital_facts.standing("hospital", OTHER, "Observation") == {}
        assert set(uow.hospital_facts.of_subjects("hospital", [SUBJECT])) == {replace(there, gone_at=NOW), other}
    write(unit, lambda uow: uow.hospital_facts.replace("hospital", ["Observation/o1"], [replace(there, value="2")]))
    with unit() as uow:
        assert not uow.hospital_facts.standing("hospital", SUBJECT, "Observation")["o1"], "read anew, the same version"
    write(unit, lambda uow: uow.hospital_facts.mark_gone("hospital", ["Observation/o1"], None))
    with unit() as uow:
        assert uow.hospital_facts.standing("hospital", SUBJECT, "Observation")["o1"]


def test_what_is_of_nobody_is_asked_for_by_itself(unit):
    ward = replace(FACT, fact_id="hospital:Location/l", subject="", kind=FactKind.LOCATION)
    write(unit, lambda uow: uow.hospital_facts.replace("hospital", [], [FACT, ward]))
    with unit() as uow:
        assert uow.hospital_facts.nobodys("hospital") == (ward,)
        assert uow.hospital_facts.of_subjects("hospital", ["", SUBJECT]) == (FACT,)


def test_a_mark_is_empty_until_it_is_put_and_failing_ones_are_found(unit):
    write(unit, lambda uow: uow.read_marks.put(MARK))
    write(unit, lambda uow: uow.read_marks.put(replace(MARK, resource_type="Condition", reason="")))
    with unit() as uow:
        assert uow.read_marks.get("hospital", SUBJECT, "Observation") == MARK
        assert uow.read_marks.get("hospital", OTHER, "Observation").asked_at is None
        assert uow.read_marks.failing("hospital") == (MARK,)
        assert len(uow.read_marks.of_subjects("hospital", [SUBJECT, OTHER])) == 2


@pytest.fixture
def known(unit):
    write(unit, lambda uow: uow.patients.save(PATIENT))
    return unit


def test_identities_are_found_by_reference_patient_and_state(known):
    waiting = replace(
        MATCH, case_id="MC-2", incoming=replace(MATCH.incoming, reference=OTHER), state=MatchState.OPEN, patient_id=None
    )
    write(known, lambda uow: [uow.match_cases.save(each) for each in (MATCH, waiting)])
    with known() as uow:
        assert uow.match_cases.of_reference("hospital", SUBJECT) == replace(MATCH, version=1)
        assert uow.match_cases.of_reference("another", SUBJECT) is None
        assert [each.case_id for each in uow.match_cases.of_patient("P-1")] == ["MC-1"]
        assert [each.case_id for each in uow.match_cases.in_state(MatchState.OPEN, "hospital")] == ["MC-2"]
        assert uow.match_cases.in_state(MatchState.OPEN, "another") == ()
        assert uow.match_cases.counts("hospital") == {MatchState.OPEN: 1, MatchState.LINKED: 1}


def test_a_patient_of_a_hospital_has_one_case(known):
    with known() as uow:
        uow.match_cases.save(MATCH)
        with pytest.raises(InvalidInput):
            uow.match_cases.save(replace(MATCH, case_id="MC-9"))


def test_refusals_are_counted_by_type_and_found_by_resource(unit):
    open_ = replace(REFUSAL, refusal_id="IR-2", state=RefusalState.WAITING)
    again = replace(REFUSAL, refusal_id="IR-3", state=RefusalState.AGAIN, resource_type="Condition", resource_id="c")
    write(unit, lambda uow: [uow.inbound_refusals.save(each) for each in (REFUSAL, open_, again)])
    with unit() as uow:
        assert [each.refusal_id for each in uow.inbound_refusals.open()] == ["IR-2", "IR-3"]
        assert uow.inbound_refusals.open("another") == ()
        assert [each.refusal_id for each in uow.inbound_refusals.set_aside()] == ["IR-1"]
        assert [each.refusal_id for each in uow.inbound_refusals.asked_again("hospital", 9)] == ["IR-3"]
        assert uow.inbound_refusals.counts("hospital", [SUBJECT]) == {"Observation": 1, "Condition": 1}
        assert uow.inbound_refusals.counts("hospital", [OTHER]) == {}
        assert uow.inbound_refusals.count_open("hospital") == 2
        of_one = uow.inbound_refusals.of_resources("hospital", ["Condition/c", "Observation/none"])
        assert [each.refusal_id for each in of_one] == ["IR-3"]


def test_only_what_a_person_said_of_a_code_counts(unit):
    rows = (
        MAPPING,
        replace(MAPPING, mapping_id="CM-2", code="K02", state=MappingState.UNMAPPED, target="", applied=True),
        replace(MAPPING, mapping_id="CM-3", code="K03", state=MappingState.IGNORED, target="", applied=True),
    )
    write(unit, lambda uow: [uow.code_mappings.save(each) for each in rows])
    with unit() as uow:
        assert uow.code_mappings.targets("hospital") == {("urn:lab", "K01"): "crp", ("urn:lab", "K03"): ""}
        assert [each.mapping_id for each in uow.code_mappings.unapplied("hospital")] == ["CM-1"]
        assert uow.code_mappings.count_unmapped("hospital") == 1
        assert len(uow.code_mappings.of_feed("hospital")) == 3
        assert [each.code for each in uow.code_mappings.some(["CM-2", "CM-9"])] == ["K02"]


def test_a_notice_is_unseen_until_somebody_looked(known):
    later = replace(NOTICE, notice_id="HN-2", at=NOW + HOUR, seen_by=None, seen_at=None)
    write(known, lambda uow: [uow.hospital_notices.save(each) for each in (NOTICE, later)])
    with known() as uow:
        assert [each.notice_id for each in uow.hospital_notices.unseen("P-1")] == ["HN-2"]
        assert [each.notice_id for each in uow.hospital_notices.unseen()] == ["HN-2"]
        assert [each.notice_id for each in uow.hospital_notices.of_patient("P-1")] == ["HN-2", "HN-1"]

"""Who a hospital says its Patient is: the traps of national IDs, numbers of others, names as they are written."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hah_console.adapters.fhir.inbound.identity import OwnSystems, incoming_identity, same_system
from hah_console.adapters.fhir.inbound.people_search import asked_numbers, is_asked_for, search_value
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.fhir.resource_json import read_file
from hah_console.domain.identity_match import NumberKind, candidate
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
SYSTEMS = OwnSystems("https://hah.example.tw/patient", "https://hospital.example.tw/mrn")
MOI = "http://www.moi.gov.tw"
PATIENT = Patient("P-1", "M-001", "王小明", Sex.MALE, date(1950, 2, 3), Place(24.8, 120.9), national_id="A123456789")


def typed(code: str, country: str = "") -> dict[str, object]:
    coding: dict[str, object] = {"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": code}
    if country:
        url = "https://twcore.mohw.gov.tw/ig/twcore/StructureDefinition/identifier-suffix"
        inner = [{"url": "suffix", "valueString": country}]
        coding["_code"] = {"extension": [{"url": url, "extension": inner}]}
    return {"coding": [coding]}


def person(*identifiers: dict[str, object], **parts: object) -> dict[str, object]:
    return {"resourceType": "Patient", "id": "7", "identifier": list(identifiers), "name": [{"text": "王小明"}],
            "gender": "male", "birthDate": "1950-02-03", **parts}  # fmt: skip


def incoming(*identifiers: dict[str, object], **parts: object):
    return incoming_identity(person(*identifiers, **parts), "h", SYSTEMS, NOW)


@pytest.mark.parametrize("system", [MOI, MOI + "/", "https://www.moi.gov.tw", "HTTP://WWW.MOI.GOV.TW/"])
@pytest.mark.parametrize("kind", [typed("NNxxx", "TWN"), typed("NNxxx"), typed("NNTWN"), {}])
def test_a_national_id_is_known_with_and_without_its_country_and_slash(system: str, kind: dict[str, object]) -> None:
    told = incoming({"type": kind, "system": system, "value": "a123456789 "})
    assert told.number(NumberKind.NATIONAL_ID) == "A123456789"


@pytest.mark.parametrize(
    ("identifier", "doubt"),
    [
        ({"system": MOI, "value": "A123456788"}, "wrong_check_digit"),
        ({"system": MOI, "value": "A12345****"}, "masked"),
        ({"system": MOI, "value": "A1234○○789"}, "masked"),
        ({"system": MOI, "value": "00123"}, "not_an_id"),
        ({"system": MOI, "value": "A123456789", "use": "old"}, "former"),
        ({"system": MOI, "value": "A123456789", "period": {"end": "2020-01-01"}}, "former"),
        ({"system": MOI, "value": "A123456789", "type": typed("NNxxx", "JPN")}, "other_country"),
        ({"system": "urn:other", "value": "A123456789", "type": typed("NNxxx", "TWN")}, "other_system"),
    ],
)
def test_a_national_id_is_relied_on_only_whole_in_use_and_in_its_own_system(
    identifier: dict[str, object], doubt: str
) -> None:
    told = incoming(identifier)
    assert [each.doubt for each in told.numbers] == [doubt]
    assert told.number(NumberKind.NATIONAL_ID) == ""
    assert not candidate(told, PATIENT).certain


def test_a_resident_number_is_hers_as_a_national_id_is() -> None:
    told = incoming({"system": "http://www.immigration.gov.tw", "value": "A800000014", "type": typed("PRC")})
    assert told.number(NumberKind.NATIONAL_ID) == "A800000014"


def test_a_record_number_counts_in_the_shared_system_only() -> None:
    own = {"type": typed("MR"), "system": "https://hospital.example.tw/mrn/", "value": "m-001"}
    other = {"type": typed("MR"), "system": "https://another.example.tw/mrn", "value": "M-001"}
    assert incoming(own).number(NumberKind.RECORD_NUMBER) == "M-001"
    assert incoming(other).number(NumberKind.RECORD_NUMBER) == ""
    assert [each.kind for each in incoming(other).numbers] == [NumberKind.OTHER]


def test_a_passport_is_kept_and_links_nobody() -> None:
    told = incoming({"type": typed("PPN"), "system": "http://hl7.org/fhir/sid/passport-TWN", "value": "888800371"})
    assert [each.kind for each in told.numbers] == [NumberKind.PASSPORT]
    assert candidate(told, PATIENT).agrees == ("name", "birth_date", "sex")


def test_the_patient_we_told_the_hospital_comes_back_as_ours() -> None:
    naming = Naming("https://hah.example.tw", "x", record_system="https://hospital.example.tw/mrn")
    told = incoming_identity(patient_resource(PATIENT, naming), "h", SYSTEMS, NOW)
    assert told.number(NumberKind.OWN) == "P-1"
    assert candidate(told, PATIENT).agrees == ("own", "national_id", "record_number", "name", "birth_date", "sex")


def test_death_merging_and_disuse_are_read_however_they_are_written() -> None:
    assert incoming(deceasedBoolean=True).deceased
    assert incoming(deceasedDateTime="2026-11-29").deceased
    assert not incoming(deceasedBoolean=False).deceased
    merged = incoming(link=[{"other": {"reference": "Patient/8"}, "type": "replaced-by"}], active=False)
    assert (merged.replaced_by, merged.active) == ("Patient/8", False)
    assert incoming(link=[{"other": {"reference": "Patient/8"}, "type": "seealso"}]).replaced_by == ""


def test_names_are_written_as_their_script_is_and_former_ones_left_out() -> None:
    names = [
        {"use": "old", "text": "王舊名"},
        {"use": "usual", "text": "WANG"},
        {"use": "official", "family": "王", "given": ["小明"]},
    ]
    assert incoming(name=names).name == "王小明"
    assert incoming(name=[{"family": "Wang", "given": ["Hsiao", "Ming"]}]).name == "Hsiao Ming Wang"


def test_a_birth_date_that_is_no_whole_day_tells_nothing() -> None:
    assert incoming(birthDate="1950").birth_date is None
    assert incoming(birthDate="1950-02-03").birth_date == date(1950, 2, 3)


@pytest.mark.parametrize("system", ["http://Www.Moi.gov.tw/", "https://www.moi.gov.tw", " http://www.moi.gov.tw "])
def test_a_system_is_the_same_however_it_is_written(system: str) -> None:
    assert same_system(system) == "www.moi.gov.tw"


def test_somebody_is_looked_for_by_numbers_in_every_spelling_and_found_only_by_them() -> None:
    numbers = asked_numbers(PATIENT, SYSTEMS)
    value = search_value(numbers)
    assert f"{MOI}|A123456789,{MOI}/|A123456789" in value
    assert "https://hospital.example.tw/mrn|M-001" in value
    assert "王" not in value
    assert is_asked_for(person({"system": MOI + "/", "value": "A123456789"}), numbers)
    assert not is_asked_for(person({"system": MOI, "value": "F131104093"}), numbers)
    assert not is_asked_for(person(), numbers)
    assert search_value((("urn:x", "a,b|c"),)) == "urn:x|a\\,b\\|c"


@pytest.mark.shared_data
def test_the_example_of_tw_core_is_read_with_its_national_id(shared_data: Path) -> None:
    told = incoming_identity(read_file(shared_data / "fhir/twcore-0.3.3/Patient-pat-example.json"), "h", SYSTEMS, NOW)
    assert told.number(NumberKind.NATIONAL_ID) or [each.doubt for each in told.numbers if each.doubt]
    assert (told.name != "", told.birth_date is not None, told.sex is not Sex.UNKNOWN) == (True, True, True)

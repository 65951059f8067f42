"""From resources to facts: digits and origins kept, units converted or refused, none only where it is stated."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.fhir_reading import READER, raw_of

from hah_console.adapters.fhir.inbound.moments import instant, told_moment
from hah_console.adapters.fhir.inbound.parts import Unusable
from hah_console.adapters.fhir.inbound.statements import READERS
from hah_console.adapters.fhir.resource_json import read_file
from hah_console.domain.clock import TAIPEI
from hah_console.domain.hospital_facts import FactKind, HospitalFact, Precision
from hah_console.domain.quantity import Quantity, Unit
from hah_console.services.inbound_ports import Derived

HL7 = "http://terminology.hl7.org/CodeSystem/"
UCUM, LOINC, SNOMED = "http://unitsofmeasure.org", "http://loinc.org", "http://snomed.info/sct"


def read(resource: dict[str, object], targets: dict[tuple[str, str], str] | None = None) -> Derived:
    return READER(raw_of(json.dumps({"id": "o1", "subject": {"reference": "Patient/7"}, **resource})), targets or {})


def only(derived: Derived) -> HospitalFact:
    assert derived.refused is None, derived.refused
    (fact,) = derived.facts
    return fact


def lab(value: object, unit: str, code: str = "1988-5", system: str = LOINC, **parts: object) -> dict[str, object]:
    category = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]
    }
    return {
        "resourceType": "Observation", "status": "final", "category": [category],
        "code": {"coding": [{"system": system, "code": code, "display": "test"}]},
        "effectiveDateTime": "2026-11-30T09:30:00+08:00",
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit}, **parts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "code", "expected"),
    [
        ("1.50", "mg/dL", "1988-5", Quantity(Decimal("15"), Unit.MG_L)),
        ("15.0", "ug/mL", "1988-5", Quantity(Decimal("15.0"), Unit.MG_L)),
        ("88.4", "umol/L", "14682-9", Quantity(Decimal("1"), Unit.MG_DL)),
        ("12.5", "10*3/uL", "6690-2", Quantity(Decimal("12.5"), Unit.GIGA_L)),
        ("12500", "/uL", "6690-2", Quantity(Decimal("12.5"), Unit.GIGA_L)),
        ("100", "mg/dL", "2345-7", Quantity(Decimal("5.55"), Unit.MMOL_L)),
        ("5.0", "mmol/l", "14749-6", Quantity(Decimal("5.0"), Unit.MMOL_L)),
        ("20", "mg/dL", "3094-0", Quantity(Decimal("7.14"), Unit.MMOL_L)),
    ],
)
def test_a_result_in_another_listed_unit_is_converted_and_keeps_its_digits(
    value: str, unit: str, code: str, expected: Quantity
) -> None:
    content = json.dumps({"id": "o1", "subject": {"reference": "Patient/7"}, **lab(0, unit, code)})
    fact = only(READER(raw_of(content.replace('"value": 0', f'"value": {value}')), {}))
    assert fact.value == f"{value} {unit}"
    assert fact.quantity is not None
    assert (fact.quantity.value, fact.quantity.unit) == (pytest.approx(expected.value), expected.unit)
    assert fact.kind is FactKind.LAB


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [(1.5, "mg/mmol", "1988-5"), (7, "mmol/L", "1988-5"), (7, "mmol/L", "3094-0"), (20, "mg/dL", "22664-7"),
     (5, "MG/DL", "1988-5"), (38.5, "K", "8310-5")],
)  # fmt: skip
def test_a_result_in_a_unit_that_is_not_listed_is_refused(value: float, unit: str, code: str) -> None:
    derived = read(lab(value, unit, code))
    assert derived.refused is not None
    assert derived.refused.reason == "unit_not_listed"
    assert dict(derived.refused.facts)["unit"] == unit
    assert derived.facts == ()
    assert [each.code for each in derived.codes] == [code], "a person may say that it is shown as it came"


def test_a_unit_in_words_only_is_read_as_far_as_the_rules_list_it() -> None:
    assert only(read(lab(1, "x", valueQuantity={"value": 2, "unit": "mg/L"}))).quantity == Quantity(
        Decimal(2), Unit.MG_L
    )
    assert read(lab(1, "x", valueQuantity={"value": 2})).refused.reason == "unit_missing"
    assert read(lab(1, "x", valueQuantity={"value": 2, "unit": "plus"})).refused.reason == "unit_not_listed"
    coded = {"value": 2, "unit": "mg/L", "system": "urn:own", "code": "U7"}
    assert read(lab(1, "x", valueQuantity=coded)).refused.reason == "unit_not_listed", (
        "the code stands before the words"
    )


def test_a_size_that_does_not_fit_its_unit_is_not_counted_with() -> None:
    fact = only(read(lab(140, "g/dL", "718-7")))
    assert (fact.value, fact.quantity, fact.note) == ("140 g/dL", None, "unusual"), "it would fit g/L; nobody says so"
    assert read(lab(99999, "mmol/L", "2823-3")).refused.reason == "impossible_value"
    bound = only(read(lab(1, "x", valueQuantity={"value": 0.5, "comparator": "<", "system": UCUM, "code": "mg/L"})))
    assert (bound.value, bound.quantity, bound.note) == ("<0.5 mg/L", None, "comparator")


def test_a_code_nobody_knows_is_shown_as_it_came_and_counted_for_mapping() -> None:
    own = lab(3, "mg/dL", "K01", "urn:lab")
    derived = read(own)
    fact = only(derived)
    assert (fact.value, fact.quantity, fact.measured) == ("3 mg/dL", None, "")
    assert [(each.system, each.code, each.unit) for each in derived.codes] == [("urn:lab", "K01", "mg/dL")]
    mapped = read(own, {("urn:lab", "K01"): "crp"})
    assert only(mapped).quantity == Quantity(Decimal(30), Unit.MG_L)
    assert mapped.codes == ()
    assert only(read(own, {("urn:lab", "K01"): ""})).quantity is None


def test_two_codes_of_one_value_that_are_two_things_are_refused() -> None:
    codes = {"coding": [{"system": LOINC, "code": "1988-5"}, {"system": LOINC, "code": "2160-0"}]}
    assert read(lab(3, "mg/dL") | {"code": codes}).refused.reason == "codes_differ"


def test_a_blood_pressure_is_two_facts_and_a_pulse_oximeter_one() -> None:
    def of(code: str, value: int) -> dict[str, object]:
        return {"code": {"coding": [{"system": LOINC, "code": code}]},
                "valueQuantity": {"value": value, "system": UCUM, "code": "mm[Hg]"}}  # fmt: skip

    pressure = {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-30T01:00:00Z",
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]}, "component": [of("8480-6", 128), of("8462-4", 76)],
    }  # fmt: skip
    facts = read(pressure).facts
    assert [(each.measured, each.value, each.kind) for each in facts] == [
        ("systolic", "128 mm[Hg]", FactKind.VITAL), ("diastolic", "76 mm[Hg]", FactKind.VITAL),
    ]  # fmt: skip
    assert len({each.fact_id for each in facts}) == 2
    both = {"coding": [{"system": LOINC, "code": "59408-5"}, {"system": LOINC, "code": "2708-6"}]}
    assert only(read(lab(94, "%") | {"code": both})).measured == "spo2"


def test_what_was_not_obtained_has_no_value_and_says_why() -> None:
    absent = lab(1, "x", dataAbsentReason={"text": "specimen clotted"})
    del absent["valueQuantity"]
    fact = only(read(absent))
    assert (fact.value, fact.note, fact.quantity) == ("specimen clotted", "absent", None)


@pytest.mark.parametrize("text", ["2026-11-30T09:30:00", "2026-11-30T09:30:00.123"])
def test_a_time_without_its_zone_is_refused(text: str) -> None:
    derived = read(lab(3, "mg/L", effectiveDateTime=text))
    assert derived.refused is not None
    assert derived.refused.reason == "no_time_zone"
    with pytest.raises(Unusable):
        told_moment(text, TAIPEI)
    assert instant(text) is None


def test_a_day_is_no_more_exact_than_it_was_told() -> None:
    assert told_moment("2026-11-30", TAIPEI) == (datetime(2026, 11, 29, 16, tzinfo=UTC), Precision.DAY)
    assert told_moment("2026-11", TAIPEI)[1] is Precision.MONTH
    assert told_moment("2026", TAIPEI)[1] is Precision.YEAR
    assert told_moment("2026-11-30T09:30:00+08:00", TAIPEI) == (
        datetime(2026, 11, 30, 1, 30, tzinfo=UTC), Precision.MOMENT,
    )  # fmt: skip
    assert told_moment(None, TAIPEI) == (None, Precision.NONE)


def allergy(code: str, system: str = SNOMED, **parts: object) -> dict[str, object]:
    return {
        "resourceType": "AllergyIntolerance", "id": "a1", "subject": None, "patient": {"reference": "Patient/7"},
        "code": {"coding": [{"system": system, "code": code}], "text": "t"},
        "clinicalStatus": clinical("active"), "verificationStatus": verified("confirmed"), **parts,
    }  # fmt: skip


def clinical(code: str) -> dict[str, object]:
    return {"coding": [{"system": f"{HL7}allergyintolerance-clinical", "code": code}]}


def verified(code: str) -> dict[str, object]:
    return {"coding": [{"system": f"{HL7}allergyintolerance-verification", "code": code}]}


def none_of(resource: dict[str, object]) -> dict[str, object]:
    return {key: each for key, each in resource.items() if each is not None}


def statement(resource: dict[str, object]) -> Derived:
    return READER(raw_of(json.dumps(none_of(resource))), {})


def test_no_known_allergy_is_a_statement() -> None:
    fact = only(statement(allergy("716186003")))
    assert (fact.says_none, fact.kind, fact.subject) == (True, FactKind.ALLERGY, "Patient/7")


def test_no_known_drug_allergy_is_not_no_known_allergy() -> None:
    assert not only(statement(allergy("409137002"))).says_none


@pytest.mark.parametrize(
    "parts", [{"verificationStatus": verified("unconfirmed")}, {"clinicalStatus": clinical("resolved")}]
)
def test_a_statement_of_none_that_is_doubted_or_over_states_nothing(parts: dict[str, object]) -> None:
    assert not only(statement(allergy("716186003", **parts))).says_none


def test_that_nothing_is_known_is_no_statement_at_all() -> None:
    system = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
    assert statement(allergy("no-allergy-info", system)).facts == ()
    assert only(statement(allergy("no-known-allergies", system))).says_none


def test_what_was_entered_in_error_does_not_hold() -> None:
    fact = only(statement(allergy("91936005", verificationStatus=verified("entered-in-error"))))
    assert (fact.status, fact.holds) == ("entered-in-error", False)


def test_a_resource_with_a_broken_structure_is_refused_by_path_and_rule() -> None:
    derived = read(lab(3, "mg/L") | {"status": 7})
    assert derived.refused is not None
    assert (derived.refused.reason, dict(derived.refused.facts)["path"]) == ("profile", "Observation.status")


def test_what_its_profile_asks_for_beyond_the_base_is_no_reason_to_refuse() -> None:
    claimed = {
        "profile": ["https://twcore.mohw.gov.tw/ig/twcore/StructureDefinition/Observation-laboratoryResult-twcore"]
    }
    bare = lab(3, "mg/L", meta=claimed)
    del bare["category"]
    assert read(bare).refused is None


def test_nested_contained_resources_are_refused_by_their_depth() -> None:
    deep: dict[str, object] = {"resourceType": "Basic", "code": {"text": "x"}}
    for _ in range(60):
        deep = {"resourceType": "Basic", "code": {"text": "x"}, "contained": [deep]}
    derived = read(lab(3, "mg/L", contained=[deep]))
    assert derived.refused is not None
    assert derived.refused.reason == "too_deep"


@pytest.mark.shared_data
def test_every_example_of_a_kind_we_read_comes_to_facts_with_its_origin(shared_data: Path) -> None:
    kinds = {*READERS, "Observation"}
    files = [path for path in sorted((shared_data / "fhir").rglob("*.json")) if "invalid" not in str(path)]
    read_files = [path for path in files if path.name.split("-")[0] in kinds]
    assert len(read_files) > 35
    for path in read_files:
        raw = raw_of(json.dumps(json.loads(path.read_bytes())))
        derived = READER.read(read_file(path), raw, {})
        assert derived.refused is None or derived.refused.reason == "unit_not_listed", (path.name, derived.refused)
        assert derived.refused or derived.facts, path.name
        assert all(fact.origin.reference == f"{raw.resource_type}/{raw.resource_id}" for fact in derived.facts)


@pytest.mark.shared_data
def test_a_whole_record_of_synthea_comes_to_facts(shared_data: Path) -> None:
    kinds = {*READERS, "Observation"}
    refused, facts = [], 0
    for path in sorted((shared_data / "fhir/synthea-r4").glob("*.json")):
        for entry in read_file(path)["entry"]:  # type: ignore[attr-defined]
            resource = entry["resource"]
            if resource["resourceType"] in kinds:
                derived = READER.read(resource, raw_of(json.dumps({"resourceType": "x"}), resource), {})
                facts += len(derived.facts)
                refused += [derived.refused] if derived.refused else []
    assert facts > 150
    assert refused == []

"""The profile checker over real packages and published examples: every fault found, nothing flagged that is right."""

import json
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest

from hah_console.adapters.fhir.checker.base import BaseDefinitions
from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.checker.packages import package_resources
from hah_console.adapters.fhir.checker.profile_store import ProfileStore
from hah_console.adapters.fhir.checker.value_sets import ValueSets
from hah_console.adapters.fhir.resource_json import parse_quickly, read_file
from hah_console.app.resources import resource_path
from hah_console.domain.errors import InvalidInput

FOLDER = resource_path("fhir")
TW = "https://twcore.mohw.gov.tw/ig/twcore/StructureDefinition/"
HAH = "http://ltc-ig.fhir.tw/StructureDefinition/"

SCRIPTED = {"status": "generated", "div": "<div><script/></div>"}

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def packaged(shared_data: Path) -> Checker:
    return Checker.load(FOLDER, [shared_data / "fhir-profiles"])


@pytest.fixture(scope="module")
def own() -> Checker:
    """The checker of a site that names no package."""
    return Checker.load(FOLDER)


@pytest.fixture(scope="module", params=["packages", "own table"])
def checker(request: pytest.FixtureRequest, packaged: Checker, own: Checker) -> Checker:
    return packaged if request.param == "packages" else own


def examples(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.glob("*.json")) if path.name != "EXPECTED.json"]
    assert found
    return found


def broken_rules(checker: Checker, resource: Mapping[str, object]) -> set[tuple[str, str]]:
    return {(each.path, each.rule) for each in checker.errors(resource)}


def test_every_resource_with_one_fault_is_caught(checker: Checker, shared_data: Path) -> None:
    files = examples(shared_data / "fhir" / "invalid-twcore")
    assert [path.name for path in files if not checker.errors(read_file(path))] == []


def test_no_valid_example_is_flagged(checker: Checker, shared_data: Path) -> None:
    files = [*examples(shared_data / "fhir" / "twcore-0.3.3"), *examples(shared_data / "fhir" / "twltc-hah-1.1.0")]
    flagged = {path.name: found for path in files if (found := checker.errors(read_file(path)))}
    assert flagged == {}


def test_the_fault_is_found_at_its_element(packaged: Checker, shared_data: Path) -> None:
    folder = shared_data / "fhir" / "invalid-twcore"
    assert ("Observation.component[0].valueQuantity.code", "fixed") in broken_rules(
        packaged, read_file(folder / "08-bp-unit-code-fixed.json")
    )
    assert ("Patient.identifier[0]", "invariant") in broken_rules(
        packaged, read_file(folder / "02-pat-idcard-regex.json")
    )
    assert ("Bundle.entry", "slice_min") in broken_rules(packaged, read_file(folder / "24-doc-no-composition.json"))


def required_paths(definition: Mapping[str, object]) -> Iterator[str]:
    """Elements right below the resource that a snapshot asks for."""
    for element in definition["snapshot"]["element"]:  # type: ignore[index]
        name = element["id"].partition(".")[2]
        if element["min"] and name and "." not in name and ":" not in name and "[x]" not in name:
            yield name


def test_whatever_a_snapshot_asks_for_is_missed_when_it_is_taken_out(packaged: Checker, shared_data: Path) -> None:
    package = shared_data / "fhir-profiles" / "tw.gov.mohw.twcore-0.3.2-trimmed.tgz"
    definitions = {str(each.get("url")): each for each in package_resources(package) if "snapshot" in each}
    taken_out = 0
    for path in examples(shared_data / "fhir" / "twcore-0.3.3"):
        resource = read_file(path)
        (url,) = resource["meta"]["profile"]  # type: ignore[index]
        for name in required_paths(definitions[url]):
            without = {key: value for key, value in resource.items() if key != name}
            found = broken_rules(packaged, without)
            assert any(place == f"{resource['resourceType']}.{name}" for place, _ in found), (path.name, name)
            taken_out += 1
    assert taken_out > 60


def test_a_fixed_value_two_slices_deep_is_judged(packaged: Checker, shared_data: Path) -> None:
    pressure = read_file(shared_data / "fhir" / "twcore-0.3.3" / "Observation-obs-bloodPressure-example.json")
    pressure["component"][0]["code"]["coding"][0]["system"] = "http://snomed.info/sct"  # type: ignore[index]
    assert ("Observation.component[0].code.coding", "slice_min") in broken_rules(packaged, pressure) or (
        "Observation.component",
        "slice_min",
    ) in broken_rules(packaged, pressure)


def test_the_two_names_of_the_disability_systems_are_really_swapped_in_the_referral_example(
    packaged: Checker, shared_data: Path
) -> None:
    referral = read_file(shared_data / "fhir" / "twltc-1.0.0" / "Bundle-ltc-bundle-referral-example.json")
    found = {each.path.split(".code")[0] for each in packaged.errors(referral)}
    assert found == {"Bundle.entry[2].resource", "Bundle.entry[3].resource"}


def test_of_the_published_r4_examples_only_the_one_with_a_wrong_reference_is_flagged(
    own: Checker, shared_data: Path
) -> None:
    flagged = {
        path.name: broken_rules(own, read_file(path))
        for path in examples(shared_data / "fhir" / "hl7-r4")
        if own.errors(read_file(path))
    }
    assert flagged == {"DeviceMetric-example.json": {("DeviceMetric.parent", "reference")}}


def test_the_patients_of_synthea_keep_to_the_base(own: Checker, shared_data: Path) -> None:
    for path in examples(shared_data / "fhir" / "synthea-r4"):
        assert own.errors(read_file(path)) == ()


def visit(own: Checker, shared_data: Path) -> dict[str, object]:
    document = read_file(shared_data / "fhir" / "twltc-hah-1.1.0" / "Bundle-hah-document.json")
    found = [each["resource"] for each in document["entry"]]  # type: ignore[attr-defined]
    return deepcopy(next(each for each in found if each["id"] == "hah-visit"))


@pytest.mark.parametrize(
    ("spoil", "path", "rule"),
    [
        (lambda it: it.pop("partOf"), "Encounter.partOf", "min"),
        (lambda it: it.pop("extension"), "Encounter.extension", "slice_min"),
        (lambda it: it["class"].update(code="IMP"), "Encounter.class.code", "binding"),
        (lambda it: it["extension"][0].update(valueCode="by drone"), "Encounter.extension[0].valueCode", "binding"),
        (lambda it: it["period"].pop("end"), "Encounter", "invariant"),
        (lambda it: it["subject"].update(reference="Device/1"), "Encounter.subject", "reference"),
        (lambda it: it["type"][0]["coding"][0].update(code="acute-home"), "Encounter.type", "slice_min"),
        (lambda it: it.update(subject=[it["subject"]]), "Encounter.subject", "type"),
        (lambda it: it.update(location=[]), "Encounter.location", "empty"),
        (lambda it: it["period"].update(start="1 Sep 2026"), "Encounter.period.start", "format"),
        (lambda it: it.update(_status={"extension": [{"url": "x"}]}), "Encounter._status.extension[0]", "invariant"),
        (lambda it: it.update(_subject={}), "Encounter._subject", "unknown"),
        (lambda it: it.update(text=SCRIPTED), "Encounter.text.div", "narrative"),
    ],
)  # fmt: skip
def test_a_spoilt_visit_is_told_by_place_and_rule(spoil, path: str, rule: str, own: Checker, shared_data: Path) -> None:  # type: ignore[no-untyped-def]
    spoilt = visit(own, shared_data)
    assert broken_rules(own, spoilt) == set()
    spoil(spoilt)
    assert (path, rule) in broken_rules(own, spoilt)


def own_definition(*elements: dict[str, object]) -> Checker:
    """A checker that knows one profile of Basic."""
    store, base = ProfileStore(), BaseDefinitions.read(FOLDER / "r4.json")
    root = {"id": "Bundle", "path": "Bundle", "min": 0, "max": "*"}
    store.add({"resourceType": "StructureDefinition", "url": "urn:own", "type": "Bundle",
               "snapshot": {"element": [root, *elements]}})  # fmt: skip
    return Checker(base, store, ValueSets(base.code_lists, frozenset()))


def sliced(kind: str, path: str, *below: dict[str, object], rules: str = "open") -> Checker:
    return own_definition(
        {"id": "Bundle.entry", "min": 0, "max": "*",
         "slicing": {"discriminator": [{"type": kind, "path": path}], "rules": rules}},
        {"id": "Bundle.entry:one", "min": 1, "max": "1"},
        *below,
    )  # fmt: skip


def bundle(*resources: dict[str, object]) -> dict[str, object]:
    entries = [{"fullUrl": f"urn:x:{number}", "resource": each} for number, each in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "meta": {"profile": ["urn:own"]}, "entry": entries}


def test_slices_are_told_by_type_by_presence_and_by_profile() -> None:
    by_type = sliced("type", "resource", {"id": "Bundle.entry:one.resource", "type": [{"code": "Basic"}]})
    basic = {"resourceType": "Basic", "code": {"text": "x"}}
    device = {"resourceType": "Device"}
    assert broken_rules(by_type, bundle(basic, device)) == set()
    assert broken_rules(by_type, bundle(device)) == {("Bundle.entry", "slice_min")}
    assert broken_rules(by_type, bundle(basic, basic)) == {("Bundle.entry", "slice_max")}
    by_presence = sliced("exists", "search", {"id": "Bundle.entry:one.search", "min": 1, "max": "1"})
    assert broken_rules(by_presence, bundle(basic)) == {("Bundle.entry", "slice_min")}
    nobody_else = sliced(
        "type", "resource", {"id": "Bundle.entry:one.resource", "type": [{"code": "Basic"}]}, rules="closed"
    )
    assert broken_rules(nobody_else, bundle(basic, device)) == {("Bundle.entry[1]", "slice_closed")}


def test_codes_of_a_system_known_in_part_only_are_not_judged() -> None:
    excerpt = {"resourceType": "CodeSystem", "url": "urn:icd", "content": "complete", "concept": [{"code": "A00"}]}
    whole = {"resourceType": "ValueSet", "url": "urn:set", "compose": {"include": [{"system": "urn:icd"}]}}
    for unlisted, expected in ((frozenset({"urn:icd"}), None), (frozenset(), frozenset({("urn:icd", "A00")}))):
        sets = ValueSets({}, unlisted)
        sets.add(excerpt)
        sets.add(whole)
        assert sets.codes("urn:set") == expected


def test_a_filtered_or_unknown_set_is_not_judged() -> None:
    sets = ValueSets({}, frozenset())
    sets.add({"resourceType": "ValueSet", "url": "a", "compose": {"include": [{"system": "s", "filter": [{}]}]}})
    assert sets.codes("a") is None
    assert sets.codes("nowhere") is None


def test_an_unknown_profile_is_told_and_is_no_error(own: Checker) -> None:
    found = own.check({"resourceType": "Basic", "meta": {"profile": ["urn:nobody"]}, "code": {"text": "x"}})
    assert [(each.rule, each.error) for each in found] == [("profile_unknown", False)]


def test_decimals_keep_their_kind(own: Checker) -> None:
    quantity = {"value": Decimal("1.00"), "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    lab = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": quantity}
    assert own.errors(lab) == ()
    quantity["value"] = "1.00"
    assert broken_rules(own, lab) == {("Observation.valueQuantity.value", "type")}


def test_a_resource_made_of_faults_is_not_answered_without_end(own: Checker) -> None:
    hostile = {"resourceType": "Basic", **{f"x{number}": 1 for number in range(20_000)}}
    assert len(own.check(hostile)) <= 1_000


def test_a_folder_without_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        Checker.load(FOLDER, [tmp_path])
    (tmp_path / "torn.tgz").write_bytes(b"\x1f\x8b torn")
    with pytest.raises(InvalidInput):
        Checker.load(FOLDER, [tmp_path])


@pytest.mark.alone
def test_five_thousand_observations_a_second_are_parsed_and_checked(packaged: Checker, shared_data: Path) -> None:
    names = ("bloodPressure", "heart-rate", "pulse-oximetry", "temperature", "weight", "lab")
    folder = shared_data / "fhir" / "twcore-0.3.3"
    contents = [(folder / f"Observation-obs-{name}-example.json").read_bytes() for name in names]
    for content in contents:
        packaged.check(parse_quickly(content), invariants=False)  # type: ignore[arg-type]
    began = time.process_time()
    for number in range(6_000):
        found = packaged.check(parse_quickly(contents[number % 6]), invariants=False)  # type: ignore[arg-type]
        assert not found
    assert 6_000 / (time.process_time() - began) > 5_000


def test_the_table_of_the_base_says_where_it_comes_from() -> None:
    table = json.loads((FOLDER / "r4.json").read_text("utf-8"))
    assert "CC0" in table["source"]
    assert len(table["types"]) > 600

"""The client with a real FHIR server: made once, never overwritten, paged, searched for what was asked."""

import json
import uuid
from decimal import Decimal
from pathlib import Path

import pytest

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.resource_json import parse, read_file, written

pytestmark = pytest.mark.alone


def fresh_patient() -> dict[str, object]:
    identifier = {"system": "urn:test:mrn", "value": uuid.uuid4().hex}
    return {"resourceType": "Patient", "identifier": [identifier], "name": [{"text": "王測試"}], "gender": "male",
            "_birthDate": {"extension": [{"url": "urn:why", "valueString": "unknown"}]}}  # fmt: skip


def value(patient: str, number: int) -> dict[str, object]:
    return {
        "resourceType": "Observation", "status": "final", "subject": {"reference": patient},
        "identifier": [{"system": "urn:test:obs", "value": f"{patient}-{number}"}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "valueQuantity": {"value": Decimal(f"{60 + number}.0"), "unit": "/min"},
    }  # fmt: skip


def test_what_is_sent_twice_is_there_once(real: FhirClient) -> None:
    patient = fresh_patient()
    first, again = real.create(patient), real.create(patient)
    assert (first.created, again.created) == (True, False)
    assert first.reference == again.reference


def test_a_stale_update_is_refused_and_a_right_one_has_the_next_version(real: FhirClient) -> None:
    stored = real.create(fresh_patient())
    seen = real.read(stored.reference)
    changed = seen | {"gender": "female"}
    newer = real.update(changed, stored.version)
    assert newer.version != stored.version
    with pytest.raises(ExchangeFailed) as caught:
        real.update(seen, stored.version)
    assert caught.value.reason == "conflict"
    assert real.read(stored.reference)["gender"] == "female"


def test_extensions_of_primitives_and_digits_come_back(real: FhirClient) -> None:
    stored = real.create(fresh_patient())
    assert real.read(stored.reference)["_birthDate"] == fresh_patient()["_birthDate"]
    observed = real.create(value(stored.reference, 1))
    quantity = real.read(observed.reference, patient=stored.reference)["valueQuantity"]
    assert quantity["value"] == Decimal("61.0")  # type: ignore[index]


def test_all_pages_are_read_and_only_hers(real: FhirClient) -> None:
    her, him = (real.create(fresh_patient()).reference for _ in range(2))
    entries = [
        {"resource": value(patient, number), "request": {"method": "POST", "url": "Observation"}}
        for patient in (her, him)
        for number in range(25)
    ]
    assert all(each.is_done for each in real.send_bundle("transaction", entries))
    found = real.search("Observation", {"code": "http://loinc.org|8867-4", "_count": "10"}, patient=her)
    assert len(found.resources) == 25
    assert found.set_aside == ()
    assert {each["subject"]["reference"] for each in found.resources} == {her}  # type: ignore[index]


def test_a_parameter_the_server_does_not_know_gives_nobody_elses_values(real: FhirClient) -> None:
    her = real.create(fresh_patient()).reference
    real.create(value(her, 1))
    with pytest.raises(ExchangeFailed) as caught:
        real.search("Observation", {"no-such-parameter": "x"}, patient="Patient/nobody")
    assert caught.value.reason in ("refused", "dropped_parameters")


def test_one_bad_entry_undoes_a_transaction_and_is_told(real: FhirClient) -> None:
    her = real.create(fresh_patient()).reference
    good = {"resource": value(her, 1), "request": {"method": "POST", "url": "Observation"}}
    stale = {
        "resource": fresh_patient() | {"id": her.split("/")[1]},
        "request": {"method": "PUT", "url": her, "ifMatch": 'W/"999"'},
    }
    with pytest.raises(ExchangeFailed) as caught:
        real.send_bundle("transaction", [good, stale])
    assert caught.value.reason in ("conflict", "refused")
    assert real.search("Observation", {}, patient=her).resources == ()


@pytest.mark.shared_data
def test_every_file_of_the_examples_is_written_as_it_was_read(shared_data: Path) -> None:
    files = [path for path in sorted((shared_data / "fhir").rglob("*.json")) if path.name[0] not in "FE"]
    files += sorted((shared_data / "fhir").rglob("E[a-z]*.json"))
    assert len(files) > 80
    for path in files:
        again = written(read_file(path))
        assert json.loads(again, parse_float=str, parse_int=str) == json.loads(
            path.read_bytes(), parse_float=str, parse_int=str
        ), path.name


def test_digits_are_kept_however_they_are_written() -> None:
    content = b'{"resourceType":"Basic","a":[1.0,1.00,0.10,-0.0,1.0E+2,12345678901234567890.123456789,1e-7]}'
    again = written(parse(content))
    found = json.loads(again, parse_float=str)["a"]
    assert found[:3] == ["1.0", "1.00", "0.10"]
    assert [Decimal(each) for each in found] == [
        Decimal(each) for each in ("1.0", "1.00", "0.10", "-0.0", "1.0E+2", "12345678901234567890.123456789", "1e-7")
    ]

"""The made-up hospital of the tour: what it tells goes through the real reading, what it is sent lies there once."""

import pytest
from helpers.bedside import CHEN, LIN, NOW, Bedside
from helpers.exchange_rows import NAMING, PATIENT
from helpers.fhir_reading import READER

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Transport
from hah_console.adapters.fhir.inbound.identity import OwnSystems
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.web.demo_hospital import Json, demo_hospital
from hah_console.app.exchange.inbound import Inbound
from hah_console.demo.hospital_words import RECORDS, alike, told_of
from hah_console.domain.hospital_facts import FactKind
from hah_console.domain.identity_match import MatchCause, MatchState
from hah_console.services.hospital_known import read_hospital_knowledge

ROOT = "https://hah.example.tw"


def test_what_it_tells_is_read_matched_refused_and_left_to_a_person(bedside: Bedside) -> None:
    with bedside.ctx.store() as uow:
        chen, lin = uow.patients.get(CHEN), uow.patients.get(LIN)
    with demo_hospital((*told_of(chen, NOW), alike(lin)), lambda _: "") as (_, base):
        client = FhirClient(Transport(base))
        Inbound(bedside.ctx, "h", client, READER, OwnSystems(f"{ROOT}/patient", RECORDS), ROOT).turn()
        client.close()
    found = read_hospital_knowledge(bedside.ctx, CHEN).facts
    assert {each.kind for each in found} >= {FactKind.ALLERGY, FactKind.CONDITION, FactKind.LAB, FactKind.ENCOUNTER}
    assert "8.6 mg/dL" in {each.value for each in found}
    with bedside.ctx.store() as uow:
        (waits,) = uow.match_cases.in_state(MatchState.OPEN, "h")
        assert (waits.cause, uow.match_cases.counts("h")[MatchState.LINKED]) == (MatchCause.DIFFERS, 1)
        assert (uow.inbound_refusals.count_open("h"), uow.code_mappings.count_unmapped("h")) == (1, 2)


def test_what_it_is_sent_lies_there_once_and_what_it_does_not_take_is_refused_with_its_words() -> None:
    def refuses(told: Json) -> str:
        return "not here" if told["resourceType"] == "CarePlan" else ""

    sent = {key: each for key, each in patient_resource(PATIENT, NAMING).items() if key != "id"}
    with demo_hospital((), refuses) as (hospital, base):
        client = FhirClient(Transport(base))
        first, again = client.create(sent), client.create(sent)
        assert (first.created, again.created, again.reference) == (True, False, first.reference)
        plan = {"resourceType": "CarePlan", "identifier": [{"system": "urn:x", "value": "1"}]}
        with pytest.raises(ExchangeFailed) as caught:
            client.create(plan)
        request = {"method": "POST", "url": "CarePlan", "ifNoneExist": "identifier=urn:x|1"}
        (answer,) = client.send_bundle("batch", [{"resource": plan, "request": request}])
        client.close()
    assert (caught.value.status, caught.value.issues[0].text, answer.status) == (422, "not here", 422)
    assert list(hospital.received) == [first.reference]

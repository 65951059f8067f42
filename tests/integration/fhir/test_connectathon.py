"""The twenty transactions of the national connectathon (TW LTC IG 1.1.0, 2026 track 4, LTC-411 to LTC-436).

Our client is LTC_MANAGEMENT with what our mapping makes, and LTC_CONSUMER; the repository is the real server. One
patient, one stay; each test goes on where the one before ended.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.exchange_rows import (
    DOCTOR,
    DRUG,
    EPISODE,
    GIVEN,
    LAB,
    NOW,
    NURSE,
    ORDER,
    PATIENT,
    TASK,
    VISIT,
    handover_row,
)

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient, Stored
from hah_console.adapters.fhir.mapping.care_plan import plan_resource
from hah_console.adapters.fhir.mapping.episode import admission_resource, episode_resource
from hah_console.adapters.fhir.mapping.handover import handover_resource
from hah_console.adapters.fhir.mapping.impression import impression_resource
from hah_console.adapters.fhir.mapping.lab import lab_resource, report_resource
from hah_console.adapters.fhir.mapping.medication import administration_resource, request_resource
from hah_console.adapters.fhir.mapping.naming import Naming, reference
from hah_console.adapters.fhir.mapping.patient import home_resource, patient_resource
from hah_console.adapters.fhir.mapping.problem import condition_resource
from hah_console.adapters.fhir.mapping.procedure import procedure_resource
from hah_console.adapters.fhir.mapping.task import task_resource
from hah_console.adapters.fhir.mapping.team import practitioner_resource, site_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.mapping.visit import visit_resource
from hah_console.adapters.fhir.mapping.vitals import VitalSet, vital_resources
from hah_console.adapters.fhir.outbox.packing import addressed
from hah_console.adapters.fhir.outbox.sender import name_of
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.app.resources import resource_path
from hah_console.domain.reading import Vital

pytestmark = pytest.mark.alone
SECOND = replace(
    VISIT, visit_record_id="VR9", arrived_at=NOW + timedelta(days=1), left_at=NOW + timedelta(days=1, hours=1)
)


@dataclass
class Round:
    """One run: what was created so far, by our reference."""

    client: FhirClient
    checker: Checker
    naming: Naming
    places: dict[str, str] = field(default_factory=dict)

    def create(self, resource: Resource | None) -> str:
        """POST one resource as our outbox would: checked, references of the server, told apart by its identifier."""
        assert resource is not None
        assert self.checker.errors(parse(written(resource))) == ()
        ours = f"{resource['resourceType']}/{resource['id']}"
        sent = {key: each for key, each in resource.items() if key != "id"}
        stored = self._sent(addressed(sent, self.places))  # type: ignore[arg-type]
        assert stored.created
        self.places[ours] = stored.reference
        return stored.reference

    def _sent(self, resource: Resource) -> Stored:
        """A kind the server does not find by its identifier is created under a name made of it, as the outbox does."""
        try:
            return self.client.create(resource)
        except ExchangeFailed as failed:
            if failed.issues[0].code != "not-supported":
                raise
            return self.client.create_named(resource | {"id": name_of(resource)})

    def at(self, ours: str) -> str:
        """Where one of ours lies."""
        return self.places[ours]

    @property
    def patient(self) -> str:
        return self.at("Patient/P1")

    def found(self, kind: str, place: str, **parameters: str) -> Resource:
        """Search, find what was created in this round among the results, then read it by its id.

        A kind the server cannot search by its patient at all (ClinicalImpression of sekmet-fhir 0.1.1) is only read.
        """
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        try:
            found = self.client.search(kind, named, patient=self.patient)
        except ExchangeFailed as failed:
            if (kind, failed.issues[0].code) != ("ClinicalImpression", "not-supported"):
                raise
        else:
            assert found.set_aside == ()
            assert place in {f"{each['resourceType']}/{each['id']}" for each in found.resources}
        return self.client.read(place, patient=self.patient)


@pytest.fixture(scope="module")
def run(real_base: str) -> Iterator[Round]:
    from helpers.fhir_server import named_server

    from hah_console.adapters.fhir.client.transport import Limits, OpenServer, Transport
    from hah_console.adapters.fhir.smart.tokens import FixedToken

    named = named_server()
    credentials = FixedToken(named[1]) if named and named[1] else OpenServer()
    client = FhirClient(Transport(real_base, credentials, Limits()))
    naming = Naming(f"urn:uuid:{uuid.uuid4()}", "示範在宅團隊")
    it = Round(client, Checker.load(resource_path("fhir")), naming)
    for each in (
        site_resource(naming), practitioner_resource(NURSE, naming), practitioner_resource(DOCTOR, naming),
        patient_resource(PATIENT, naming, "0922333444"), home_resource(PATIENT, naming),
    ):  # fmt: skip
        it.create(each)
    yield it
    client.close()


def code_of(concept: object) -> str:
    return concept["coding"][0]["code"]  # type: ignore[index, no-any-return]


def test_ltc_411_the_stay_is_created_as_episode_and_admission(run: Round) -> None:
    run.create(episode_resource(EPISODE, run.naming))
    run.create(admission_resource(EPISODE, run.naming))


def test_ltc_412_the_stay_is_found_and_read(run: Round) -> None:
    episode = run.found("EpisodeOfCare", run.at("EpisodeOfCare/E1"))
    assert (episode["status"], code_of(episode["type"][0])) == ("active", "acute-home")  # type: ignore[index]
    assert episode["managingOrganization"]["reference"] == run.at("Organization/site")  # type: ignore[index]
    admission = run.found("Encounter", run.at("Encounter/E1"), **{"class": "IMP"})
    assert (admission["status"], admission["class"]["code"]) == ("in-progress", "IMP")  # type: ignore[index]
    assert admission["episodeOfCare"] == [{"reference": run.at("EpisodeOfCare/E1")}]


def test_ltc_413_the_first_visit_is_created_with_its_real_times(run: Round) -> None:
    run.create(visit_resource(VISIT, run.naming))


def test_ltc_414_the_first_visit_is_found_by_its_stay(run: Round) -> None:
    visit = run.found("Encounter", run.at("Encounter/VR1"), part_of=run.at("Encounter/E1"))
    assert (visit["status"], visit["class"]["code"]) == ("finished", "HH")  # type: ignore[index]
    assert visit["period"] == {"start": "2026-11-30T09:00:00+08:00", "end": "2026-11-30T09:40:00+08:00"}
    assert visit["extension"][0]["valueCode"] == "in-person"  # type: ignore[index]
    assert visit["partOf"]["reference"] == run.at("Encounter/E1")  # type: ignore[index]


def test_ltc_415_diagnosis_and_assessment_of_the_first_visit_are_created(run: Round) -> None:
    condition = condition_resource(EPISODE, run.naming) | {"encounter": reference("Encounter", "VR1")}
    run.create(condition)
    impression = impression_resource(
        "N1",
        VISIT,
        "符合在宅急症收案條件",
        DOCTOR.staff_id,
        NOW,
        run.naming,
        problem=reference("Condition", "condition-E1"),
    )
    run.create(impression)


def test_ltc_416_diagnosis_and_assessment_are_found(run: Round) -> None:
    condition = run.found("Condition", run.at("Condition/condition-E1"))
    assert (code_of(condition["code"]), code_of(condition["clinicalStatus"])) == ("J18.9", "active")
    impression = run.found("ClinicalImpression", run.at("ClinicalImpression/N1"))
    assert (impression["status"], impression["summary"]) == ("completed", "符合在宅急症收案條件")
    assert impression["problem"] == [{"reference": run.at("Condition/condition-E1")}]
    assert impression["encounter"]["reference"] == run.at("Encounter/VR1")  # type: ignore[index]


def test_ltc_421_another_visit_and_its_temperature_are_created(run: Round) -> None:
    run.create(visit_resource(SECOND, run.naming))
    told = VitalSet(PATIENT.patient_id, EPISODE.episode_id, NOW, {Vital.TEMPERATURE: 38.5})
    (temperature,) = vital_resources(told, run.naming)
    run.create(temperature | {"id": "temp", "encounter": reference("Encounter", "VR9")})


def test_ltc_422_visit_and_temperature_are_found(run: Round) -> None:
    visit = run.found("Encounter", run.at("Encounter/VR9"), part_of=run.at("Encounter/E1"))
    assert visit["period"]["start"] == "2026-12-01T09:00:00+08:00"  # type: ignore[index]
    measured = run.found("Observation", run.at("Observation/temp"), code="http://loinc.org|8310-5")
    quantity = measured["valueQuantity"]
    assert (str(quantity["value"]), quantity["code"]) == ("38.5", "Cel")  # type: ignore[index]
    assert measured["encounter"]["reference"] == run.at("Encounter/VR9")  # type: ignore[index]


def test_ltc_423_order_and_dose_are_created(run: Round) -> None:
    order = request_resource(ORDER, "Ceftriaxone 2 g", DOCTOR.staff_id, run.naming)
    assert order is not None
    run.create(order | {"encounter": reference("Encounter", "VR1")})
    run.create(
        administration_resource(GIVEN, DRUG, "Ceftriaxone 2 g", NURSE.staff_id, run.naming, SECOND.visit_record_id)
    )


def test_ltc_424_order_and_dose_are_found_and_belong_together(run: Round) -> None:
    order = run.found("MedicationRequest", run.at("MedicationRequest/O1"))
    assert (order["status"], order["dosageInstruction"][0]["text"]) == (  # type: ignore[index]
        "active", "2 g 靜脈 每 24 小時，輸注 30 分鐘",
    )  # fmt: skip
    dose = run.found("MedicationAdministration", run.at("MedicationAdministration/D1"))
    assert dose["request"]["reference"] == run.at("MedicationRequest/O1")  # type: ignore[index]
    assert dose["performer"][0]["actor"]["reference"] == run.at("Practitioner/S1")  # type: ignore[index]
    assert dose["dosage"]["dose"]["code"] == "g"  # type: ignore[index]


def test_ltc_425_result_and_report_are_created(run: Round) -> None:
    result = replace(LAB, specimen_id=None)
    told = lab_resource(result, EPISODE.episode_id, run.naming) | {"encounter": reference("Encounter", "VR9")}
    run.create(told)
    report = report_resource([result], EPISODE.episode_id, run.naming)
    run.create(report | {"id": "report", "encounter": reference("Encounter", "VR9")})


def test_ltc_426_result_and_report_are_found(run: Round) -> None:
    report = run.found("DiagnosticReport", run.at("DiagnosticReport/report"))
    assert report["result"] == [{"reference": run.at("Observation/L1")}]
    result = run.found("Observation", run.at("Observation/L1"))
    quantity = result["valueQuantity"]
    assert (quantity["value"], quantity["code"]) == (Decimal("12.50"), "mg/dL")  # type: ignore[index]


def test_ltc_427_a_procedure_at_home_is_created(run: Round) -> None:
    run.create(procedure_resource("PR1", "抽痰", SECOND, NURSE.staff_id, NOW + timedelta(days=1), run.naming))


def test_ltc_428_the_procedure_is_found(run: Round) -> None:
    done = run.found("Procedure", run.at("Procedure/PR1"))
    assert (done["status"], done["code"]) == ("completed", {"text": "抽痰"})
    assert done["performer"][0]["actor"]["reference"] == run.at("Practitioner/S1")  # type: ignore[index]
    assert done["encounter"]["reference"] == run.at("Encounter/VR9")  # type: ignore[index]


def test_ltc_431_the_plan_with_the_next_visit_is_created(run: Round) -> None:
    run.create(plan_resource(EPISODE, [(TASK, NURSE.staff_id)], NOW, run.naming))


def test_ltc_432_the_plan_is_found_with_who_comes_when(run: Round) -> None:
    plan = run.found("CarePlan", run.at("CarePlan/plan-E1"))
    detail = plan["activity"][0]["detail"]  # type: ignore[index]
    assert (detail["description"], detail["performer"]) == ("護理訪視", [{"reference": run.at("Practitioner/S1")}])
    assert detail["scheduledPeriod"]["start"] == "2026-11-30T09:00:00+08:00"
    assert plan["extension"][0]["valueReference"]["reference"] == run.at("EpisodeOfCare/E1")  # type: ignore[index]


def test_ltc_433_the_next_visit_is_assigned(run: Round) -> None:
    task = task_resource(
        TASK, run.naming, requester=DOCTOR.staff_id, authored_at=NOW, focus=reference("CarePlan", "plan-E1")
    )
    run.create(task)


def test_ltc_434_the_assigned_work_is_found_by_its_state(run: Round) -> None:
    task = run.found("Task", run.at("Task/T1"), status="requested")
    assert task["focus"]["reference"] == run.at("CarePlan/plan-E1")  # type: ignore[index]
    assert task["restriction"]["period"]["end"] == "2026-11-30T11:00:00+08:00"  # type: ignore[index]
    assert task["owner"]["reference"] == run.at("Organization/site")  # type: ignore[index]


def test_ltc_435_the_handover_is_created(run: Round) -> None:
    sent = handover_row()
    run.create(handover_resource(sent, sent.items[0], NURSE.staff_id, DOCTOR.staff_id, run.naming, EPISODE.episode_id))


def test_ltc_436_the_handover_is_found_by_its_category(run: Round) -> None:
    told = run.found("Communication", run.at("Communication/HO1-E1"), category="handover")
    assert (told["sent"], told["sender"]["reference"]) == ("2026-11-30T09:00:00+08:00", run.at("Practitioner/S1"))  # type: ignore[index]
    assert told["basedOn"] == [{"reference": run.at("CarePlan/plan-E1")}]
    assert "體溫 38.5 °C" in told["payload"][1]["contentString"]  # type: ignore[index]

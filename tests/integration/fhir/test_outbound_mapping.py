"""What leaves the house: each kind as its golden says, kept to its profile, and nothing said that nobody knows."""

import importlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.exchange_rows import (
    CLOSED,
    DRUG,
    DUE,
    EPISODE,
    GIVEN,
    LAB,
    MISSED,
    MOVED,
    NAMING,
    NOW,
    ORDER,
    PATIENT,
    SUMMARY,
    TASK,
    TRANSFER,
    VISIT,
    handover_row,
    resources,
    stage,
)

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.mapping.document import DISCHARGE, document_bundle
from hah_console.adapters.fhir.mapping.episode import admission_resource, episode_resource
from hah_console.adapters.fhir.mapping.handover import handover_resource
from hah_console.adapters.fhir.mapping.lab import lab_resource
from hah_console.adapters.fhir.mapping.medication import administration_resource, request_resource
from hah_console.adapters.fhir.mapping.naming import local_id
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.fhir.mapping.problem import allergy_resources
from hah_console.adapters.fhir.mapping.task import task_resource
from hah_console.adapters.fhir.mapping.terms import moment
from hah_console.adapters.fhir.mapping.transfer import referral_resources
from hah_console.adapters.fhir.mapping.visit import visit_resource
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.app.resources import resource_path
from hah_console.domain.closing.handover import HandoverState
from hah_console.domain.dose import DoseState
from hah_console.domain.episode import EpisodeState
from hah_console.domain.lab import Comparator, ReferenceRange
from hah_console.domain.order import OrderState
from hah_console.domain.patient import AllergyState
from hah_console.domain.task import TaskKind, TaskState
from hah_console.domain.transfer import TransferStage

GOLDENS = Path(__file__).parent / "goldens"
ALL = resources()
S = TransferStage


@pytest.fixture(scope="module")
def own() -> Checker:
    return Checker.load(resource_path("fhir"))


@pytest.mark.parametrize("name", ALL)
def test_every_kind_is_as_its_golden_says(name: str) -> None:
    golden = json.loads((GOLDENS / f"{name}.json").read_text("utf-8"), parse_float=str)
    assert json.loads(written(ALL[name]), parse_float=str) == golden


def test_there_is_no_golden_without_its_kind() -> None:
    assert {path.stem for path in GOLDENS.glob("*.json")} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_kind_keeps_to_its_profile_and_is_taken_by_models_of_others(name: str, own: Checker) -> None:
    resource = parse(written(ALL[name]))
    assert own.errors(resource) == ()
    kind = str(resource["resourceType"])
    model = getattr(importlib.import_module(f"fhirclient.models.{kind.lower()}"), kind)
    assert model(json.loads(written(ALL[name]))).resource_type == kind


@pytest.mark.shared_data
def test_every_kind_keeps_to_the_published_profiles_of_tw_core(shared_data: Path) -> None:
    packaged = Checker.load(resource_path("fhir"), [shared_data / "fhir-profiles"])
    broken = {name: found for name, each in ALL.items() if (found := packaged.errors(parse(written(each))))}
    assert broken == {}


def test_the_national_id_says_whose_country_it_is_of() -> None:
    patient = patient_resource(PATIENT, NAMING)
    (number,) = [each for each in patient["identifier"] if each["system"] == "http://www.moi.gov.tw"]  # type: ignore[attr-defined]
    (extension,) = number["type"]["coding"][0]["_code"]["extension"]
    assert extension["extension"][0] == {"url": "suffix", "valueString": "TWN"}


def test_the_caregivers_telephone_is_never_given_out_as_the_patients() -> None:
    patient = patient_resource(PATIENT, NAMING)
    assert "telecom" not in patient
    assert patient["contact"][0]["telecom"][0]["value"] == PATIENT.caregiver_phone  # type: ignore[index]


@pytest.mark.parametrize("state", [AllergyState.NOT_RECORDED, AllergyState.UNAVAILABLE])
def test_allergies_nobody_recorded_are_not_told_as_none(state: AllergyState) -> None:
    assert allergy_resources(replace(PATIENT, allergy_state=state, allergies=()), NOW, NAMING) == ()


def test_no_known_allergy_is_coded() -> None:
    (none,) = allergy_resources(replace(PATIENT, allergy_state=AllergyState.NONE_KNOWN, allergies=()), NOW, NAMING)
    assert none["code"]["coding"][0]["code"] == "716186003"  # type: ignore[index]


def test_a_value_nobody_has_is_absent_and_no_number() -> None:
    pressure = ALL["vital-bp"]["component"]  # type: ignore[index]
    assert pressure[0]["valueQuantity"]["value"] == 128
    assert "valueQuantity" not in pressure[1]
    assert pressure[1]["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_an_incomplete_score_has_no_value() -> None:
    assert "valueQuantity" not in ALL["score-incomplete"]  # type: ignore[operator]
    assert "至少 5 分" in ALL["score-incomplete"]["dataAbsentReason"]["text"]  # type: ignore[index]


def test_a_planned_visit_is_no_visit_and_one_under_way_has_no_end() -> None:
    assert visit_resource(replace(VISIT, arrived_at=None, left_at=None), NAMING) is None
    under_way = visit_resource(replace(VISIT, left_at=None), NAMING)
    assert under_way is not None
    assert (under_way["status"], "end" in under_way["period"]) == ("in-progress", False)  # type: ignore[operator]


def test_work_is_told_as_completed_only_with_the_times_of_its_visit(own: Checker) -> None:
    done = replace(TASK, state=TaskState.COMPLETED)
    without = task_resource(done, NAMING, requester="S2", authored_at=NOW)  # type: ignore[arg-type]
    with_times = task_resource(done, NAMING, requester="S2", authored_at=NOW, visit=VISIT)  # type: ignore[arg-type]
    assert without is not None
    assert with_times is not None
    assert (without["status"], with_times["status"]) == ("in-progress", "completed")
    assert own.errors(parse(written(without))) == own.errors(parse(written(with_times))) == ()
    assert task_resource(replace(TASK, kind=TaskKind.KIT_DELIVERY), NAMING, requester="S2", authored_at=NOW) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("dose", [DUE, replace(DUE, state=DoseState.WITHDRAWN, at=NOW)])
def test_a_dose_of_which_nothing_became_is_not_told(dose) -> None:  # type: ignore[no-untyped-def]
    assert administration_resource(dose, DRUG, "x", "S1", NAMING) is None  # type: ignore[arg-type]


def test_a_dose_not_given_says_why_and_has_no_amount() -> None:
    missed = administration_resource(MISSED, DRUG, "x", "S1", NAMING)  # type: ignore[arg-type]
    assert missed is not None
    assert missed["statusReason"] == [{"text": "病人不在家"}]
    assert "dosage" not in missed


def test_a_corrected_dose_keeps_its_identifier() -> None:
    given = administration_resource(GIVEN, DRUG, "x", "S1", NAMING)  # type: ignore[arg-type]
    corrected = administration_resource(
        replace(MISSED, dose_id=GIVEN.dose_id), DRUG, "x", "S1", NAMING  # type: ignore[arg-type]
    )  # fmt: skip
    assert given is not None
    assert corrected is not None
    assert given["identifier"] == corrected["identifier"]


def test_a_draft_is_nobodys_order() -> None:
    assert request_resource(replace(ORDER, state=OrderState.DRAFT), "x", "S2", NAMING) is None  # type: ignore[arg-type]


def test_a_result_keeps_its_digits_its_unit_and_its_comparator() -> None:
    told = lab_resource(replace(LAB, comparator=Comparator.BELOW), "E1", NAMING)["valueQuantity"]  # type: ignore[arg-type]
    assert (
        written(told)
        == b'{"value":12.50,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL","comparator":"<"}'
    )


def test_a_result_tells_the_range_printed_with_it_and_no_other() -> None:
    assert "referenceRange" not in lab_resource(LAB, "E1", NAMING)  # type: ignore[arg-type]
    told = lab_resource(replace(LAB, reference=ReferenceRange(None, Decimal("0.5"))), "E1", NAMING)  # type: ignore[arg-type]
    assert [list(one) for one in told["referenceRange"]] == [["high"]]  # type: ignore[union-attr]
    assert told["referenceRange"][0]["high"]["code"] == "mg/dL"  # type: ignore[index]
    assert told["interpretation"][0]["coding"][0]["code"] == "H"  # type: ignore[index]


def test_the_outcome_stands_only_on_a_closed_admission() -> None:
    assert "extension" not in episode_resource(replace(MOVED, state=EpisodeState.ACTIVE), NAMING)
    assert "hospitalization" not in admission_resource(EPISODE, NAMING)
    assert "destination" not in admission_resource(MOVED, NAMING)["hospitalization"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("stages", "status"),
    [
        ((), "requested"),
        ((S.REFUSED,), "rejected"),
        ((S.ACCEPTED,), "accepted"),
        ((S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED), "in-progress"),
        ((S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED, S.ARRIVED), "in-progress"),
        ((S.ACCEPTED, S.AMBULANCE_CALLED, S.DEPARTED, S.ARRIVED, S.HANDED_OVER), "completed"),
        ((S.CANCELLED,), "cancelled"),
    ],
)
def test_a_transfer_is_completed_only_when_it_was_handed_over(
    stages: tuple[TransferStage, ...], status: str, own: Checker
) -> None:
    request, task = referral_resources(stage(TRANSFER, *stages), "S2", NAMING)  # type: ignore[arg-type]
    assert task["status"] == status
    assert own.errors(parse(written(request))) == own.errors(parse(written(task))) == ()


def test_a_drill_and_a_transfer_nobody_was_asked_for_are_not_told() -> None:
    assert referral_resources(replace(TRANSFER, exercise=True), "S2", NAMING) == ()  # type: ignore[arg-type]
    assert referral_resources(replace(TRANSFER, history=TRANSFER.history[:1]), "S2", NAMING) == ()  # type: ignore[arg-type]


def test_a_handover_says_what_nobody_said_and_a_draft_is_not_told() -> None:
    sent = handover_row()
    told = handover_resource(sent, sent.items[0], "S1", "S2", NAMING)  # type: ignore[arg-type]
    assert told is not None
    texts = [each["contentString"] for each in told["payload"]]  # type: ignore[attr-defined]
    assert (texts[1], texts[4]) == ("S 現況：why_now: 體溫 38.5 °C", "R 建議：未提供")
    draft = replace(sent, state=HandoverState.DRAFT, given=None)
    assert handover_resource(draft, draft.items[0], "S1", "S2", NAMING) is None  # type: ignore[arg-type]


def test_a_document_says_not_provided_and_never_none_where_nobody_wrote() -> None:
    first = (patient_resource(PATIENT, NAMING), episode_resource(CLOSED, NAMING), admission_resource(CLOSED, NAMING))
    bundle = document_bundle(DISCHARGE, CLOSED, SUMMARY, first, (), "S2", NOW, NAMING)  # type: ignore[arg-type]
    sections = {each["code"]["coding"][0]["code"]: each for each in bundle["entry"][0]["resource"]["section"]}  # type: ignore[index]
    assert len(sections) == 7
    assert "未提供" in sections["allergies"]["text"]["div"]
    assert sections["allergies"]["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert sections["care"]["emptyReason"]["coding"][0]["code"] == "nilknown"
    assert "抗生素五天<br/>&lt;退燒&gt;" in sections["course"]["text"]["div"]


def test_references_of_a_document_lead_to_its_own_entries() -> None:
    text = written(ALL["document"]).decode()
    entries = {each["fullUrl"] for each in ALL["document"]["entry"]}  # type: ignore[index]
    assert (
        f'"subject":{{"reference":"{sorted(entries & {e["fullUrl"] for e in ALL["document"]["entry"][1:2]})[0]}"}}'
        in text
    )  # type: ignore[index]
    assert '"reference":"Patient/P1"' not in text


def test_moments_have_the_offset_of_the_site_and_one_without_a_zone_is_refused() -> None:
    assert NAMING.at(NOW) == "2026-11-30T09:00:00+08:00"
    assert NAMING.at(NOW + timedelta(microseconds=5)) == NAMING.at(NOW)
    with pytest.raises(ValueError):
        moment(datetime(2026, 11, 30))


def test_ids_that_fhir_does_not_take_become_their_digest() -> None:
    assert local_id("VR-12") == "VR-12"
    assert local_id("病人/1") != local_id("病人/2")
    assert len(local_id("病人/1")) == 40

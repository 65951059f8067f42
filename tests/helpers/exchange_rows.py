"""One patient's rows of every kind that is told to hospitals, and what they become."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hah_console.adapters.fhir.mapping import (
    attachment,
    care_plan,
    document,
    equipment,
    handover,
    impression,
    intake,
    lab,
    medication,
    order,
    patient,
    problem,
    procedure,
    score,
    task,
    team,
    transfer,
    visit,
    vitals,
)
from hah_console.adapters.fhir.mapping import episode as stay
from hah_console.adapters.fhir.mapping.naming import Naming, reference
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.closing.handover import Handover, HandoverItem, HandoverState, Signature
from hah_console.domain.closing.isbar import Isbar, IsbarEntry, IsbarField
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.consent import Consent, Relation
from hah_console.domain.dose import Dose, DoseState, DoseWindow, Giver, NotGivenReason
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode, Outcome
from hah_console.domain.hospital import Hospital
from hah_console.domain.intake import Decision, DecisionEntry, Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.lab import Analyte, LabResult, LabSource
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.patient import AllergyState, Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.reading import Vital
from hah_console.domain.score.result import ScoreItem, ScoreResult
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.staff import Profession, Staff, Vehicle
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.timing import Timing
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage

S = TransferStage
NAMING = Naming("https://hah.example.tw", "示範在宅團隊", "1234567890", "https://hospital.example.tw/mrn")
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
HOME = Place(24.80395, 120.96468, "新竹市東區測試路1號")
PATIENT = Patient(
    "P1", "8862168", "王測試", Sex.FEMALE, date(1945, 3, 15), HOME, "A223456781", AllergyState.KNOWN, ("青黴素",),
    caregiver_name="王家屬", caregiver_relationship="女兒", caregiver_phone="0911222333",
)  # type: ignore[arg-type]  # fmt: skip
NURSE = Staff("S1", "李護理", Profession.NURSE, frozenset(), Vehicle.CAR, HOME)  # type: ignore[arg-type]
DOCTOR = Staff("S2", "陳醫師", Profession.PHYSICIAN, frozenset(), Vehicle.CAR, HOME)  # type: ignore[arg-type]
HOSPITAL = Hospital("H1", "示範醫院", HOME, phone="03-5000000")  # type: ignore[arg-type]
EPISODE = Episode(
    "E1", "P1", Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, NOW, "S1", "S2", principal_diagnosis="J18.9"
)  # type: ignore[arg-type]  # fmt: skip
CLOSED = replace(
    EPISODE, state=EpisodeState.CLOSED, outcome=Outcome.COMPLETED_TREATMENT, closed_at=NOW + timedelta(days=5)
)
MOVED = replace(CLOSED, outcome=Outcome.HOSPITAL_TRANSFER)
VISIT = VisitRecord(
    "VR1", "E1", "P1", "S1", Profession.NURSE, NOW, arrived_at=NOW, left_at=NOW + timedelta(minutes=40)
)  # type: ignore[arg-type]  # fmt: skip
VIDEO = replace(VISIT, visit_record_id="VR2", mode=VisitMode.VIDEO)
TASK = Task("T1", "E1", "P1", TaskKind.NURSE_VISIT, NOW, NOW + timedelta(hours=2), 40)  # type: ignore[arg-type]
DRUG = Medication("ceftriaxone", Amount(Decimal(2), AmountUnit.G), Route.IV, infusion_minutes=30)
ORDER = Order(
    "O1", "E1", "P1", OrderKind.IV_DOSE, Timing(NOW, 24, NOW + timedelta(days=5)), "U2", NOW, OrderState.ACTIVE, DRUG,
    ordered_by="U2", ordered_at=NOW,
)  # type: ignore[arg-type]  # fmt: skip
SPECIMEN_ORDER = replace(
    ORDER, order_id="O2", kind=OrderKind.SPECIMEN, medication=None, subject="blood", timing=Timing(NOW)
)
PUMP_ORDER = replace(ORDER, order_id="O3", kind=OrderKind.EQUIPMENT, medication=None, subject="輸液幫浦")
WINDOW = DoseWindow(NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=4))
DUE = Dose("D1", "O1", "E1", "P1", NOW, WINDOW)  # type: ignore[arg-type]
GIVEN = replace(DUE, state=DoseState.GIVEN, at=NOW, by="U1", giver=Giver.STAFF)
MISSED = replace(
    DUE,
    dose_id="D2",
    state=DoseState.MISSED,
    at=NOW,
    by="U1",
    reason=NotGivenReason.NOT_AT_HOME.value,
    note="鄰居說外出",
)
LAB = LabResult(
    "L1", "P1", Analyte.CRP, quantity("12.50", Unit.MG_DL), NOW, NOW + timedelta(hours=1), LabSource.LABORATORY,
    specimen_id="SP1",
)  # type: ignore[arg-type]  # fmt: skip
TRANSFER = Transfer(
    "TR1", "E1", "P1", "血氧下降",
    (
        StageEntry(TransferStage.DECIDED, NOW, "U2"),
        StageEntry(TransferStage.ASKED, NOW + timedelta(minutes=3), "U1", "H1"),
    ),
    "H1",
)  # type: ignore[arg-type]  # fmt: skip
KIT = Kit("K1", "監測儀", KitState.IN_USE, "DEV1", "E1", serial="SN-77")  # type: ignore[arg-type]
SUMMARY = DischargeSummary((
    SectionText(SummarySection.COURSE, Said.TEXT, "抗生素五天\n<退燒>"),
    SectionText(SummarySection.CARE, Said.NONE),
))  # fmt: skip
ISBAR = Isbar((IsbarEntry(IsbarField.WHY_NOW, ("體溫 38.5 °C",)), IsbarEntry(IsbarField.LINES, ())))


def stage(transfer_: Transfer, *stages: TransferStage) -> Transfer:
    """The transfer some stages later."""
    later = tuple(
        StageEntry(each, NOW + timedelta(minutes=10 * number), "U1", "H1", "滿床" if each is S.REFUSED else "")
        for number, each in enumerate(stages, 1)
    )  # type: ignore[arg-type]  # fmt: skip
    return replace(transfer_, history=(*transfer_.history, *later))


def handover_row() -> Handover:
    """A handover that was sent."""
    item = HandoverItem("E1", "P1", "U1", ISBAR)  # type: ignore[arg-type]
    return Handover(
        "HO1", "U1", "U2", NOW, (item,), HandoverState.SENT, Signature("U1", NOW)  # type: ignore[arg-type]
    )  # fmt: skip


def resources() -> dict[str, object]:
    """Everything by a name for its golden."""
    vital_set = vitals.VitalSet(
        "P1", "E1", NOW,
        {Vital.HEART_RATE: 92.0, Vital.SPO2: 94.0, Vital.RESPIRATORY_RATE: 20.0, Vital.TEMPERATURE: 38.5,
         Vital.SYSTOLIC: 128.0, Vital.DIASTOLIC: None},
        device_id="DEV1", oxygen_l_min=2.0,
    )  # type: ignore[arg-type]  # fmt: skip
    spot = {f"vital-{each['id'].split('.')[1]}": each for each in vitals.vital_resources(vital_set, NAMING)}  # type: ignore[attr-defined]
    medians = replace(vital_set, until=NOW + timedelta(hours=1), oxygen_l_min=None, values={Vital.HEART_RATE: 88.5})
    taken = Specimen("SP1", "O2", "E1", "P1", "blood", NOW, SpecimenState.TAKEN, taken_at=NOW)  # type: ignore[arg-type, call-arg]
    result = ScoreResult("news2", "rcp-2017", (ScoreItem("rr", "20", NOW, 2),), 5, 5)
    partial = replace(result, items=(*result.items, ScoreItem("spo2", None, None, None)), upper=8)
    sent = handover_row()
    decision = DecisionEntry(Decision.ELIGIBLE, NOW, "U2", "符合收案條件", "intake-2026-05")  # type: ignore[arg-type]
    decided = Intake("I1", "R1", IntakeAnswers(Condition.PNEUMONIA, Mode.EMERGENCY), NOW, "U2", (decision,), "E1")  # type: ignore[arg-type]
    consent = Consent("C1", "I1", "U2", NOW, "王家屬", Relation.CHILD, NOW, "0" * 64, "consent.pdf", "意識不清")  # type: ignore[arg-type]
    picture = Attachment(
        "A1", "P1", "E1", AttachmentKind.WOUND, "右小腿", "右小腿", "image/png", 4, "0" * 64, NOW, NOW, "U1"
    )  # type: ignore[arg-type]
    first = (
        patient.patient_resource(PATIENT, NAMING, "0922333444"), stay.episode_resource(CLOSED, NAMING),
        stay.admission_resource(CLOSED, NAMING),
    )  # fmt: skip
    others = (
        problem.condition_resource(CLOSED, NAMING), team.practitioner_resource(DOCTOR, NAMING),
        team.site_resource(NAMING), *problem.allergy_resources(PATIENT, NOW, NAMING),
    )  # fmt: skip
    request, watched = transfer.referral_resources(TRANSFER, "S2", NAMING)  # type: ignore[arg-type]
    _, refused = transfer.referral_resources(stage(TRANSFER, TransferStage.REFUSED), "S2", NAMING)  # type: ignore[arg-type]
    return spot | {
        "patient": patient.patient_resource(PATIENT, NAMING, "0922333444"),
        "patient-without-phone": patient.patient_resource(PATIENT, NAMING),
        "caregiver": patient.caregiver_resource(PATIENT, NAMING),
        "home": patient.home_resource(PATIENT, NAMING),
        "site": team.site_resource(NAMING),
        "hospital": team.hospital_resource(HOSPITAL, NAMING),
        "practitioner": team.practitioner_resource(NURSE, NAMING),
        "role": team.role_resource(NURSE, NAMING),
        "team": team.team_resource(EPISODE, (NURSE, DOCTOR), NAMING),
        "episode": stay.episode_resource(EPISODE, NAMING),
        "episode-closed": stay.episode_resource(MOVED, NAMING),
        "admission": stay.admission_resource(EPISODE, NAMING),
        "admission-moved": stay.admission_resource(MOVED, NAMING, "H1"),  # type: ignore[arg-type]
        "visit": visit.visit_resource(VISIT, NAMING),
        "visit-video": visit.visit_resource(VIDEO, NAMING),
        "task": task.task_resource(
            TASK, NAMING, requester="S2", authored_at=NOW, owner="S1", focus=reference("CarePlan", "plan-E1")  # type: ignore[arg-type]
        ),
        "task-done": task.task_resource(
            replace(TASK, state=TaskState.COMPLETED), NAMING, requester="S2", authored_at=NOW, owner="S1", visit=VISIT  # type: ignore[arg-type]
        ),
        "condition": problem.condition_resource(EPISODE, NAMING),
        "allergy": problem.allergy_resources(PATIENT, NOW, NAMING)[0],
        "allergy-none": problem.allergy_resources(
            replace(PATIENT, allergy_state=AllergyState.NONE_KNOWN, allergies=()), NOW, NAMING
        )[0],
        "vital-median": vitals.vital_resources(medians, NAMING)[0],
        "score": score.score_resource(result, "P1", "E1", NOW, NAMING, ("P1.rr.x",)),  # type: ignore[arg-type]
        "score-incomplete": score.score_resource(partial, "P1", "E1", NOW, NAMING),  # type: ignore[arg-type]
        "lab": lab.lab_resource(LAB, "E1", NAMING),  # type: ignore[arg-type]
        "specimen": lab.specimen_resource(taken, NAMING, "S1"),  # type: ignore[arg-type]
        "report": lab.report_resource([LAB], "E1", NAMING),  # type: ignore[arg-type]
        "medication-order": medication.request_resource(ORDER, "Ceftriaxone", "S2", NAMING),  # type: ignore[arg-type]
        "dose-given": medication.administration_resource(GIVEN, DRUG, "Ceftriaxone", "S1", NAMING, "VR1"),  # type: ignore[arg-type]
        "dose-missed": medication.administration_resource(MISSED, DRUG, "Ceftriaxone", "S1", NAMING),  # type: ignore[arg-type]
        "order": order.order_resource(SPECIMEN_ORDER, "S2", NAMING),  # type: ignore[arg-type]
        "order-equipment": order.order_resource(PUMP_ORDER, "S2", NAMING),  # type: ignore[arg-type]
        "plan": care_plan.plan_resource(EPISODE, [(TASK, "S1")], NOW, NAMING),  # type: ignore[list-item]
        "goal": care_plan.goal_resource(EPISODE, "退燒且能自行飲水", date(2026, 12, 5), NAMING),
        "handover": handover.handover_resource(sent, sent.items[0], "S1", "S2", NAMING, "E1"),  # type: ignore[arg-type]
        "assessment": intake.assessment_resource(decided, "P1", "S2", NAMING, home="電源充足"),  # type: ignore[arg-type]
        "consent": intake.consent_resource(consent, "P1", "E1", NAMING),  # type: ignore[arg-type]
        "device": equipment.device_resource(KIT, "P1", NAMING),  # type: ignore[arg-type]
        "delivery": equipment.delivery_resource(KIT, "P1", NOW, NAMING, receiver="S1"),  # type: ignore[arg-type]
        "device-use": equipment.use_resource(KIT, "P1", NOW, NAMING),  # type: ignore[arg-type]
        "attachment": attachment.attachment_resource(picture, b"\x89PNG", "S1", NAMING),  # type: ignore[arg-type]
        "attachment-note": attachment.attachment_resource(picture, None, "S1", NAMING),  # type: ignore[arg-type]
        "device-use-ended": equipment.use_resource(KIT, "P1", NOW, NAMING, NOW + timedelta(days=2),  # type: ignore[arg-type]
                                                   equipment.piece_reference(KIT, "E9", NAMING)),  # type: ignore[arg-type]
        "procedure": procedure.procedure_resource("done-T1", "傷口照護", VISIT, "S1", NOW, NAMING),  # type: ignore[arg-type]
        "impression": impression.impression_resource("N1", VISIT, "肺炎改善中", "S2", NOW, NAMING),  # type: ignore[arg-type]
        "transfer-request": request,
        "transfer-task": watched,
        "transfer-task-refused": refused,
        "document": document.document_bundle(document.DISCHARGE, CLOSED, SUMMARY, first, others, "S2", NOW, NAMING),  # type: ignore[arg-type]
    }  # fmt: skip

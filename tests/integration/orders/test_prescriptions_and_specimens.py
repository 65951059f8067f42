"""Prescriptions dispensed once and delivered, specimens on their way, results with their units; on a real store."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from helpers.alarm_bench import SHIPPED
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, LIN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.order_ward import DESK, HOUR, PHARMACIST, audit, events, place, request, specimens, tasks

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import AttachmentId, PrescriptionId
from hah_console.domain.lab import Analyte, LabSource
from hah_console.domain.order import OrderKind, StopReason
from hah_console.domain.prescription import AlreadyDispensed, Prescription, PrescriptionState, WrongCode
from hah_console.domain.quantity import Quantity, Unit
from hah_console.domain.specimen import Culture, Growth, Specimen, SpecimenState, Transport
from hah_console.domain.task import TaskKind, TaskState
from hah_console.domain.timing import Timing
from hah_console.services.orders import OrderRequest, stop_order
from hah_console.services.prescriptions import deliver, dispense, issue_prescription
from hah_console.services.specimens import (
    UnitInDoubt,
    enter_result,
    not_take_specimen,
    receive_specimen,
    reject_specimen,
    report_culture,
    take_specimen,
)


@pytest.fixture
def issued(ward: Bedside) -> PrescriptionId:
    return issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, (place(ward),))


def stored(ward: Bedside, number: PrescriptionId) -> Prescription:
    with ward.store.unit_of_work() as uow:
        return uow.prescriptions.get(number)


def test_a_prescription_names_drug_amount_and_the_doses_left(ward: Bedside, issued: PrescriptionId) -> None:
    prescription = stored(ward, issued)
    (line,) = prescription.lines
    assert (line.drug_id, line.amount, line.every_hours, line.doses) == ("ceftriaxone", "2 g", 24, 3)
    assert prescription.code in prescription.qr_text()
    assert prescription.valid_until == ward.clock.now() + 72 * HOUR


def test_a_code_is_used_once_and_gone_from_the_store(ward: Bedside, issued: PrescriptionId) -> None:
    code = stored(ward, issued).code
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, code)
    assert (stored(ward, issued).code, stored(ward, issued).state) == ("", PrescriptionState.DISPENSED)
    with pytest.raises(AlreadyDispensed):
        dispense(ward.ctx, PHARMACIST, DESK.rules, issued, code)


def test_two_pharmacies_at_once_dispense_it_once(ward: Bedside, issued: PrescriptionId) -> None:
    code = stored(ward, issued).code

    def at_the_counter(_: int) -> str:
        try:
            dispense(ward.ctx, PHARMACIST, DESK.rules, issued, code)
        except HahError as error:
            return error.code
        return "dispensed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(at_the_counter, range(2))) == ["already_dispensed", "dispensed"]
    assert len([e for e in events(ward) if e.kind is CaseEventKind.DISPENSED]) == 1


def test_medicine_is_brought_to_the_door_against_a_receipt(ward: Bedside, issued: PrescriptionId) -> None:
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, stored(ward, issued).code)
    with ward.store.unit_of_work() as uow:
        errand = next(t for t in uow.tasks.of_patient(LIN) if t.kind is TaskKind.MEDICINE_DELIVERY)
    assert (errand.state, errand.required_skills, errand.hard_window) == (TaskState.REQUESTED, {"courier"}, True)
    ward.advance(50)
    deliver(ward.ctx, DISPATCHER, issued, "林太太", "spouse")
    receipt = stored(ward, issued).receipt
    assert receipt is not None
    assert (receipt.received_by, receipt.relationship, receipt.at) == ("林太太", "spouse", ward.clock.now())
    with ward.store.unit_of_work() as uow:
        assert uow.tasks.get(errand.task_id).state is TaskState.COMPLETED
    (event,) = [e for e in events(ward) if e.kind is CaseEventKind.DELIVERED]
    assert "林" not in str(event.facts)


def test_prescribing_and_dispensing_are_different_people_s_work(ward: Bedside, issued: PrescriptionId) -> None:
    code = stored(ward, issued).code
    for actor in (PHYSICIAN, NURSE, DISPATCHER):
        with pytest.raises(NotPermitted):
            dispense(ward.ctx, actor, DESK.rules, issued, code)
    with pytest.raises(NotPermitted):
        issue_prescription(ward.ctx, PHARMACIST, DESK.rules, LIN_STAY, ())
    with pytest.raises(WrongCode):
        dispense(ward.ctx, PHARMACIST, DESK.rules, issued, "ABCDEFGHJKMN")


def test_only_active_medication_of_this_admission_is_prescribed(ward: Bedside) -> None:
    order_id = place(ward)
    with pytest.raises(InvalidInput):
        issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, ())
    with pytest.raises(IllegalTransition):
        issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, CHEN_STAY, (order_id,))
    stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.NOT_NEEDED)
    with pytest.raises(IllegalTransition):
        issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, (order_id,))


def test_medicine_of_an_order_that_was_stopped_is_not_dispensed(ward: Bedside, issued: PrescriptionId) -> None:
    prescription = stored(ward, issued)
    order_id = prescription.lines[0].order_id
    stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.ADVERSE_REACTION)
    assert (stored(ward, issued).state, stored(ward, issued).code) == (PrescriptionState.VOID, "")
    assert ("void_prescription", {"reason": "adverse_reaction"}) in audit(ward)
    with pytest.raises(IllegalTransition):
        dispense(ward.ctx, PHARMACIST, DESK.rules, issued, prescription.code)


def test_of_two_prescriptions_of_one_order_only_the_newer_is_good(ward: Bedside, issued: PrescriptionId) -> None:
    former = stored(ward, issued)
    other = place(ward, request(ward, "levofloxacin", "750 mg"), because="重症")
    kept = issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, (other,))
    again = issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, (former.lines[0].order_id,))
    states = [stored(ward, number).state for number in (issued, kept, again)]
    assert states == [PrescriptionState.VOID, PrescriptionState.ISSUED, PrescriptionState.ISSUED]
    with pytest.raises(IllegalTransition):
        dispense(ward.ctx, PHARMACIST, DESK.rules, issued, former.code)


def test_a_picture_proves_a_delivery_of_medicine_to_its_own_patient_only(ward: Bedside, issued: PrescriptionId) -> None:
    now = ward.clock.now()
    with ward.store.unit_of_work() as uow:
        for patient, stay in ((LIN, LIN_STAY), (CHEN, CHEN_STAY)):
            picture = attached(
                AttachmentId(f"AT-{patient}"), patient, stay, AttachmentKind.OTHER, b"%PDF-1.7", title="簽收",
                body_site="", taken_at=now, added_at=now, added_by=NURSE.user_id,
            )  # fmt: skip
            uow.attachments.add(picture, b"%PDF-1.7")
        uow.commit()
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, stored(ward, issued).code)
    with pytest.raises(InvalidInput) as refused:
        deliver(ward.ctx, NURSE, issued, "林小明", "child", proof=AttachmentId(f"AT-{CHEN}"))
    assert refused.value.facts["reason"] == "another_patient"
    deliver(ward.ctx, NURSE, issued, "林小明", "child", proof=AttachmentId(f"AT-{LIN}"))
    receipt = stored(ward, issued).receipt
    assert receipt is not None
    assert receipt.proof == f"AT-{LIN}"


def wanted(ward: Bedside, kind: str = "blood_culture") -> Specimen:
    timing = Timing(ward.clock.now() + HOUR)
    order_id = place(ward, OrderRequest(LIN_STAY, OrderKind.SPECIMEN, timing, subject=kind))
    return specimens(ward, order_id)[0]


def again(ward: Bedside, specimen: Specimen) -> Specimen:
    with ward.store.unit_of_work() as uow:
        return uow.specimens.get(specimen.specimen_id)


def take(ward: Bedside, specimen: Specimen, transport: Transport = Transport.ROOM, actor: Actor = NURSE) -> Specimen:
    take_specimen(ward.ctx, actor, DESK.rules, specimen.specimen_id, specimen.version, transport)
    return again(ward, specimen)


def test_a_specimen_taken_runs_against_its_clock_until_the_laboratory_has_it(ward: Bedside) -> None:
    taken = take(ward, wanted(ward))
    assert taken.valid_until == ward.clock.now() + 2 * HOUR
    assert tasks(ward, taken.order_id)[0].state is TaskState.COMPLETED
    ward.advance(110)
    receive_specimen(ward.ctx, NURSE, taken.specimen_id, taken.version)
    assert again(ward, taken).in_time is True
    kinds = [(e.kind, e.fact("until") or e.fact("in_time")) for e in events(ward) if e.entity == "specimen"]
    assert kinds == [
        (CaseEventKind.SPECIMEN_TAKEN, taken.valid_until.isoformat()), (CaseEventKind.SPECIMEN_RECEIVED, "yes"),
    ]  # fmt: skip


def test_a_specimen_received_too_late_says_so(ward: Bedside) -> None:
    taken = take(ward, wanted(ward))
    ward.advance(121)
    receive_specimen(ward.ctx, NURSE, taken.specimen_id, taken.version)
    assert again(ward, taken).in_time is False


def test_a_culture_grows_from_a_preliminary_to_a_final_report(ward: Bedside) -> None:
    taken = take(ward, wanted(ward))
    receive_specimen(ward.ctx, NURSE, taken.specimen_id, taken.version)
    ward.advance(24 * 60)
    early = Culture(Growth.NONE_YET, ward.clock.now(), final=False)
    report_culture(ward.ctx, PHYSICIAN, taken.specimen_id, again(ward, taken).version, early)
    final = Culture(Growth.GROWS, ward.clock.now(), final=True, organism="Escherichia coli (ESBL)")
    report_culture(ward.ctx, PHYSICIAN, taken.specimen_id, again(ward, taken).version, final)
    assert again(ward, taken).culture == final
    with pytest.raises(IllegalTransition):
        report_culture(ward.ctx, PHYSICIAN, taken.specimen_id, again(ward, taken).version, early)


def test_a_specimen_is_rejected_or_not_taken_only_with_a_reason(ward: Bedside) -> None:
    first = take(ward, wanted(ward))
    with pytest.raises(InvalidInput):
        reject_specimen(ward.ctx, NURSE, first.specimen_id, first.version, " ")
    reject_specimen(ward.ctx, NURSE, first.specimen_id, first.version, "溶血")
    second = wanted(ward)
    not_take_specimen(ward.ctx, NURSE, second.specimen_id, second.version, "血管塌陷")
    assert (again(ward, first).state, again(ward, second).state) == (SpecimenState.REJECTED, SpecimenState.NOT_TAKEN)
    with pytest.raises(VersionConflict):
        take(ward, second)


def enter(ward: Bedside, value: str, unit: Unit = Unit.MG_L, *, confirmed: bool = False) -> None:
    enter_result(
        ward.ctx, NURSE, SHIPPED.units, LIN, LIN_STAY, Analyte.CRP, Quantity(Decimal(value), unit),
        ward.clock.now() - HOUR, LabSource.POINT_OF_CARE, confirmed=confirmed,
    )  # fmt: skip


def test_a_result_is_kept_with_value_unit_and_both_times(ward: Bedside) -> None:
    enter(ward, "12.0")
    now = ward.clock.now()
    with ward.store.unit_of_work() as uow:
        (result,) = uow.lab_results.of_patient(LIN, now - 2 * HOUR, now)
    assert (str(result.quantity), result.specimen_at, result.reported_at) == ("12 mg/L", now - HOUR, now)
    (event,) = [e for e in events(ward) if e.kind is CaseEventKind.RESULT_REPORTED]
    assert event.facts == (("analyte", "crp"), ("source", "point_of_care"))


def test_a_value_of_an_unusual_size_is_asked_about_and_kept_with_who_confirmed_it(ward: Bedside) -> None:
    with pytest.raises(UnitInDoubt):
        enter(ward, "620")
    enter(ward, "620", confirmed=True)
    now = ward.clock.now()
    with ward.store.unit_of_work() as uow:
        (result,) = uow.lab_results.of_patient(LIN, now - 2 * HOUR, now)
    assert result.confirmed_by == NURSE.user_id


def test_a_result_of_the_future_is_refused(ward: Bedside) -> None:
    with pytest.raises(InvalidInput):
        enter_result(
            ward.ctx, NURSE, SHIPPED.units, LIN, LIN_STAY, Analyte.CRP, Quantity(Decimal(5), Unit.MG_L),
            ward.clock.now() + HOUR, LabSource.LABORATORY,
        )  # fmt: skip

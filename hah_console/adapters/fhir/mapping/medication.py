"""What shall be given and what was given: MedicationRequest and MedicationAdministration."""

from decimal import Decimal

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import LTC, SNOMED, UCUM, Resource, coded, quantity, resource
from hah_console.domain.dose import Dose, DoseState, NotGivenReason
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.ids import StaffId, VisitRecordId
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderState, StopReason

ROUTES = {
    Route.IV: coded(SNOMED, "47625008", "Intravenous route", "靜脈"),
    Route.ORAL: coded(SNOMED, "26643006", "Oral route", "口服"),
}
STATUS = {
    OrderState.DRAFT: "draft", OrderState.ACTIVE: "active", OrderState.STOPPED: "stopped",
    OrderState.COMPLETED: "completed",
}  # fmt: skip
UNITS = {AmountUnit.G: "g", AmountUnit.MG: "mg", AmountUnit.MU: "10*6.[iU]", AmountUnit.ML: "mL"}
NOT_GIVEN_WORDS = {
    NotGivenReason.REFUSED: "病人拒絕", NotGivenReason.NOT_AT_HOME: "病人不在家", NotGivenReason.NO_ACCESS: "無法進入",
    NotGivenReason.NO_DRUG: "無藥品", NotGivenReason.HELD: "暫停給藥", NotGivenReason.ADVERSE_REACTION: "不良反應",
    NotGivenReason.NOBODY_CAME: "無人到訪", NotGivenReason.OTHER: "其他",
}  # fmt: skip


def request_resource(order: Order, drug_name: str, requester: StaffId, naming: Naming) -> Resource | None:
    """A medication order; None for another kind, and for a draft nobody has signed."""
    medication = order.medication
    if medication is None or order.ordered_at is None or order.state is OrderState.DRAFT:
        return None
    in_error = order.stop_reason is StopReason.ENTERED_IN_ERROR
    parts = {
        "identifier": [naming.identifier("order", order.order_id)],
        "status": "entered-in-error" if in_error else STATUS[order.state],
        "statusReason": {"text": order.stop_reason.value} if order.stop_reason and not in_error else None,
        "intent": "order",
        "medicationCodeableConcept": {"text": drug_name},
        "subject": reference("Patient", order.patient_id),
        "encounter": reference("Encounter", order.episode_id),
        "authoredOn": naming.at(order.ordered_at),
        "requester": reference("Practitioner", requester),
        "priorPrescription": reference("MedicationRequest", order.replaces) if order.replaces else None,
        "dosageInstruction": [_dosage(order, medication, naming)],
    }
    return resource("MedicationRequest", local_id(order.order_id), f"{LTC}HAHMedicationRequest", parts)


def _why_not(dose: Dose) -> str:
    if dose.state is DoseState.HANDED_ON:
        return "結案，交由他處給藥"
    return NOT_GIVEN_WORDS[NotGivenReason(dose.reason)] if dose.reason else ""


def administration_resource(
    dose: Dose,
    medication: Medication,
    drug_name: str,
    performer: StaffId,
    naming: Naming,
    visit_id: VisitRecordId | None = None,
) -> Resource | None:
    """What became of a dose; None while it is due or once it is not wanted any more.

    SAFETY(dose told once): a dose has one identifier whatever is said of it, so a correction replaces and never adds.
    """
    if dose.at is None or dose.state in (DoseState.DUE, DoseState.WITHDRAWN):
        return None
    given = dose.state is DoseState.GIVEN
    reason = "" if given else _why_not(dose)
    parts = {
        "identifier": [naming.identifier("dose", dose.dose_id)],
        "status": "completed" if given else "not-done",
        "statusReason": [] if given else [{"text": reason or "未記錄"}],
        "medicationCodeableConcept": {"text": drug_name},
        "subject": reference("Patient", dose.patient_id),
        "context": reference("Encounter", visit_id or dose.episode_id),
        "effectiveDateTime": naming.at(dose.at),
        "performer": [{"actor": reference("Practitioner", performer)}],
        "request": reference("MedicationRequest", dose.order_id),
        "note": [{"text": dose.note}] if dose.note else [],
        "dosage": _given(medication) if given else None,
    }
    return resource("MedicationAdministration", local_id(dose.dose_id), f"{LTC}HAHMedicationAdministration", parts)


def amount_quantity(amount: Amount) -> Resource:
    """An amount of a drug as a Quantity."""
    return quantity(amount.value, UNITS[amount.unit], amount.unit.value)


def dosage_text(order: Order, medication: Medication) -> str:
    """The dosage in words, as it stands on the order."""
    way = "靜脈" if medication.route is Route.IV else "口服"
    every = f"每 {order.timing.every_hours} 小時" if order.timing.every_hours else "一次"
    over = f"，輸注 {medication.infusion_minutes} 分鐘" if medication.infusion_minutes else ""
    return f"{medication.amount} {way} {every}{over}"


def _dosage(order: Order, medication: Medication, naming: Naming) -> Resource:
    repeat: Resource = {"boundsPeriod": naming.span(order.timing.first, order.timing.until)}
    if order.timing.every_hours:
        repeat |= {"frequency": 1, "period": order.timing.every_hours, "periodUnit": "h"}
    return {
        "text": dosage_text(order, medication),
        "timing": {"repeat": repeat},
        "route": ROUTES[medication.route],
        "doseAndRate": [{"doseQuantity": amount_quantity(medication.amount)}],
    }


def _given(medication: Medication) -> Resource:
    dosage: Resource = {"route": ROUTES[medication.route], "dose": amount_quantity(medication.amount)}
    if medication.amount.unit is AmountUnit.ML and medication.infusion_minutes:
        rate = medication.amount.value * 60 / Decimal(medication.infusion_minutes)
        dosage["rateQuantity"] = {"value": round(rate, 1), "unit": "mL/h", "system": UCUM, "code": "mL/h"}
    return dosage

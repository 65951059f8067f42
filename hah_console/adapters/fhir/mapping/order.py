"""Orders that are no drugs: ServiceRequest, and DeviceRequest for equipment."""

from hah_console.adapters.fhir.mapping.medication import STATUS
from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import HAH_ACTIVITY, LTC, Resource, coded, resource
from hah_console.domain.ids import StaffId
from hah_console.domain.order import Order, OrderKind, OrderState, StopReason

CATEGORIES = {
    OrderKind.OBSERVATION_SET: "nursing", OrderKind.SPECIMEN: "laboratory", OrderKind.WOUND_CARE: "nursing",
    OrderKind.IMAGING: "consultation", OrderKind.VIDEO_FOLLOW_UP: "visit", OrderKind.PHYSICIAN_VISIT: "visit",
}  # fmt: skip
WORDS = {
    OrderKind.OBSERVATION_SET: "生命徵象量測", OrderKind.SPECIMEN: "檢體採集", OrderKind.WOUND_CARE: "傷口照護",
    OrderKind.IMAGING: "影像檢查", OrderKind.VIDEO_FOLLOW_UP: "視訊訪視", OrderKind.PHYSICIAN_VISIT: "醫師訪視",
}  # fmt: skip
REQUEST_STATUS = STATUS | {OrderState.STOPPED: "revoked"}


def order_resource(order: Order, requester: StaffId, naming: Naming) -> Resource | None:
    """The order; None for a medication, and for a draft nobody has signed."""
    if order.ordered_at is None or order.state is OrderState.DRAFT or order.medication is not None:
        return None
    status = "entered-in-error" if order.stop_reason is StopReason.ENTERED_IN_ERROR else REQUEST_STATUS[order.state]
    common: Resource = {
        "identifier": [naming.identifier("order", order.order_id)],
        "status": status,
        "intent": "order",
        "subject": reference("Patient", order.patient_id),
        "encounter": reference("Encounter", order.episode_id),
        "authoredOn": naming.at(order.ordered_at),
        "requester": reference("Practitioner", requester),
        "note": [{"text": order.note}] if order.note else [],
    }
    if order.kind is OrderKind.EQUIPMENT:
        wanted: Resource = {"codeCodeableConcept": {"text": order.subject or "設備"}}
        return resource("DeviceRequest", local_id(order.order_id), "", common | wanted)
    asked: Resource = {
        "category": [coded(HAH_ACTIVITY, CATEGORIES[order.kind])],
        "code": {"text": " ".join(filter(None, (WORDS[order.kind], order.subject)))},
        "occurrencePeriod": naming.span(order.timing.first, order.timing.until),
    }
    return resource("ServiceRequest", local_id(order.order_id), f"{LTC}HAHServiceRequest", common | asked)

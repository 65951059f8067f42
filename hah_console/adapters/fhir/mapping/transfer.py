"""The green channel: ServiceRequest for a bed at a hospital, and the Task by which both sides tell how it stands."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import HAH_ACTIVITY, LTC, Resource, coded, resource
from hah_console.domain.ids import StaffId
from hah_console.domain.transfer import Transfer, TransferStage

_S = TransferStage
STATUS = {
    _S.DECIDED: "draft", _S.ASKED: "requested", _S.ACCEPTED: "accepted", _S.REFUSED: "rejected",
    _S.AMBULANCE_CALLED: "accepted", _S.AMBULANCE_CANCELLED: "accepted", _S.DEPARTED: "in-progress",
    _S.ARRIVED: "in-progress", _S.HANDED_OVER: "completed", _S.CLOSED: "completed", _S.CANCELLED: "cancelled",
    _S.DIED: "cancelled",
}  # fmt: skip
"""SAFETY(sent is not arrived): only the hand-over signed at the hospital completes the Task."""
REQUEST_STATUS = {"draft": "draft", "completed": "completed", "cancelled": "revoked", "rejected": "active"}
STAGE_WORDS = {
    _S.DECIDED: "決定後送", _S.ASKED: "詢問床位", _S.ACCEPTED: "醫院接受", _S.REFUSED: "醫院婉拒",
    _S.AMBULANCE_CALLED: "已叫救護車", _S.AMBULANCE_CANCELLED: "救護車取消", _S.DEPARTED: "出發", _S.ARRIVED: "到院",
    _S.HANDED_OVER: "完成交接", _S.CLOSED: "結案", _S.CANCELLED: "取消", _S.DIED: "死亡",
}  # fmt: skip


def referral_resources(
    transfer: Transfer, requester: StaffId, naming: Naming, document: str = ""
) -> tuple[Resource, ...]:
    """Request and Task; nothing for a drill, and nothing before a hospital was asked.

    ``document``: the local id of the DocumentReference of the transfer document.
    """
    if transfer.exercise or transfer.hospital_id is None or _S.ASKED not in transfer.stages():
        return ()
    return (_request(transfer, requester, naming, document), _task(transfer, requester, naming))


def task_id(transfer: Transfer) -> str:
    """The local id of the Task of the last request: every hospital that is asked has a Task of its own."""
    asked = transfer.stages().count(_S.ASKED)
    return f"task-{local_id(transfer.transfer_id)[:50]}-{asked}"


def _request(transfer: Transfer, requester: StaffId, naming: Naming, document: str) -> Resource:
    status = STATUS[transfer.stage]
    parts = {
        "identifier": [naming.identifier("transfer", transfer.transfer_id)],
        "status": REQUEST_STATUS.get(status, "active"),
        "intent": "order",
        "category": [coded(HAH_ACTIVITY, "referral")],
        "priority": "stat" if transfer.pathway else "urgent",
        "code": {"text": "緊急後送"},
        "subject": reference("Patient", transfer.patient_id),
        "encounter": reference("Encounter", transfer.episode_id),
        "authoredOn": naming.at(transfer.history[0].at),
        "requester": reference("Practitioner", requester),
        "performer": [_hospital(transfer)],
        "reasonCode": [{"text": transfer.reason}] if transfer.reason else [],
        "reasonReference": [reference("Condition", f"condition-{local_id(transfer.episode_id)}"[:64])],
        "supportingInfo": [reference("DocumentReference", document)] if document else [],
    }
    return resource("ServiceRequest", local_id(transfer.transfer_id), f"{LTC}HAHServiceRequest", parts)


def _task(transfer: Transfer, requester: StaffId, naming: Naming) -> Resource:
    status, last = STATUS[transfer.stage], transfer.history[-1]
    begun, ended = transfer.reached_at(_S.DEPARTED) or transfer.history[0].at, transfer.reached_at(_S.HANDED_OVER)
    parts = {
        "identifier": [naming.identifier("transfer-task", task_id(transfer))],
        "status": status,
        "statusReason": {"text": last.note} if last.note and status in ("rejected", "cancelled") else None,
        "businessStatus": {"text": STAGE_WORDS[transfer.stage]},
        "intent": "order",
        "priority": "stat" if transfer.pathway else "urgent",
        "code": coded(HAH_ACTIVITY, "referral"),
        "focus": reference("ServiceRequest", transfer.transfer_id),
        "for": reference("Patient", transfer.patient_id),
        "encounter": reference("Encounter", transfer.episode_id),
        "executionPeriod": naming.span(begun, ended) if ended and status == "completed" else None,
        "authoredOn": naming.at(transfer.history[0].at),
        "lastModified": naming.at(last.at),
        "requester": reference("Practitioner", requester),
        "owner": _hospital(transfer),
    }
    return resource("Task", task_id(transfer), f"{LTC}HAHVisitTask", parts)


def _hospital(transfer: Transfer) -> Resource:
    return reference("Organization", transfer.hospital_id or "")

"""Equipment in a home: Device, SupplyDelivery, DeviceUseStatement."""

from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import LTC, Resource, resource
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, StaffId
from hah_console.domain.kit import Kit, KitState


def device_resource(kit: Kit, patient_id: PatientId, naming: Naming) -> Resource:
    """The piece with the patient it is with; a number of the maker is told only where it stands on the piece."""
    parts = {
        "identifier": [naming.identifier("device", kit.device_id or kit.kit_id)],
        "status": "inactive" if kit.state is KitState.FAULTY else "active",
        "serialNumber": kit.serial,
        "type": {"text": kit.kind},
        "patient": reference("Patient", patient_id),
        "owner": naming.own,
    }
    return resource("Device", local_id(kit.device_id or kit.kit_id), f"{LTC}HAHDevice", parts)


def piece_reference(kit: Kit, episode_id: EpisodeId, naming: Naming) -> Resource:
    """The piece while it is with this admission; later by its identifier, for its Device is the next patient's then."""
    if kit.episode_id == episode_id:
        return reference("Device", kit.device_id or kit.kit_id)
    return {"type": "Device", "identifier": naming.identifier("device", kit.device_id or kit.kit_id)}


def delivery_resource(
    kit: Kit,
    patient_id: PatientId,
    at: datetime,
    naming: Naming,
    *,
    receiver: StaffId | None = None,
    order_id: OrderId | None = None,
    piece: Resource | None = None,
) -> Resource:
    """That the piece was handed over at the door, and by whose order; who took it there is told in the console only."""
    number = f"{kit.kit_id}-{at:%Y%m%d%H%M}"
    parts = {
        "identifier": [naming.identifier("delivery", number)],
        "basedOn": [],
        "status": "completed",
        "patient": reference("Patient", patient_id),
        "suppliedItem": {"itemReference": piece or reference("Device", kit.device_id or kit.kit_id)},
        "occurrenceDateTime": naming.at(at),
        "supplier": naming.own,
        "destination": reference("Location", f"home-{local_id(patient_id)}"[:64]),
        "receiver": [reference("Practitioner", receiver)] if receiver else [],
    }
    if order_id:
        parts["extension"] = [{"url": f"{naming.root}/delivery-order", "valueString": order_id}]
    return resource("SupplyDelivery", local_id(number), "", parts)


def use_resource(
    kit: Kit,
    patient_id: PatientId,
    start: datetime,
    naming: Naming,
    end: datetime | None = None,
    piece: Resource | None = None,
) -> Resource:
    """From when until when a piece was used by a patient."""
    number = f"use-{kit.kit_id}-{start:%Y%m%d%H%M}"
    parts = {
        "identifier": [naming.identifier("device-use", number)],
        "status": "completed" if end else "active",
        "subject": reference("Patient", patient_id),
        "timingPeriod": naming.span(start, end),
        "device": piece or reference("Device", kit.device_id or kit.kit_id),
    }
    return resource("DeviceUseStatement", local_id(number), "", parts)

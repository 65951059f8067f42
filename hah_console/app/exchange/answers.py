"""What hospitals answer to a green-channel request: their Task is read, and an answer moves the transfer."""

import logging

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.mapping.naming import local_id
from hah_console.adapters.fhir.mapping.transfer import task_id
from hah_console.adapters.fhir.resource_json import Resource
from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import HahError
from hah_console.domain.ids import UserId
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.context import Context
from hah_console.services.transfers import accept, refuse

NO_REASON = "未說明"
_LOG = logging.getLogger(__name__)


class Answers:
    """Asks a feed's hospital how the Tasks of running transfers stand."""

    def __init__(self, ctx: Context, feed: str, client: FhirClient) -> None:
        self._ctx, self._feed, self._client = ctx, feed, client
        self._actor = Actor(UserId(f"exchange:{feed}"), feed, Role.HOSPITAL, "exchange")

    def hear(self) -> int:
        """Read the Tasks that wait for an answer; how many transfers moved. Raises ExchangeFailed."""
        with self._ctx.store() as uow:
            waiting = [each for each in uow.transfers.open() if each.stage is TransferStage.ASKED and not each.exercise]
            names = {each.transfer_id: f"Task/{task_id(each)}" for each in waiting}
            patients = {each.transfer_id: f"Patient/{local_id(each.patient_id)}" for each in waiting}
            places = uow.exchange.places(self._feed, [*names.values(), *patients.values()])
        count = 0
        for each in waiting:
            task, patient = places.get(names[each.transfer_id]), places.get(patients[each.transfer_id])
            if task is not None and patient is not None:
                count += self._take(each, self._client.read(task.place, patient=patient.place))
        return count

    def _take(self, transfer: Transfer, task: Resource) -> int:
        """SAFETY(sent is not accepted): only the hospital's own word moves a transfer, and only these two words."""
        status = task.get("status")
        try:
            if status == "accepted":
                accept(self._ctx, self._actor, transfer.transfer_id, transfer.version)
            elif status == "rejected":
                refuse(self._ctx, self._actor, transfer.transfer_id, transfer.version, _reason(task))
            else:
                return 0
        except HahError as error:
            _LOG.info("an answer of a hospital was not taken: %s", error.code)
            return 0
        return 1


def _reason(task: Resource) -> str:
    reason = task.get("statusReason")
    text = str(reason.get("text", "")) if isinstance(reason, dict) else ""
    return text.strip() or NO_REASON

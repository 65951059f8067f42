"""What a gateway's upload is read to, handed in at the door, and answered."""

from collections.abc import Callable, Sequence

from hah_console.adapters.fhir.devices.reply import Reply, refusal, reply, statement
from hah_console.adapters.fhir.devices.setup import DeviceSetup
from hah_console.adapters.fhir.devices.upload import UploadRefused, read_upload
from hah_console.adapters.web.gateway_api import Taken
from hah_console.app.devices.door import Door, NotStoredNow
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import KEPT_BYTES, PartAnswer, RelayedFault, RelayedPart


class FhirGatewayDesk:
    """Used by the worker threads of the server."""

    def __init__(self, setup: DeviceSetup, door: Door) -> None:
        self._setup, self._door = setup, door

    def gateway(self, token: str) -> str | None:
        """Whose token this is."""
        return self._setup.gateway_of(token) if token else None

    def take(self, gateway: str, body: bytes, alone: bool, if_none_exist: str) -> Taken | Reply:
        """What the upload waits for; the answer where nothing can be stored. A body nobody can read is kept as well."""
        try:
            upload = read_upload(body, alone=alone, if_none_exist=if_none_exist)
        except UploadRefused as refused:
            told, fault = refused, RelayedFault(body[:KEPT_BYTES], Reason.of(Refusal.MESSAGE, refused.reason))
            return self._handed_in(gateway, [fault], lambda _: refusal(told.status, told.code, told.reason))
        return self._handed_in(gateway, upload.parts, lambda answers: reply(upload, answers))

    def _handed_in(
        self, gateway: str, parts: Sequence[RelayedPart], answered: Callable[[Sequence[PartAnswer]], Reply]
    ) -> Taken | Reply:
        try:
            return Taken(self._door.deliver(f"fhir/{gateway}", gateway, parts), answered)
        except NotStoredNow:
            return refusal(503, "transient", "not stored now, send it again")

    def refusal(self, status: int, code: str, reason: str) -> Reply:
        """An OperationOutcome."""
        return refusal(status, code, reason)

    def statement(self) -> Reply:
        """What is taken here."""
        return statement()

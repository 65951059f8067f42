"""The service's own ways in for devices that do not speak over the broker: none where the home has no devices.toml."""

import logging
import threading
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hah_console.app.devices.door import Door
from hah_console.app.told_once import ToldOnce
from hah_console.domain.errors import HahError
from hah_console.services.context import Context

if TYPE_CHECKING:
    from hah_console.adapters.fhir.devices.setup import DeviceSetup
    from hah_console.adapters.fhir.hl7v2.listener import MllpListener
    from hah_console.adapters.web.page import Page
    from hah_console.app.devices.relay_intake import RelayIntake
    from hah_console.app.service.intake import Intake
    from hah_console.domain.ids import DeviceId
    from hah_console.services.ingest import VitalsIngest

AGAIN_S, LOOK_S = 5.0, 0.25
CLOSED_S = 1.9
_LOG = logging.getLogger(__name__)


class OwnDevices:
    """``join`` before the work begins, ``start`` with it, ``close`` after it. The listener of HL7 v2 is kept up on a
    thread of its own: alarms never wait for it."""

    def __init__(self, setup: "DeviceSetup | None", ctx: Context) -> None:
        self._setup, self._ctx = setup, ctx
        self._door = Door(ctx.clock)
        self._relays: RelayIntake | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="hl7-keeper", daemon=True)
        self._tell = ToldOnce(_LOG, "HL7 v2 is not listened to", "HL7 v2 is listened to again")

    def join(self, intake: "Intake", ingest: "VitalsIngest", signing: "Collection[DeviceId]") -> None:
        """Have the writer take from the door as well."""
        if self._setup is None:
            return
        from hah_console.adapters.vitals.relayed import RelayedReception
        from hah_console.app.devices.relay_intake import RelayIntake

        reception = RelayedReception(intake.reception, self._setup.names, signing)
        self._relays = relays = RelayIntake(self._ctx, ingest, reception, self._door, intake.counts.add)
        intake.relayed = relays.turn
        intake.on_owners.append(relays.use)

    def pages(self) -> "Sequence[Page]":
        """The endpoint of the gateways, where there are any."""
        if self._setup is None or not self._setup.gateways:
            return ()
        from hah_console.adapters.web.gateway_api import GatewayApi
        from hah_console.app.devices.gateway_desk import FhirGatewayDesk

        return (GatewayApi(FhirGatewayDesk(self._setup, self._door)),)

    def start(self) -> None:
        """Begin to listen; returns at once."""
        if self._setup is not None and self._setup.hl7 is not None:
            self._thread.start()

    def close(self) -> None:
        """Take nothing more, within two seconds; who waits is told that nothing is stored."""
        self._stop.set()
        if self._relays is not None:
            self._relays.close()
        if self._thread.is_alive():
            self._thread.join(CLOSED_S)

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen(self._listener())
            except HahError as error:
                self._tell(error.code)
            self._stop.wait(AGAIN_S)

    def _listen(self, listener: "MllpListener") -> None:
        try:
            listener.start()
            self._tell("")
            while listener.running and not self._stop.wait(LOOK_S):
                pass
        finally:
            listener.close()

    def _listener(self) -> "MllpListener":
        from hah_console.adapters.fhir.hl7v2.listener import MllpListener

        assert self._setup is not None
        assert self._setup.hl7 is not None
        return MllpListener(self._setup.hl7, self._door, self._ctx.clock.now)

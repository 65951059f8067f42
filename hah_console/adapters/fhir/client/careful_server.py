"""fhirclient's server over our transport: its models, searches and SMART client then keep our limits as well."""

from collections.abc import Mapping
from typing import Any

from fhirclient.client import FHIRClient
from fhirclient.server import FHIRServer

from hah_console.adapters.fhir.client.transport import Answer, Transport
from hah_console.adapters.fhir.resource_json import written


class CarefulServer(FHIRServer):  # type: ignore[misc]
    """A drop-in for ``smart.server``."""

    def __init__(self, client: object, transport: Transport) -> None:
        super().__init__(client, base_uri=transport.base)
        self.session.close()
        self._transport = transport

    def request_json(self, path: str, nosign: bool = False) -> object:
        """The parsed answer to a GET."""
        return self._get(path, nosign=nosign).json()

    def _get(self, path: str, headers: Mapping[str, str] | None = None, nosign: bool = False) -> Answer:  # noqa: ARG002
        return self._transport.send("GET", path, headers=headers)

    def put_json(self, path: str, resource_json: Mapping[str, Any], nosign: bool = False) -> Answer:  # noqa: ARG002
        """A PUT names the version it replaces; without one it is refused by our client (``FhirClient.update``)."""
        version = str((resource_json.get("meta") or {}).get("versionId") or "0")
        return self._transport.send("PUT", path, written(resource_json), {"If-Match": f'W/"{version}"'})

    def post_json(self, path: str, resource_json: Mapping[str, Any], nosign: bool = False) -> Answer:  # noqa: ARG002
        """A POST as it is."""
        return self._transport.send("POST", path, written(resource_json))

    def delete_json(self, path: str, nosign: bool = False) -> Answer:  # noqa: ARG002
        """A DELETE."""
        return self._transport.send("DELETE", path)


def smart_client(transport: Transport, app_id: str = "hah_console") -> FHIRClient:
    """fhirclient's SMART client with our server in it."""
    client = FHIRClient(settings={"app_id": app_id, "api_base": transport.base})
    client.server.session.close()
    client.server = CarefulServer(client, transport)
    return client

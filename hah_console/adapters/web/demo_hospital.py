"""A made-up hospital's FHIR server on loopback, for the tour: it tells what it is given and keeps what it is sent."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]
FHIR_JSON = "application/fhir+json"
PATIENT_FIELDS = ("subject", "patient", "for")
Refuses = Callable[[Json], str]
"""Why a resource is not taken, empty when it is."""


@dataclass(slots=True)
class DemoHospital:
    """Resources by ``Kind/id``; ``received`` are those it was sent, which it does not tell of."""

    told: Mapping[str, Json]
    refuses: Refuses
    received: dict[str, Json] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def find(self, kind: str, asked: Mapping[str, str]) -> list[Json]:
        """By identifier, or by patient."""
        own = [each for each in self.told.values() if each["resourceType"] == kind]
        if "identifier" in asked:
            wanted = set(asked["identifier"].split(","))
            return [each for each in own if wanted & set(_numbers(each))]
        patient = asked.get("patient") or asked.get("subject", "")
        return [each for each in own if patient.rpartition("/")[2] == _patient_of(each)]

    def take(self, resource: Json, place: str, condition: str) -> Json:
        """One entry of a batch, or one request alone, as the response of an entry."""
        why = self.refuses(resource)
        if why:
            issue = {"severity": "error", "code": "business-rule", "diagnostics": why}
            return {"status": "422", "outcome": {"resourceType": "OperationOutcome", "issue": [issue]}}
        there = self.known.get(condition, "") if condition else ""
        kind = str(resource["resourceType"])
        reference = there or (place if "/" in place else f"{kind}/r{len(self.received) + 1}")
        version = int(self.received.get(reference, {}).get("meta", {}).get("versionId", 0)) + (0 if there else 1)
        if not there:
            self.known |= {condition: reference} if condition else {}
            named = {"id": reference.partition("/")[2], "meta": {"versionId": str(version)}}
            self.received[reference] = resource | named
        status = "200" if there or version > 1 else "201"
        return {"status": status, "location": f"{reference}/_history/{version}", "etag": f'W/"{version}"'}

    def get(self, reference: str) -> Json | None:
        """One resource."""
        return self.told.get(reference) or self.received.get(reference)


@contextmanager
def demo_hospital(resources: Sequence[Json], refuses: Refuses) -> Iterator[tuple[DemoHospital, str]]:
    """The server at work, and its base address."""
    it = DemoHospital({f"{each['resourceType']}/{each['id']}": each for each in resources}, refuses)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(Starlette(routes=_routes(it)), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="demo-hospital", daemon=True)
        thread.start()
        try:
            yield it, f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"
        finally:
            server.should_exit = True
            thread.join(5)


def _routes(it: DemoHospital) -> list[Route]:
    async def statement(_request: Request) -> Response:
        rest = {"mode": "server", "interaction": [{"code": "batch"}, {"code": "transaction"}]}
        return _said({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [rest]})

    async def search(request: Request) -> Response:
        found = it.find(request.path_params["kind"], request.query_params)
        entries = [{"resource": each, "search": {"mode": "match"}} for each in found]
        link = [{"relation": "self", "url": str(request.url)}]
        return _said(
            {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": link, "entry": entries}
        )

    async def read(request: Request) -> Response:
        found = it.get(f"{request.path_params['kind']}/{request.path_params['identity']}")
        return _said(found) if found else Response(status_code=404)

    async def batch(request: Request) -> Response:
        entries = json.loads(await request.body()).get("entry", [])
        taken = [
            it.take(one["resource"], one["request"]["url"], one["request"].get("ifNoneExist", "")) for one in entries
        ]
        answered = [{"response": each} for each in taken]
        return _said({"resourceType": "Bundle", "type": "batch-response", "entry": answered})

    async def write(request: Request) -> Response:
        place = request.url.path.partition("/fhir/")[2]
        told = it.take(json.loads(await request.body()), place, request.headers.get("if-none-exist", ""))
        headers = {"Location": told["location"], "ETag": told["etag"]} if "location" in told else {}
        return _said(
            told.get("outcome") or it.received[told["location"].split("/_history")[0]], int(told["status"]), headers
        )

    return [
        Route("/fhir/metadata", statement),
        Route("/fhir/", batch, methods=["POST"]),
        Route("/fhir", batch, methods=["POST"]),
        Route("/fhir/{kind}", search),
        Route("/fhir/{kind}", write, methods=["POST"]),
        Route("/fhir/{kind}/{identity}", read),
        Route("/fhir/{kind}/{identity}", write, methods=["PUT"]),
    ]


def _said(body: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(body, status, dict(headers or {}), media_type=FHIR_JSON)


def _numbers(resource: Json) -> list[str]:
    return [f"{each.get('system', '')}|{each.get('value', '')}" for each in resource.get("identifier", [])]


def _patient_of(resource: Json) -> str:
    if resource["resourceType"] == "Patient":
        return str(resource["id"])
    named: Json = next((resource[name] for name in PATIENT_FIELDS if name in resource), {})
    return str(named.get("reference", "")).rpartition("/")[2]

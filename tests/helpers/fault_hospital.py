"""A hospital in the test process that answers rightly with what it has, unless a test spoils an answer."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from hah_console.adapters.fhir.client.transport import Limits
from helpers.fault_server import Asked, FaultServer, Reply, bundle, outcome

HER = "Patient/7"
QUICK = Limits(connect_s=0.5, read_s=2.0, total_s=4.0, retries=0)
Answer = Callable[[Asked], "Reply | None"]


class Hospital:
    """Answers rightly with what is in ``records``, unless ``spoil`` has another answer."""

    def __init__(self, server: FaultServer, her: dict[str, object]) -> None:
        self.server, self.her = server, her | {"id": "7", "meta": {"versionId": "1"}}
        self.records: dict[str, list[dict[str, object]]] = {}
        self.spoil: Answer = lambda asked: None
        server.answer = self._answer

    def add(self, resource: dict[str, object], number: int = 1, updated: str = "2026-11-20T01:00:00Z") -> None:
        meta = {"versionId": "1", "lastUpdated": updated}
        kind = str(resource["resourceType"])
        self.records.setdefault(kind, []).append({**resource, "id": f"{kind[:1].lower()}{number}", "meta": meta})

    def searches(self, kind: str) -> list[Asked]:
        return [each for each in self.server.asked if urlsplit(each.path).path.endswith(f"/{kind}")]

    def _answer(self, asked: Asked) -> Reply:
        spoilt = self.spoil(asked)
        if spoilt is not None:
            return spoilt
        path, query = urlsplit(asked.path).path.removeprefix("/fhir/"), parse_qs(urlsplit(asked.path).query)
        if path == "metadata":
            return Reply(body={"resourceType": "CapabilityStatement", "rest": [{}]})
        if path == HER:
            return Reply(body=self.her)
        if "/" in path:
            return self._one(*path.split("/"))
        if path == "Patient":
            return Reply(body=bundle(self.her, self_link=self.self_link(asked)))
        since = query.get("_lastUpdated", ["ge"])[0].removeprefix("ge")
        found = [each for each in self.records.get(path, []) if each["meta"]["lastUpdated"] >= since]  # type: ignore[index]
        return Reply(body=bundle(*found, self_link=self.self_link(asked)))

    def _one(self, kind: str, identity: str) -> Reply:
        found = next((each for each in self.records.get(kind, ()) if each["id"] == identity), None)
        return Reply(404, outcome("not-found")) if found is None else Reply(body=found)

    def self_link(self, asked: Asked) -> str:
        return self.server.base.removesuffix("/fhir/") + asked.path

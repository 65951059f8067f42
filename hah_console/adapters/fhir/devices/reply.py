"""What a gateway is answered: the fate of every part as FHIR has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hah_console.adapters.fhir.devices.upload import Upload
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.resource_json import written
from hah_console.domain.relayed_set import Fate, PartAnswer, RelayedPart, RelayedSet

TRANSACTION = "transaction"
REASONS = {200: "OK", 201: "Created", 202: "Accepted", 422: "Unprocessable Entity"}


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body in JSON, and where the resource is, empty for nowhere."""

    status: int
    body: bytes
    location: str = ""


def outcome(severity: str, code: str, reason: str) -> Resource:
    """An OperationOutcome of one issue."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "diagnostics": reason}],
    }


def refusal(status: int, code: str, reason: str) -> Reply:
    """Nothing of the body is taken."""
    return Reply(status, written(outcome("error", code, reason)))


def statement() -> Reply:
    """The CapabilityStatement: Observations and Bundles may be created, nothing can be read."""
    create = {"type": "Observation", "interaction": [{"code": "create"}], "conditionalCreate": True}
    rest = {"mode": "server", "resource": [create], "interaction": [{"code": "transaction"}, {"code": "batch"}]}
    found: Resource = {
        "resourceType": "CapabilityStatement", "status": "active", "date": "2026-11-30", "kind": "instance",
        "fhirVersion": "4.0.1", "format": ["json"], "implementation": {"description": "hah device gateway"},
        "rest": [rest],
    }  # fmt: skip
    return Reply(200, written(found))


def reply(upload: Upload, answers: Sequence[PartAnswer]) -> Reply:
    """The answer to an upload after the commit; one answer for each of its parts."""
    if not upload.bundle:
        return _alone(upload.parts[0], answers[0])
    told = iter(answers)
    entries = [_entry(each, told, upload.bundle) for each in upload.entries]
    found: Resource = {"resourceType": "Bundle", "type": f"{upload.bundle}-response", "entry": entries}
    return Reply(200, written(found))


def _alone(part: RelayedPart, answer: PartAnswer) -> Reply:
    status = {Fate.NEW: 201, Fate.KNOWN: 200, Fate.ASIDE: 422}[answer.fate]
    return Reply(status, written(_outcome(answer)), _location(part, answer))


def _entry(part: RelayedPart | None, told: Iterator[PartAnswer], bundle: str) -> Resource:
    if part is None:
        return {"response": {"status": "200 OK", "outcome": outcome("information", "informational", "not stored")}}
    answer = next(told)
    status = {Fate.NEW: 201, Fate.KNOWN: 200, Fate.ASIDE: 202 if bundle == TRANSACTION else 422}[answer.fate]
    response: Resource = {"status": f"{status} {REASONS[status]}", "outcome": _outcome(answer)}
    if location := _location(part, answer):
        response |= {"location": location, "etag": 'W/"1"'}
    return {"response": response}


def _outcome(answer: PartAnswer) -> Resource:
    if answer.fate is Fate.ASIDE:
        return outcome("error", "business-rule", f"in the quarantine: {answer.reason}")
    return outcome("information", "informational" if answer.fate is Fate.NEW else "duplicate", answer.fate.value)


def _location(part: RelayedPart, answer: PartAnswer) -> str:
    stored = answer.fate is not Fate.ASIDE and isinstance(part, RelayedSet)
    return f"Observation/{part.key}" if stored and isinstance(part, RelayedSet) else ""

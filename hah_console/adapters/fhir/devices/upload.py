"""A body that a gateway uploads: one Observation, or a Bundle of them with their devices and patients."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from hah_console.adapters.fhir.devices.json_parts import Json, part, parts, words
from hah_console.adapters.fhir.devices.observation import read_observation
from hah_console.adapters.fhir.devices.people import Context
from hah_console.adapters.fhir.errors import FhirRefused
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import KEPT_BYTES, RelayedFault, RelayedPart, RelayRefused

MOST_ENTRIES = 200
"""What one transaction of the ingest takes."""
CONTEXT = frozenset({"Device", "Patient", "DeviceMetric"})
"""Resources that say whose and which, and are not stored."""
BUNDLES = frozenset({"transaction", "batch"})


class UploadRefused(ValueError):
    """The whole body is not taken: HTTP status, code of the OperationOutcome, reason."""

    def __init__(self, status: int, code: str, reason: str) -> None:
        self.status, self.code, self.reason = status, code, reason
        super().__init__(f"{status} {code}: {reason}")


@dataclass(frozen=True, slots=True)
class Upload:
    """``bundle`` is ``transaction``, ``batch``, or empty for one Observation; ``entries`` has a part for each entry,
    None where it only says whose or which."""

    bundle: str
    entries: tuple[RelayedPart | None, ...]

    @property
    def parts(self) -> tuple[RelayedPart, ...]:
        """What is to be stored."""
        return tuple(each for each in self.entries if each is not None)


def read_upload(body: bytes, *, alone: bool, if_none_exist: str = "") -> Upload:
    """What a body holds: one Observation (``alone``), or a Bundle. Raises UploadRefused."""
    try:
        resource = parse(body)
    except FhirRefused as error:
        raise UploadRefused(400, "structure", str(error.facts["reason"])) from None
    kind = words(resource, "resourceType")
    if alone != (kind == "Observation"):
        raise UploadRefused(400, "not-supported", f"resourceType: {kind[:40]} is not taken here")
    if alone:
        return Upload("", (_observation(resource, Context(), if_none_exist),))
    return _bundle(resource)


def wanted_identifier(if_none_exist: str) -> str:
    """system|value of a condition; empty for none. Raises RelayRefused for any other condition."""
    if not if_none_exist:
        return ""
    asked = parse_qsl(if_none_exist.partition("?")[2] or if_none_exist, keep_blank_values=True)
    if len(asked) != 1 or asked[0][0] != "identifier" or not asked[0][1].rpartition("|")[2]:
        raise RelayRefused("If-None-Exist: only by one identifier")
    return asked[0][1] if "|" in asked[0][1] else f"|{asked[0][1]}"


def _bundle(resource: Json) -> Upload:
    kind = words(resource, "type")
    if words(resource, "resourceType") != "Bundle" or kind not in BUNDLES:
        raise UploadRefused(400, "not-supported", f"Bundle.type: {kind[:40]} is not taken here")
    entries = list(parts(resource, "entry"))
    if not entries or len(entries) > MOST_ENTRIES:
        raise UploadRefused(413 if entries else 400, "too-long", f"Bundle.entry: {len(entries)}, 1 to {MOST_ENTRIES}")
    context = Context(_beside(entries))
    return Upload(kind, tuple(_entry(each, context) for each in entries))


def _beside(entries: list[Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for each in entries:
        resource = part(each, "resource")
        kind, identity = words(resource, "resourceType"), words(resource, "id")
        if kind in CONTEXT:
            found |= {words(each, "fullUrl"): resource} | ({f"{kind}/{identity}": resource} if identity else {})
    return found


def _entry(entry: Json, context: Context) -> RelayedPart | None:
    resource, request = part(entry, "resource"), part(entry, "request")
    if words(resource, "resourceType") in CONTEXT:
        return None
    if words(request, "method") != "POST" or words(request, "url") != "Observation":
        reason = f"request: {words(request, 'method')} {words(request, 'url')}, only POST Observation is taken"
        return RelayedFault(written(entry)[:KEPT_BYTES], Reason.of(Refusal.MESSAGE, reason))
    return _observation(resource, context, words(request, "ifNoneExist"))


def _observation(resource: Json, context: Context, if_none_exist: str) -> RelayedPart:
    try:
        identifier = wanted_identifier(if_none_exist)
    except RelayRefused as refused:
        return RelayedFault(written(resource)[:KEPT_BYTES], refused.reason)
    return read_observation(resource, context, identifier)

"""Resources spoilt in every which way are read or refused with a reason; none ends the reading of the others."""

import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from helpers.fhir_reading import READER, RECEIVED
from helpers.hospital_side import SYSTEMS

from hah_console.adapters.fhir.inbound.identity import incoming_identity
from hah_console.adapters.fhir.inbound.pages import kept_resource
from hah_console.adapters.fhir.inbound.parts import Unusable
from hah_console.adapters.fhir.inbound.statements import READERS
from hah_console.adapters.fhir.resource_json import read_file
from hah_console.services.inbound_ports import RawResource

SPOILT: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, "", "x", "2026-13-45", "2026-11-30T10:00:00", "a\x00b", "\ud83d", [], {}, [None], [{}],
    {"coding": 3}, {"coding": [3, None, {"code": [5]}]}, {"reference": 7}, {"value": "7", "code": "mg/dL"},
)  # fmt: skip
TRIES = 1_500


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place within a resource but its type."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if path or key != "resourceType":
            yield (*path, key)
            yield from places(each, (*path, key))


def spoilt(resource: Any, chance: random.Random) -> Any:
    """A copy with one place put to something else."""
    copy = deepcopy(resource)
    path = chance.choice(list(places(copy)))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = deepcopy(chance.choice(SPOILT))
    return copy


@pytest.mark.shared_data
def test_whatever_stands_where_it_should_not_is_read_or_refused(shared_data: Path) -> None:
    kinds = {*READERS, "Observation", "Patient"}
    files = [path for path in sorted((shared_data / "fhir").rglob("*.json")) if path.name.split("-")[0] in kinds]
    examples, chance = [read_file(path) for path in files], random.Random(20261130)
    outcomes = {"kept_not": 0, "refused": 0, "read": 0}
    for _ in range(TRIES):
        outcomes[outcome(spoilt(chance.choice(examples), chance))] += 1
    assert all(count > TRIES // 50 for count in outcomes.values()), outcomes


def outcome(resource: Any) -> str:
    kept = kept_resource(resource, "h", RECEIVED)
    if not isinstance(kept, RawResource):
        assert kept.derived.refused is not None
        return "kept_not"
    if kept.resource_type == "Patient":
        try:
            READER.require_sound(resource)
            return "read" if incoming_identity(resource, "h", SYSTEMS, RECEIVED) else "refused"
        except Unusable:
            return "refused"
    derived = READER.read(resource, kept, {})
    assert all(isinstance(fact.value, str) and isinstance(fact.code.display, str) for fact in derived.facts)
    return "refused" if derived.refused else "read"

"""Reads FHIR that a patient brings: an Observation or a Bundle of them, of one person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from hah_console.adapters.fhir.devices.json_parts import Json, part, parts, words
from hah_console.adapters.fhir.devices.observation import measured
from hah_console.adapters.fhir.errors import FhirRefused
from hah_console.adapters.fhir.resource_json import read_file
from hah_console.domain.own_reading import OwnFile, OwnFileUnusable, OwnKind, OwnRefusal, OwnValue
from hah_console.domain.relayed_set import RelayRefused


def open_own_bundle(path: Path) -> OwnFile:
    """The file. Raises OwnFileUnusable, also for one of several persons."""
    try:
        resource = read_file(path)
    except FhirRefused as error:
        raise OwnFileUnusable(file=path.name, reason=str(error.facts["reason"])) from None
    except OSError:
        raise OwnFileUnusable(file=path.name, reason="unreadable_file") from None
    alone = words(resource, "resourceType") == "Observation"
    entries = [resource] if alone else [part(entry, "resource") for entry in parts(resource, "entry")]
    people = [each for each in entries if words(each, "resourceType") == "Patient"]
    observations = [each for each in entries if words(each, "resourceType") == "Observation"]
    subjects = {words(part(each, "subject"), "reference") for each in observations}
    if len(people) > 1 or len(subjects) > 1:
        raise OwnFileUnusable(file=path.name, reason="two_persons")
    numbers = tuple(words(each, "value") for person in people for each in parts(person, "identifier"))
    return OwnFile(path.name, OwnKind.FHIR, _values(observations), _born(people), numbers)


def _values(observations: list[Json]) -> Iterator[OwnValue | OwnRefusal]:
    for number, each in enumerate(observations, 1):
        place = words(each, "id") or str(number)
        try:
            values, _, at_ms = measured(each)
            moment = datetime.fromtimestamp(at_ms / 1_000, UTC)
        except RelayRefused as reason:
            yield OwnRefusal(place, str(reason))
        except (ValueError, OverflowError, OSError):
            yield OwnRefusal(place, "time: not a time")
        else:
            source = words(part(each, "device"), "display")
            yield from (OwnValue(place, moment, vital, value, source) for vital, value in values.items())


def _born(people: list[Json]) -> date | None:
    """A year or a month alone says too little to compare."""
    try:
        return date.fromisoformat(words(people[0], "birthDate")) if people else None
    except ValueError:
        return None

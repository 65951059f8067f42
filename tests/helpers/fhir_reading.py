"""Reads resources of hospitals as the service does: the shipped unit rules, the site's zone, the real checker."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.subjects import subject_of
from hah_console.adapters.fhir.inbound.facts import FactReader
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.clock import TAIPEI
from hah_console.services.inbound_ports import RawResource

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
UNITS = load_rule_packs(RESOURCES / "rulepacks").units
CHECKER = Checker.load(RESOURCES / "fhir")
READER = FactReader(CHECKER, UNITS, TAIPEI)
RECEIVED = datetime(2026, 11, 30, 2, tzinfo=UTC)


def raw_of(content: str, resource: Mapping[str, object] | None = None) -> RawResource:
    """A resource as it is kept, of the feed ``h``."""
    told = resource or json.loads(content)
    kind, identity = str(told["resourceType"]), str(told.get("id", ""))
    return RawResource("raw", "h", kind, identity, "1", subject_of(told), None, RECEIVED, content.encode())

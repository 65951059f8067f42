"""What a server says it can do; nothing is taken for granted."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """``searches``: search parameters by kind of resource. ``operations``: interactions of the whole server."""

    searches: Mapping[str, frozenset[str]]
    operations: frozenset[str]
    software: str = ""

    @property
    def takes_transactions(self) -> bool:
        """Whether many resources may be sent at once, all or none."""
        return "transaction" in self.operations

    @property
    def takes_batches(self) -> bool:
        """Whether many resources may be sent at once, each for itself."""
        return "batch" in self.operations

    def patient_parameter(self, kind: str) -> str:
        """How this server searches a kind by its patient: ``patient``, else ``subject``, as far as it says."""
        known = self.searches.get(kind, frozenset())
        return "subject" if "subject" in known and "patient" not in known else "patient"


def capabilities_of(statement: Mapping[str, object]) -> Capabilities:
    """Of a CapabilityStatement; what it does not say it cannot do."""
    searches: dict[str, frozenset[str]] = {}
    operations: set[str] = set()
    for rest in _dicts(statement.get("rest")):
        operations.update(str(each.get("code")) for each in _dicts(rest.get("interaction")))
        for kind in _dicts(rest.get("resource")):
            names = frozenset(str(each.get("name")) for each in _dicts(kind.get("searchParam")))
            searches[str(kind.get("type"))] = names
    software = statement.get("software")
    return Capabilities(
        searches, frozenset(operations), str(software.get("name", "")) if isinstance(software, dict) else ""
    )


def _dicts(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

"""What a server says it can do; nothing is taken for granted."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """``searches``: search parameters by kind of resource. ``operations``: interactions of the whole server.

    ``named_by_client``: kinds that may be created under an id of ours (PUT of what is not there).
    """

    searches: Mapping[str, frozenset[str]]
    operations: frozenset[str]
    software: str = ""
    named_by_client: frozenset[str] = frozenset()

    @property
    def takes_transactions(self) -> bool:
        """Whether many resources may be sent at once, all or none."""
        return "transaction" in self.operations

    @property
    def takes_batches(self) -> bool:
        """Whether many resources may be sent at once, each for itself."""
        return "batch" in self.operations

    def may_name(self, kind: str) -> bool:
        """Whether a kind may be created under an id of ours; of one the server says nothing of it is worth a try."""
        return kind in self.named_by_client or kind not in self.searches

    def patient_parameter(self, kind: str) -> str:
        """How this server searches a kind by its patient: ``patient``, else ``subject``, as far as it says."""
        known = self.searches.get(kind, frozenset())
        return "subject" if "subject" in known and "patient" not in known else "patient"


def capabilities_of(statement: Mapping[str, object]) -> Capabilities:
    """Of a CapabilityStatement; what it does not say it cannot do."""
    searches: dict[str, frozenset[str]] = {}
    named: set[str] = set()
    operations: set[str] = set()
    for rest in _dicts(statement.get("rest")):
        operations.update(str(each.get("code")) for each in _dicts(rest.get("interaction")))
        for kind in _dicts(rest.get("resource")):
            names = frozenset(str(each.get("name")) for each in _dicts(kind.get("searchParam")))
            searches[str(kind.get("type"))] = names
            if kind.get("updateCreate") is True:
                named.add(str(kind.get("type")))
    software = statement.get("software")
    name = str(software.get("name", "")) if isinstance(software, dict) else ""
    return Capabilities(searches, frozenset(operations), name, frozenset(named))


def _dicts(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

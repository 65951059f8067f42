"""Alarm rules of the site."""

from hah_console.adapters.db.mapping.rule_set import rule_set_of, rule_set_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import care
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.ids import RuleSetId
from hah_console.domain.rule_set import RuleSet, RuleSetState


class RuleSetRows(KeyedRows[RuleSetId, RuleSet]):
    """Rule sets of every state."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(care.rule_set, "rule_set", rule_set_values, rule_set_of))

    def active(self) -> RuleSet | None:
        """The one in force, or None."""
        found = self._where(self._table.c.state == RuleSetState.ACTIVE.value)
        return found[0] if found else None

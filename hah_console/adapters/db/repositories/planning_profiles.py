"""Editions of planning profiles; they are added and never changed."""

from hah_console.adapters.db.mapping.planning_profile import edition_of, edition_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import work
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.planning_profile import ProfileEdition, ProfileId

_EDITION = Mapping(work.planning_profile, "planning_profile", edition_values, edition_of)


class ProfileRows(KeyedRows[ProfileId, ProfileEdition]):
    """All editions of all profiles."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _EDITION)

    def of_name(self, name: str) -> tuple[ProfileEdition, ...]:
        """The editions of one profile, oldest first."""
        return self._where(self._table.c.name == name, order=[self._table.c.edition])

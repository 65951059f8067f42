"""Sign-in accounts and failed sign-ins."""

from datetime import datetime

from sqlalchemy import delete, select

from hah_console.adapters.db.mapping.user import user_of, user_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import people
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms
from hah_console.domain.ids import UserId
from hah_console.domain.user import SignInFailures, User, sign_in_key

_USER = Mapping(people.account, "user", user_values, user_of)
_FAILURE = people.sign_in_failure


class UserRows(KeyedRows[UserId, User]):
    """Sign-in accounts; two accounts cannot share a sign-in name."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _USER)

    def by_sign_in_name(self, name: str) -> User | None:
        """The account of a typed name, however it is written (see domain.user.sign_in_key)."""
        found = self._where(self._table.c.sign_in_key == sign_in_key(name))
        return found[0] if found else None


class SignInFailureRows:
    """How often a sign-in name failed in a row, shared by all workstations."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def of(self, name: str) -> SignInFailures | None:
        """The failures since the last success, or None."""
        row = self._tx.row(select(_FAILURE).where(_FAILURE.c.sign_in_key == sign_in_key(name)))
        return SignInFailures(row["failures"], at(row["last_at"])) if row else None

    def add(self, name: str, moment: datetime) -> None:
        """Count one more failure."""
        row = {"sign_in_key": sign_in_key(name), "failures": 1, "last_at": ms(moment)}
        insert = self._tx.insert(_FAILURE)
        more = {"failures": _FAILURE.c.failures + 1, "last_at": insert.excluded.last_at}
        self._tx.write(insert.on_conflict_do_update(index_elements=["sign_in_key"], set_=more), row)

    def clear(self, name: str) -> None:
        """Forget the failures after a success."""
        self._tx.write(delete(_FAILURE).where(_FAILURE.c.sign_in_key == sign_in_key(name)))

"""Rows of sign-in accounts."""

from hah_console.adapters.db.values import Row, Values
from hah_console.domain.actor import Role
from hah_console.domain.ids import UserId
from hah_console.domain.user import User, sign_in_key


def user_values(user: User) -> Values:
    """The row of an account."""
    return {
        "user_id": user.user_id,
        "sign_in_name": user.sign_in_name,
        "sign_in_key": sign_in_key(user.sign_in_name),
        "name": user.name,
        "role": user.role.value,
        "password_hash": user.password_hash,
        "staff_id": user.staff_id,
        "enabled": user.enabled,
        "version": user.version,
    }


def user_of(row: Row) -> User:
    """The account of a row."""
    return User(
        user_id=UserId(row["user_id"]),
        sign_in_name=row["sign_in_name"],
        name=row["name"],
        role=Role(row["role"]),
        password_hash=row["password_hash"],
        staff_id=row["staff_id"],
        enabled=row["enabled"],
        version=row["version"],
    )

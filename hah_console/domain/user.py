"""A person who signs in."""

from dataclasses import dataclass

from hah_console.domain.actor import Role
from hah_console.domain.ids import StaffId, UserId


@dataclass(frozen=True, slots=True)
class User:
    """A sign-in account; ``password_hash`` is an Argon2id string, never a password."""

    user_id: UserId
    sign_in_name: str
    name: str
    role: Role
    password_hash: str
    staff_id: StaffId | None = None
    enabled: bool = True
    version: int = 0

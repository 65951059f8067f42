"""A person who signs in."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Role
from hah_console.domain.ids import StaffId, UserId

SHORTEST_PASSWORD = 12
"""Characters of a password chosen for a new account."""


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


@dataclass(frozen=True, slots=True)
class SignInFailures:
    """Failed sign-ins in a row under one name, and when the last one was."""

    count: int
    last_at: datetime


def sign_in_key(name: str) -> str:
    """The form in which sign-in names are compared: full-width letters, case and outer blanks make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()

"""Tokens that are sent with requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A token somebody gave us; it cannot be renewed."""

    token: str

    def header(self) -> str:
        """``Bearer`` and the token."""
        return f"Bearer {self.token}"

    def renew(self) -> bool:
        """There is no other."""
        return False

    def __repr__(self) -> str:
        return "FixedToken(...)"

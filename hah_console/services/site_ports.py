"""Ports of small things of the site: named facts, failed sign-ins. See ``ports``."""

from datetime import datetime
from typing import Protocol

from hah_console.domain.user import SignInFailures


class SignInAttempts(Protocol):
    """Failed sign-ins in a row by sign-in name, shared by all workstations."""

    def of(self, name: str) -> SignInFailures | None: ...
    def add(self, name: str, moment: datetime) -> None: ...
    def clear(self, name: str) -> None: ...


class SiteFacts(Protocol):
    """Small named facts of the site (name, time zone, device count ...)."""

    def get(self, name: str, default: str = "") -> str: ...
    def put(self, name: str, value: str) -> None: ...

"""The site's ``exchange.toml``: who we are outside, and the feeds to hospitals."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hah_console.adapters.fhir.smart.discovery import LOOPBACK
from hah_console.domain.errors import HahError

OPEN, BACKEND = "open", "backend"
FILE = "exchange.toml"
KEEP_SENT_DAYS, FEWEST_DAYS, MOST_DAYS = 30, 1, 3_660
COMPARE_HOURS, MOST_HOURS = 24, 720
WITHOUT_FEEDS = ("decision_service", "launch")
"""What a site may have although it sends nothing to anybody."""


class ExchangeSetupInvalid(HahError):
    """The file cannot be used. Facts: file, key, reason."""

    code = "exchange_setup_invalid"


@dataclass(frozen=True, slots=True)
class FeedSetup:
    """One feed. Without ``base`` nothing is sent and documents are put in ``export``.

    ``secret`` names the private key in the store of secrets. ``reads``: what the hospital knows is read, too, and every
    ``compare_hours`` all that is here is compared with what is still there.
    """

    name: str
    base: str = ""
    sign_in: str = BACKEND
    client_id: str = ""
    secret: str = ""
    key_id: str = ""
    algorithm: str = "ES384"
    scopes: str = "system/*.cruds"
    export: Path | None = None
    reads: bool = False
    compare_hours: int = COMPARE_HOURS


@dataclass(frozen=True, slots=True)
class ExchangeSetup:
    """Names outside, packages of profiles, feeds, and how long the outbox keeps what was sent."""

    root: str
    organisation: str
    nhi_code: str
    record_system: str
    packages: tuple[Path, ...]
    feeds: tuple[FeedSetup, ...]
    keep_sent_days: int = KEEP_SENT_DAYS


def read_exchange_setup(file: Path) -> ExchangeSetup:
    """The setup of a file; paths in it are from its folder. Raises ExchangeSetupInvalid."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        raise ExchangeSetupInvalid(file=file.name, key="", reason="unreadable") from None
    feeds = table.get("feed", [])
    if not isinstance(feeds, list) or not (feeds or any(each in table for each in WITHOUT_FEEDS)):
        raise ExchangeSetupInvalid(file=file.name, key="feed", reason="missing")
    packages = _text(table, "packages", file, needed=False)
    return ExchangeSetup(
        _text(table, "root", file).rstrip("/"),
        _text(table, "organisation", file),
        _text(table, "nhi_code", file, needed=False),
        _text(table, "record_system", file, needed=False),
        (file.parent / packages,) if packages else (),
        tuple(_feed(each, file) for each in feeds),
        _number(table, "keep_sent_days", file, KEEP_SENT_DAYS, range(FEWEST_DAYS, MOST_DAYS + 1)),
    )


def _feed(table: Mapping[str, object], file: Path) -> FeedSetup:
    base, export = _text(table, "base", file, needed=False), _text(table, "export", file, needed=False)
    sign_in = _text(table, "sign_in", file, needed=False) or BACKEND
    if sign_in not in (OPEN, BACKEND):
        raise ExchangeSetupInvalid(file=file.name, key="sign_in", reason="unknown_word")
    if base and not is_safe(base):
        raise ExchangeSetupInvalid(file=file.name, key="base", reason="needs_tls")
    if not base and not export:
        raise ExchangeSetupInvalid(file=file.name, key="base", reason="missing")
    signed = bool(base) and sign_in == BACKEND
    return FeedSetup(
        _text(table, "name", file),
        base,
        sign_in,
        _text(table, "client_id", file, needed=signed),
        _text(table, "secret", file, needed=signed),
        _text(table, "key_id", file, needed=False),
        _text(table, "algorithm", file, needed=False) or "ES384",
        _text(table, "scopes", file, needed=False) or "system/*.cruds",
        file.parent / export if export else None,
        _truth(table, "read", file),
        _number(table, "compare_hours", file, COMPARE_HOURS, range(1, MOST_HOURS + 1)),
    )


def _number(table: Mapping[str, object], key: str, file: Path, usual: int, possible: range) -> int:
    value = table.get(key, usual)
    if not isinstance(value, int) or isinstance(value, bool) or value not in possible:
        raise ExchangeSetupInvalid(file=file.name, key=key, reason="out_of_range")
    return value


def _text(table: Mapping[str, object], key: str, file: Path, *, needed: bool = True) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise ExchangeSetupInvalid(file=file.name, key=key, reason="missing")
    return value.strip()


def _truth(table: Mapping[str, object], key: str, file: Path) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ExchangeSetupInvalid(file=file.name, key=key, reason="unknown_word")
    return value


def is_safe(address: str) -> bool:
    """SAFETY(readable on the way): records travel over TLS, or do not leave this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

"""The decision services of a site: ``[[decision_service]]`` of its ``exchange.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.fhir.hooks.catalogue import list_address
from hah_console.adapters.fhir.hooks.templates import Prefetch, prefetch_of
from hah_console.adapters.fhir.setup import FILE, ExchangeSetupInvalid, is_safe
from hah_console.domain.decision_support import Hook

TABLE = "decision_service"
ALGORITHMS = ("ES384", "RS384")


@dataclass(frozen=True, slots=True)
class HookService:
    """One service. ``url`` is that of the service itself, ``…/cds-services/ID``; ``secret`` names the private key in
    the store of secrets, without one its requests are not signed. ``identifying``: it may know who the patient is.

    ``prefetch`` is what the site lets it know beforehand, None for whatever it asks for by its list. ``listed`` is the
    address of that list and ``service_id`` its id there; both empty for one the site says publishes none."""

    name: str
    url: str
    hooks: frozenset[Hook]
    issuer: str
    secret: str = ""
    key_id: str = ""
    algorithm: str = ALGORITHMS[0]
    keys_url: str = ""
    tenant: str = ""
    identifying: bool = False
    prefetch: Mapping[str, Prefetch] | None = None
    listed: str = ""
    service_id: str = ""


def read_services(file: Path) -> tuple[HookService, ...]:
    """The services of a file, none where it does not stand. Raises ExchangeSetupInvalid."""
    if not file.is_file():
        return ()
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        raise ExchangeSetupInvalid(file=file.name, key="", reason="unreadable") from None
    listed = table.get(TABLE, [])
    root = str(table.get("root", "")).rstrip("/")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ExchangeSetupInvalid(file=file.name, key=TABLE, reason="unknown_word")
    services = tuple(_service(each, root) for each in listed)
    if len({each.name for each in services}) != len(services):
        raise ExchangeSetupInvalid(file=file.name, key="name", reason="written_twice")
    return services


def _service(table: Mapping[str, object], root: str) -> HookService:
    url, algorithm = _text(table, "url", needed=True).rstrip("/"), _text(table, "algorithm") or ALGORITHMS[0]
    if not is_safe(url):
        raise ExchangeSetupInvalid(file=FILE, key="url", reason="needs_tls")
    if algorithm not in ALGORITHMS:
        raise ExchangeSetupInvalid(file=FILE, key="algorithm", reason="unknown_word")
    return HookService(
        _text(table, "name", needed=True), url, _hooks(table.get("hooks")), _text(table, "issuer") or root,
        _text(table, "secret"), _text(table, "key_id"), algorithm, _text(table, "keys_url"), _text(table, "tenant"),
        table.get("identifying") is True, _prefetch(table["prefetch"]) if "prefetch" in table else None,
        *_listed(table, url),
    )  # fmt: skip


def _listed(table: Mapping[str, object], url: str) -> tuple[str, str]:
    if table.get("discovery") is False:
        return "", ""
    listed = list_address(url)
    if not all(listed):
        raise ExchangeSetupInvalid(file=FILE, key="url", reason="unknown_word")
    return listed


def _hooks(value: object) -> frozenset[Hook]:
    if not isinstance(value, list) or not value:
        raise ExchangeSetupInvalid(file=FILE, key="hooks", reason="missing")
    try:
        return frozenset(map(Hook, value))
    except ValueError:
        raise ExchangeSetupInvalid(file=FILE, key="hooks", reason="unknown_word") from None


def _prefetch(value: object) -> Mapping[str, Prefetch]:
    """SAFETY(part of an answer): a query that cannot be answered in full is refused here, not answered in part."""
    if not isinstance(value, dict):
        raise ExchangeSetupInvalid(file=FILE, key="prefetch", reason="unknown_word")
    found = {str(key): prefetch_of(words) for key, words in value.items()}
    unknown = next((key for key, each in found.items() if each is None), "")
    if unknown:
        raise ExchangeSetupInvalid(file=FILE, key=f"prefetch.{unknown}", reason="unknown_word")
    return {key: each for key, each in found.items() if each is not None}


def _text(table: Mapping[str, object], key: str, *, needed: bool = False) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise ExchangeSetupInvalid(file=FILE, key=key, reason="missing")
    return value.strip()

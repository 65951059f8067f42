"""Where a server lets people and programs sign in: ``.well-known/smart-configuration`` first, else closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.transport import OpenServer, Transport

OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class SignInPlaces:
    """Addresses of authorization and token endpoint, issuer and keys; empty where the server has none."""

    token: str
    authorize: str = ""
    issuer: str = ""
    keys: str = ""
    challenge_methods: tuple[str, ...] = ()


def discover(transport: Transport) -> SignInPlaces:
    """Ask the server of ``transport``, without a token.

    SAFETY(no sign-in told): a server that names no token endpoint is not taken for an open one. Raises ExchangeFailed.
    """
    asking = Transport(transport.base, OpenServer(), transport.limits, transport.verify)
    try:
        found = _well_known(asking) or _stated(asking)
    finally:
        asking.close()
    if found is None or not _is_safe(found.token) or (found.authorize and not _is_safe(found.authorize)):
        raise ExchangeFailed("no_sign_in")
    return found


def _well_known(transport: Transport) -> SignInPlaces | None:
    try:
        value = transport.send("GET", ".well-known/smart-configuration", headers={"Accept": "application/json"}).json()
    except ExchangeFailed as failed:
        if failed.reason in ("not_found", "refused", "not_json", "unauthorized", "forbidden"):
            return None
        raise
    if not isinstance(value, dict) or not isinstance(value.get("token_endpoint"), str):
        return None
    methods = value.get("code_challenge_methods_supported")
    return SignInPlaces(
        value["token_endpoint"],
        str(value.get("authorization_endpoint") or ""),
        str(value.get("issuer") or ""),
        str(value.get("jwks_uri") or ""),
        tuple(map(str, methods)) if isinstance(methods, list) else (),
    )


def _stated(transport: Transport) -> SignInPlaces | None:
    """The older way: an extension of the CapabilityStatement."""
    statement = transport.send("GET", "metadata").json()
    found = {str(each.get("url")): str(each.get("valueUri", "")) for each in _oauth_uris(statement)}
    return SignInPlaces(found["token"], found.get("authorize", "")) if found.get("token") else None


def _oauth_uris(statement: object) -> list[Mapping[str, object]]:
    rests = statement.get("rest") if isinstance(statement, dict) else None
    securities = [each.get("security") for each in rests if isinstance(each, dict)] if isinstance(rests, list) else []
    extensions = [ext for each in securities if isinstance(each, dict) for ext in each.get("extension") or ()]
    return [
        inner
        for each in extensions
        if isinstance(each, dict) and each.get("url") == OAUTH_URIS
        for inner in each.get("extension") or ()
        if isinstance(inner, dict)
    ]


def _is_safe(address: str) -> bool:
    """Whether secrets may be sent to an address: over TLS, or without leaving this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

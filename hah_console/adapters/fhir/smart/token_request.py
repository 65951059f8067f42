"""Asking a token endpoint for a token."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests

from hah_console.adapters.fhir.client.failure import ExchangeFailed, reason_of
from hah_console.adapters.fhir.client.transport import Limits
from hah_console.adapters.fhir.resource_json import parse_quickly

DEFAULT_LIFE_S = 300.0
"""How long a token is used whose life the server does not tell."""
EARLY = 0.2
"""Part of its life that a token is renewed before its end, 60 s at the most."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token with the moment (of the steady clock) until which it is used; printed without its words."""

    access: str = field(repr=False)
    use_until: float
    refresh: str = field(default="", repr=False)
    scope: str = ""
    identity: str = field(default="", repr=False)
    patient: str = ""
    encounter: str = ""

    def is_fresh(self) -> bool:
        """Whether it may still be sent."""
        return time.monotonic() < self.use_until


def request_token(
    address: str,
    form: Mapping[str, str],
    limits: Limits,
    *,
    verify: bool | str = True,
    basic: tuple[str, str] | None = None,
) -> Token:
    """POST a form to a token endpoint. Raises ExchangeFailed: ``unauthorized`` when it says no."""
    asked = time.monotonic()
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                address, data=dict(form), auth=basic, timeout=(limits.connect_s, limits.read_s), verify=verify,
                allow_redirects=False, headers={"Accept": "application/json"},
            )  # fmt: skip
    except requests.Timeout:
        raise ExchangeFailed("no_answer") from None
    except requests.RequestException as error:
        raise ExchangeFailed("unreachable", detail=type(error).__name__) from None
    if answer.status_code != 200:
        raise _refused(answer)
    return _token_of(answer.content, asked)


def _refused(answer: requests.Response) -> ExchangeFailed:
    """400 and 401 mean that we are not let in; the words of the server may repeat what was sent and are left out."""
    status = answer.status_code
    reason = "unauthorized" if status in (400, 401) else reason_of(status) if status >= 400 else "other_server"
    return ExchangeFailed(reason, status=status, detail="token endpoint")


def _token_of(content: bytes, asked: float) -> Token:
    try:
        value = parse_quickly(content)
    except (ValueError, RecursionError):
        raise ExchangeFailed("not_json", detail="token endpoint") from None
    access = value.get("access_token") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(access, str) or not access:
        raise ExchangeFailed("unauthorized", detail="token endpoint")
    if str(value.get("token_type", "bearer")).lower() != "bearer":
        raise ExchangeFailed("unauthorized", detail="token_type")
    life = _seconds(value.get("expires_in"))
    return Token(
        access,
        asked + life - min(60.0, EARLY * life),
        str(value.get("refresh_token") or ""),
        str(value.get("scope") or ""),
        str(value.get("id_token") or ""),
        str(value.get("patient") or ""),
        str(value.get("encounter") or ""),
    )


def _seconds(value: object) -> float:
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return DEFAULT_LIFE_S

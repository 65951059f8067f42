"""The service signs in by itself: SMART Backend Services, an assertion signed for every request of a token."""

import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import jwt

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.transport import Limits
from hah_console.adapters.fhir.smart.discovery import SignInPlaces
from hah_console.adapters.fhir.smart.token_request import Token, request_token

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("RS384", "ES384")
ASSERTION_LIFE_S = 240
"""SMART allows five minutes at the most."""
SCOPES = "system/*.cruds"


@dataclass(frozen=True, slots=True)
class ClientKey:
    """Who the service is at a server: its registered id and the private key (PEM), which is never printed."""

    client_id: str
    private_pem: str = field(repr=False)
    key_id: str = ""
    algorithm: str = "ES384"

    def assertion(self, token_address: str) -> str:
        """A signed statement for one request. Raises ExchangeFailed when the key cannot sign."""
        now = int(time.time())
        claims = {
            "iss": self.client_id, "sub": self.client_id, "aud": token_address, "jti": uuid.uuid4().hex, "iat": now,
            "exp": now + ASSERTION_LIFE_S,
        }  # fmt: skip
        headers = {"typ": "JWT"} | ({"kid": self.key_id} if self.key_id else {})
        if self.algorithm not in ALGORITHMS:
            raise ExchangeFailed("no_sign_in", detail="algorithm")
        try:
            return jwt.encode(claims, self.private_pem, self.algorithm, headers=headers)
        except (jwt.PyJWTError, ValueError, TypeError):
            raise ExchangeFailed("no_sign_in", detail="key") from None


class BackendSignIn:
    """Credentials of the service. One token at a time for all threads, renewed before it ends, never kept on disk."""

    def __init__(
        self, places: SignInPlaces, key: ClientKey, scopes: str = SCOPES, limits: Limits | None = None
    ) -> None:
        self._places = places
        self._key = key
        self._scopes = scopes
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._token: Token | None = None

    def header(self) -> str:
        """``Bearer`` with a token that holds; a new one is asked for when the last is about to end."""
        with self._lock:
            if self._token is None or not self._token.is_fresh():
                self._token = self._ask()
            return f"Bearer {self._token.access}"

    def renew(self) -> bool:
        """After a 401 a token is asked for once more: the server may have ended the last one early."""
        with self._lock:
            self._token = self._ask()
        return True

    def _ask(self) -> Token:
        return request_token(self._places.token, self._form(), self._limits)

    def _form(self) -> Mapping[str, str]:
        return {
            "grant_type": "client_credentials",
            "scope": self._scopes,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._key.assertion(self._places.token),
        }

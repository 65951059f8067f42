"""A person signs in at the hospital's page in the browser: authorization code with PKCE, by fhirclient's OAuth2."""

import threading
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from fhirclient.auth import FHIROAuth2Auth

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.transport import Limits, OpenServer, Transport
from hah_console.adapters.fhir.smart.discovery import SignInPlaces
from hah_console.adapters.fhir.smart.loopback import LoopbackPage
from hah_console.adapters.fhir.smart.token_request import Token, request_token

SCOPES = "openid fhirUser offline_access user/*.rs"
WAIT_S = 180.0
ID_TOKEN_ALGORITHMS = ["RS256", "RS384", "ES256", "ES384"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person's token, and who the server says it is (``Practitioner/1``, empty when it does not say)."""

    token: Token
    user: str


@dataclass(frozen=True, slots=True)
class _Asker:
    """What fhirclient asks its server for while it builds the address of the sign-in page."""

    desired_scope: str
    launch_token: str | None = None

    def should_save_state(self) -> None:
        """Nothing of a sign-in is written down."""


class PersonSignIn:
    """Signs a person in at one server. ``open_page`` shows an address in the browser; ``port`` is the one the browser
    comes back to, any free one for 0: some servers know only the one address that was registered."""

    def __init__(
        self,
        base: str,
        places: SignInPlaces,
        client_id: str,
        open_page: Callable[[str], object],
        *,
        scopes: str = SCOPES,
        limits: Limits | None = None,
        launch: str | None = None,
        port: int = 0,
    ) -> None:
        self._base = base
        self._places = places
        self._client_id = client_id
        self._open_page = open_page
        self._scopes = scopes
        self._limits = limits or Limits()
        self._launch = launch
        self._port = port

    def run(self, limit_s: float = WAIT_S) -> SignedIn:
        """Open the page and wait for the person. Raises ExchangeFailed: ``unauthorized`` when it does not end well,
        ``port_taken`` when another program listens where the browser is to come back to."""
        if not self._places.authorize:
            raise ExchangeFailed("no_sign_in")
        try:
            listening = LoopbackPage(self._port)
        except OSError:
            raise ExchangeFailed("port_taken", detail=str(self._port)) from None
        with closing(listening) as page:
            auth = self._flow(page.address)
            nonce = uuid.uuid4().hex
            asked = auth.authorize_uri(_Asker(self._scopes, self._launch))
            self._open_page(f"{asked}&{urlencode({'nonce': nonce})}")
            code = self._code_of(page.wait(limit_s), auth.auth_state)
        token = request_token(self._places.token, self._exchange(auth, code), self._limits)
        return SignedIn(token, self._user_of(token.identity, nonce))

    def _flow(self, redirect: str) -> FHIROAuth2Auth:
        state = {
            "app_id": self._client_id, "aud": self._base.rstrip("/"), "redirect_uri": redirect,
            "authorize_uri": self._places.authorize, "token_uri": self._places.token,
        }  # fmt: skip
        return FHIROAuth2Auth(state=state)

    def _code_of(self, answer: str, state: str) -> str:
        """SAFETY(forged sign-in): an answer without our state, or of another issuer, gives no code."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
        if not answer or told.get("error"):
            raise ExchangeFailed("unauthorized", detail=told.get("error", "")[:40])
        if told.get("state") != state or not told.get("code"):
            raise ExchangeFailed("unauthorized", detail="state")
        if told.get("iss") and self._places.issuer and told["iss"].rstrip("/") != self._places.issuer.rstrip("/"):
            raise ExchangeFailed("unauthorized", detail="iss")
        return told["code"]

    def _exchange(self, auth: FHIROAuth2Auth, code: str) -> dict[str, str]:
        return {name: str(value) for name, value in auth._code_exchange_params(code).items() if name != "state"}  # noqa: SLF001

    def _user_of(self, identity: str, nonce: str) -> str:
        """Who signed in: the claim ``fhirUser`` of an id_token whose signature, issuer, audience and nonce hold."""
        if not identity or not self._places.keys:
            return ""
        keys = Transport(self._places.keys, OpenServer(), self._limits)
        try:
            listed = jwt.PyJWKSet.from_dict(keys.send("GET", self._places.keys).json())  # type: ignore[arg-type]
            key_id = jwt.get_unverified_header(identity).get("kid")
            key = next(each for each in listed.keys if key_id in (None, each.key_id))
            claims = jwt.decode(
                identity, key, algorithms=ID_TOKEN_ALGORITHMS, audience=self._client_id,
                issuer=self._places.issuer or None, options={"require": ["exp", "aud", "iss"]},
            )  # fmt: skip
        except (jwt.PyJWTError, StopIteration, TypeError):
            raise ExchangeFailed("unauthorized", detail="id_token") from None
        finally:
            keys.close()
        if claims.get("nonce") != nonce:
            raise ExchangeFailed("unauthorized", detail="nonce")
        return str(claims.get("fhirUser") or claims.get("profile") or "")


class PersonCredentials:
    """Credentials of a person who signed in; renewed by the refresh token before they end.

    ``keep`` is told each new refresh token, for the store of secrets. When the server takes it no longer, the person
    has to sign in again: ExchangeFailed ``unauthorized``.
    """

    def __init__(
        self,
        places: SignInPlaces,
        client_id: str,
        token: Token,
        keep: Callable[[str], None],
        limits: Limits | None = None,
    ) -> None:
        self._places = places
        self._client_id = client_id
        self._token = token
        self._keep = keep
        self._limits = limits or Limits()
        self._lock = threading.Lock()

    def header(self) -> str:
        """``Bearer`` with a token that holds."""
        with self._lock:
            if not self._token.is_fresh():
                self._refresh()
            return f"Bearer {self._token.access}"

    def renew(self) -> bool:
        """After a 401: whether there was a refresh token to try."""
        with self._lock:
            if not self._token.refresh:
                return False
            self._refresh()
        return True

    def _refresh(self) -> None:
        if not self._token.refresh:
            raise ExchangeFailed("unauthorized", detail="expired")
        form = {
            "grant_type": "refresh_token", "refresh_token": self._token.refresh, "client_id": self._client_id,
        }  # fmt: skip
        fresh = request_token(self._places.token, form, self._limits)
        kept = fresh.refresh or self._token.refresh
        self._token = Token(fresh.access, fresh.use_until, kept, fresh.scope, fresh.identity, fresh.patient)
        if fresh.refresh:
            self._keep(fresh.refresh)

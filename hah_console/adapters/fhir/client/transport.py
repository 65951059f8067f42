"""HTTP with a server: limits of time and size, retries of what may be retried, no other host, no redirect."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import requests

from hah_console.adapters.fhir.client.addresses import absolute, base_of, is_same_origin
from hah_console.adapters.fhir.client.failure import ExchangeFailed, issues_of, reason_of
from hah_console.adapters.fhir.resource_json import parse_quickly

RETRIED = frozenset({429, 502, 503, 504})
CHUNK = 65_536


class Credentials(Protocol):
    """Who we are for the server."""

    def header(self) -> str:
        """The value of ``Authorization``, empty for an open server. Raises ExchangeFailed."""

    def renew(self) -> bool:
        """After a 401: whether there is a new token to try once more with. Raises ExchangeFailed."""


class OpenServer:
    """A server that asks nobody who they are."""

    def header(self) -> str:
        """Nothing."""
        return ""

    def renew(self) -> bool:
        """There is nothing to renew."""
        return False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much. ``total_s`` covers a request with all its retries."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 45.0
    retries: int = 4
    backoff_s: float = 0.3
    most_bytes: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> object:
        """The parsed body, decimals kept. Raises ExchangeFailed when it is no JSON."""
        try:
            return parse_quickly(self.content)
        except (ValueError, RecursionError):
            raise ExchangeFailed("not_json", status=self.status) from None

    @property
    def version(self) -> str:
        """The version of the ETag, ``3`` of ``W/"3"``."""
        return self.headers.get("ETag", "").removeprefix("W/").strip('"')


@dataclass(slots=True)
class Transport:
    """Sends requests to one server; one session per thread."""

    base: str
    credentials: Credentials = field(default_factory=OpenServer)
    limits: Limits = field(default_factory=Limits)
    verify: bool | str = True
    sleep: Callable[[float], None] = time.sleep
    _local: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self.base = base_of(self.base)

    def send(
        self, method: str, address: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send and return an answer below 400; 304 is an answer. Raises ExchangeFailed for everything else.

        SAFETY(other server): the token goes to the server's own origin and to no other, redirects included.
        """
        url = absolute(self.base, address)
        if not is_same_origin(self.base, url):
            raise ExchangeFailed("other_server", detail=url.split("?")[0])
        deadline = time.monotonic() + self.limits.total_s
        answer = self._until_answered(method, url, content, headers or {}, deadline)
        if answer.status == 401 and self.credentials.renew():
            answer = self._until_answered(method, url, content, headers or {}, deadline)
        return _good(answer)

    def close(self) -> None:
        """Close the session of this thread."""
        session = getattr(self._local, "session", None)
        if session is not None:
            session.close()
            del self._local.session

    def _until_answered(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> Answer:
        """Only reading is repeated: what was sent and not answered may have been done."""
        left = self.limits.retries if method == "GET" else 0
        while True:
            wait = self.limits.backoff_s * 2 ** (self.limits.retries - left) * random.uniform(0.8, 1.2)
            try:
                answer = self._once(method, url, content, headers, deadline)
                if answer.status not in RETRIED or not left:
                    return answer
                wait = _retry_after(answer.headers.get("Retry-After", ""), wait)
            except ExchangeFailed as failed:
                if not left or failed.reason not in ("unreachable", "no_answer"):
                    raise
            if time.monotonic() + wait >= deadline:
                raise ExchangeFailed("too_slow")
            left -= 1
            self.sleep(wait)

    def _once(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> Answer:
        left = deadline - time.monotonic()
        if left <= 0:
            raise ExchangeFailed("too_slow")
        limits = (min(self.limits.connect_s, left), min(self.limits.read_s, left))
        try:
            with self._session().request(
                method, url, data=content, headers=self._headers(headers), timeout=limits, stream=True,
                allow_redirects=False, verify=self.verify,
            ) as response:  # fmt: skip
                return Answer(response.status_code, response.headers, self._body(response, deadline))
        except requests.Timeout:
            raise ExchangeFailed("no_answer") from None
        except (requests.RequestException, OSError) as error:
            raise ExchangeFailed("unreachable", detail=type(error).__name__) from None

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        kind = "application/fhir+json; charset=UTF-8"
        sent = {"Accept": "application/fhir+json", "Content-Type": kind, **headers}
        authorization = self.credentials.header()
        return sent | ({"Authorization": authorization} if authorization else {})

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        """All of the body, unless it is too long or comes too slowly."""
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        parts, length = [], 0
        try:
            while chunk := response.raw.read1(CHUNK, decode_content=True):
                parts.append(chunk)
                length += len(chunk)
                if length > self.limits.most_bytes:
                    raise ExchangeFailed("over_64_mb")
                if time.monotonic() > deadline:
                    raise ExchangeFailed("too_slow")
        except ReadTimeoutError:
            raise ExchangeFailed("no_answer") from None
        except HTTPError as error:
            raise ExchangeFailed("unreachable", detail=type(error).__name__) from None
        return b"".join(parts)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # a .netrc of the machine would replace our token
        return session


def _good(answer: Answer) -> Answer:
    if 300 <= answer.status < 400 and answer.status != 304:
        raise ExchangeFailed("other_server", status=answer.status, detail=answer.headers.get("Location", "")[:100])
    if answer.status < 400:
        return answer
    try:
        issues = issues_of(parse_quickly(answer.content))
    except (ValueError, RecursionError):
        issues = ()
    detail = issues[0].code if issues else ""
    raise ExchangeFailed(reason_of(answer.status), status=answer.status, detail=detail, issues=issues)


def _retry_after(text: str, otherwise: float) -> float:
    """Seconds of ``Retry-After``, a number or a date; what cannot be read counts for nothing."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return otherwise

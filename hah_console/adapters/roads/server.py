"""One routing server over HTTP: a question with an end to waiting, an answer that is JSON or a told failure."""

import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from hah_console.adapters.roads.breaker import Breaker
from hah_console.adapters.roads.errors import RemoteRoutingFailed
from hah_console.domain.errors import InvalidInput
from hah_console.domain.remote_routing import is_server_address

TIMEOUT_S = 5.0
LARGEST_ANSWER = 64_000_000
"""Bytes; a table of 1,000 x 1,000 with distances takes 16 million."""
_CHUNK = 65_536


def server_address(url: str) -> str:
    """The address without a slash at its end; raises InvalidInput(reason=not_a_server_address)."""
    if not is_server_address(url.strip()):
        raise InvalidInput(field="server", value=url, reason="not_a_server_address")
    return url.strip().rstrip("/")


class RoutingServer:
    """Raises RemoteRoutingFailed after ``timeout_s`` of silence, and at once while the breaker rests."""

    def __init__(
        self,
        kind: str,
        url: str,
        timeout_s: float = TIMEOUT_S,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``kind`` is what people call it. Raises InvalidInput for an address that is none."""
        self.kind, self.url, self._timeout_s = kind, server_address(url), timeout_s
        self._monotonic_s, self._breaker = monotonic_s, Breaker(monotonic_s)

    @property
    def host(self) -> str:
        """Host and port, for messages: an address may hold a password."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def get(self, path: str) -> tuple[int, Mapping[str, object]]:
        """HTTP status and JSON object of a GET."""
        return self._ask("GET", path, None)

    def post(self, path: str, question: Mapping[str, object]) -> tuple[int, Mapping[str, object]]:
        """HTTP status and JSON object of a POST of a JSON object."""
        return self._ask("POST", path, json.dumps(question).encode())

    def failure(self, reason: str) -> RemoteRoutingFailed:
        """The error that says so."""
        return RemoteRoutingFailed(server=self.kind, address=self.host, reason=reason)

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, Mapping[str, object]]:
        if self._breaker.resting:
            raise self.failure("resting")
        try:
            status, answer = self._exchange(method, path, body)
        except RemoteRoutingFailed:
            self._breaker.failed()
            raise
        self._breaker.worked()
        return status, answer

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, Mapping[str, object]]:
        ends = self._monotonic_s() + self._timeout_s
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        try:
            with requests.Session() as session:
                session.trust_env = False  # homes of patients are sent to this address and to no proxy
                response = session.request(
                    method, self.url + path, data=body, headers=headers, timeout=self._timeout_s, stream=True,
                    allow_redirects=False,
                )  # fmt: skip
                with response:
                    content = self._content(response, ends)
        except (requests.Timeout, TimeoutError, ReadTimeoutError) as error:
            raise self.failure("silent") from error
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            raise self.failure("unreachable") from error
        return response.status_code, self._read(response.status_code, content)

    def _content(self, response: requests.Response, ends: float) -> bytes:
        """All of it, unless it never ends: a server that drips is as silent as one that says nothing."""
        parts, size = list[bytes](), 0
        while part := response.raw.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                raise self.failure("unreadable_answer")
            if self._monotonic_s() > ends:
                raise self.failure("silent")
        return b"".join(parts)

    def _read(self, status: int, content: bytes) -> Mapping[str, object]:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self.failure("server_error" if status >= 500 else "unreadable_answer") from error
        if not isinstance(answer, dict):
            raise self.failure("unreadable_answer")
        if status >= 500:
            raise self.failure("server_error")
        return answer

"""Asks decision services, all at once and never longer than a moment: whoever is late has said nothing."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.transport import Limits, OpenServer, Transport
from hah_console.adapters.fhir.hooks.cards import read_answer
from hah_console.adapters.fhir.hooks.catalogue import Offer, read_catalogue
from hah_console.adapters.fhir.hooks.request import Signature, feedback
from hah_console.adapters.fhir.hooks.setup import HookService
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.resource_json import written
from hah_console.domain.decision_support import CardAnswer, ServiceAnswer
from hah_console.domain.errors import HahError

TOTAL_S = 2.0
"""CDS Hooks asks for half a second; a person waits no longer than this, whatever the network does."""
MOST_BYTES = 1_000_000
MOST_OPEN = 3
"""Requests to one service that may hang at a time; further questions are not sent."""
JSON = {"Accept": "application/json", "Content-Type": "application/json", "Accept-Encoding": "identity"}
Secret = Callable[[str], str]
Question = Callable[[float], Resource]
"""Made on the thread that asks, by a deadline of the steady clock; may raise HahError."""


@dataclass(slots=True)
class Caller:
    """``services`` by name; ``secret`` gives the private key of a name, empty where there is none."""

    services: Mapping[str, HookService]
    secret: Secret
    total_s: float = TOTAL_S
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, questions: Mapping[str, Question], deadline: float) -> tuple[ServiceAnswer, ...]:
        """An answer of every service asked, in order, by ``deadline`` of the steady clock; never raises.

        SAFETY(late cards): a request that hangs is left to end on a thread of its own; what it brings is dropped.
        """
        heard: SimpleQueue[ServiceAnswer] = SimpleQueue()
        for name, asked in questions.items():
            threading.Thread(
                target=lambda *each: heard.put(self._asked(*each)), args=(name, asked, deadline), name="decision",
                daemon=True,
            ).start()  # fmt: skip
        found: dict[str, ServiceAnswer] = {}
        while len(found) < len(questions) and (left := deadline - time.monotonic()) > 0:
            try:
                answer = heard.get(timeout=left)
            except Empty:
                break
            found[answer.service] = answer
        return tuple(found.get(name) or ServiceAnswer(name, fault="too_slow") for name in questions)

    def list_of(self, service: HookService, deadline: float) -> tuple[Offer, ...]:
        """What the list says that ``service`` stands in. Raises ExchangeFailed."""
        try:
            return read_catalogue(self._send("GET", service, service.listed, None, deadline))
        except ExchangeFailed as failed:
            raise ExchangeFailed(_named(failed), status=failed.status) from None

    def tell(self, service: str, answers: Sequence[CardAnswer]) -> str:
        """Tell a service what became of its cards; why it did not get through, empty when it did."""
        url = f"{self.services[service].url}/feedback"
        try:
            asked, deadline = self.services[service], time.monotonic() + self.total_s
            self._send("POST", asked, url, feedback(answers), deadline)
        except ExchangeFailed as failed:
            return failed.reason
        return ""

    def _asked(self, name: str, asked: Question, deadline: float) -> ServiceAnswer:
        if not self._enter(name):
            return ServiceAnswer(name, fault="many_open")
        try:
            service = self.services[name]
            return read_answer(name, self._send("POST", service, service.url, asked(deadline), deadline))
        except ExchangeFailed as failed:
            return ServiceAnswer(name, fault=_named(failed))
        except HahError as error:
            return ServiceAnswer(name, fault=error.code)
        finally:
            self._leave(name)

    def _send(self, method: str, service: HookService, url: str, body: Resource | None, deadline: float) -> object:
        left = max(0.05, deadline - time.monotonic())
        limits = Limits(connect_s=left, read_s=left, total_s=left, retries=0, most_bytes=MOST_BYTES)
        transport = Transport(service.url, OpenServer(), limits)
        try:
            content = written(body) if body is not None else None
            answer = transport.send(method, url, content, JSON | self._authorization(service, url))
            return answer.json() if answer.content else {}
        finally:
            transport.close()

    def _authorization(self, service: HookService, url: str) -> dict[str, str]:
        """Signed anew for every request. Raises ExchangeFailed when the site wants it signed and has no key."""
        if not service.secret:
            return {}
        pem = self.secret(service.secret)
        if not pem:
            raise ExchangeFailed("no_sign_in", detail=service.secret)
        signature = Signature(
            service.issuer, pem, service.algorithm, service.key_id, service.keys_url, service.tenant
        )  # fmt: skip
        return {"Authorization": f"Bearer {signature.statement(url)}"}

    def _enter(self, name: str) -> bool:
        with self._lock:
            if self._open[name] >= MOST_OPEN:
                return False
            self._open[name] += 1
            return True

    def _leave(self, name: str) -> None:
        with self._lock:
            self._open[name] -= 1


def _named(failed: ExchangeFailed) -> str:
    """The reason in terms of decision services: 412 says that it needs what we did not tell it."""
    own = {"over_64_mb": "over_1_mb"} | ({"conflict": "lacks_facts"} if failed.status == 412 else {})
    return own.get(failed.reason, failed.reason)

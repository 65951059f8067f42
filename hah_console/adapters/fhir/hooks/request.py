"""What a decision service is asked and told, as JSON; and the signed statement of who asks."""

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

import jwt

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.hooks.prefetch import Context, prefetched
from hah_console.adapters.fhir.hooks.templates import Prefetch
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.domain.decision_support import CardAnswer, CardOutcome, Hook

LIFE_S = 120
"""How long a signed statement holds; it is made for one request."""
BY_HAND = {"code": "other", "system": "urn:hah-console:override", "display": "Reason in words"}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who the site is to one service, and its private key (PEM), which is never printed."""

    issuer: str
    private_pem: str = field(repr=False)
    algorithm: str = "ES384"
    key_id: str = ""
    keys_url: str = ""
    tenant: str = ""

    def statement(self, address: str) -> str:
        """A statement for one request to ``address``. Raises ExchangeFailed when the key cannot sign."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": address, "iat": now, "exp": now + LIFE_S, "jti": uuid.uuid4().hex}
        claims |= {"tenant": self.tenant} if self.tenant else {}
        named = {"kid": self.key_id, "jku": self.keys_url}
        headers = {"typ": "JWT"} | {name: value for name, value in named.items() if value}
        try:
            return jwt.encode(claims, self.private_pem, self.algorithm, headers=headers)
        except (jwt.PyJWTError, ValueError, TypeError):
            raise ExchangeFailed("no_sign_in", detail="key") from None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: the hook, whom, what we may tell, and the order that is being written."""

    hook: Hook
    context: Context
    resources: Sequence[Resource]
    draft: Resource | None = None


def question(about: Subject, wanted: Mapping[str, Prefetch], *, identifying: bool) -> Resource:
    """What a service is asked. It is told of no server of ours and gets no token for one (``fhirServer`` and
    ``fhirAuthorization`` are absent): whatever it may know stands in ``prefetch``."""
    context, draft = about.context, about.draft
    told: Resource = {"userId": context.user, "patientId": context.patient_id}
    told |= {"encounterId": context.encounter_id} if context.encounter_id else {}
    if draft is not None:
        told["selections"] = [f"{draft['resourceType']}/{draft['id']}"]
        told["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
    asked: Resource = {"hook": about.hook.value, "hookInstance": str(uuid.uuid4()), "context": told}
    found = prefetched(wanted, about.resources, context, identifying=identifying)
    return asked | ({"prefetch": found} if found else {})


def feedback(answers: Sequence[CardAnswer]) -> Resource:
    """What became of cards."""
    return {"feedback": [_told(each) for each in answers]}


def _told(answer: CardAnswer) -> Resource:
    at = answer.at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    told: Resource = {"card": answer.card_id, "outcome": answer.outcome.value, "outcomeTimestamp": at}
    if answer.outcome is CardOutcome.ACCEPTED:
        return told | {"acceptedSuggestions": [{"id": each} for each in answer.suggestions]}
    named = {"code": answer.reason_code} | ({"system": answer.reason_system} if answer.reason_system else {})
    reason: Resource = {"reason": named if answer.reason_code else BY_HAND}
    return told | {"overrideReason": reason | ({"userComment": answer.comment} if answer.comment else {})}

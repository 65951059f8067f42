"""The one error of an exchange: what failed, whether it may be tried again, and what the server said about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.errors import HahError

TEMPORARY = frozenset({"unreachable", "no_answer", "too_slow", "busy", "server_error"})
STOPS_FEED = frozenset({"unauthorized", "forbidden", "no_sign_in"})
BY_STATUS = {
    401: "unauthorized", 403: "forbidden", 404: "not_found", 410: "not_found", 408: "no_answer", 409: "conflict",
    412: "conflict", 429: "busy", 502: "busy", 503: "busy", 504: "busy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of an OperationOutcome."""

    severity: str
    code: str
    text: str
    place: str = ""


class ExchangeFailed(HahError):
    """A request that did not lead to what was asked for. Facts: reason, status (0 without an answer), detail.

    ``issues`` is what the server said; its words may name patients and go to no log.
    """

    code = "exchange_failed"

    def __init__(self, reason: str, *, status: int = 0, detail: str = "", issues: tuple[Issue, ...] = ()) -> None:
        self.reason = reason
        self.status = status
        self.issues = issues
        super().__init__(reason=reason, status=status, detail=detail)

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.reason in TEMPORARY

    @property
    def stops_feed(self) -> bool:
        """Whether the server does not let us in: nothing more is sent until a person has looked."""
        return self.reason in STOPS_FEED


def reason_of(status: int) -> str:
    """The reason of an HTTP status from 400 on."""
    return BY_STATUS.get(status, "server_error" if status >= 500 else "refused")


def issues_of(value: object) -> tuple[Issue, ...]:
    """The issues of an OperationOutcome; nothing for anything else."""
    if not isinstance(value, dict) or value.get("resourceType") != "OperationOutcome":
        return ()
    found = value.get("issue")
    return tuple(_issue(each) for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def _issue(each: Mapping[str, object]) -> Issue:
    details = each.get("details")
    text = each.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None) or ""
    places = each.get("expression") or each.get("location") or ()
    place = str(places[0]) if isinstance(places, list) and places else ""
    return Issue(str(each.get("severity", "")), str(each.get("code", "")), str(text), place)

"""The list a decision service publishes (``GET {base}/cds-services``), taken apart: nothing in it is believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.hooks.cards import LONGEST_DETAIL, LONGEST_ID, LONGEST_LINE, plain

END = "/cds-services"
MOST_SERVICES, MOST_KEYS = 200, 50


@dataclass(frozen=True, slots=True)
class Offer:
    """One service at one hook; ``prefetch`` has its templates as they came, by key."""

    service_id: str
    hook: str
    title: str
    description: str = ""
    requirements: str = ""
    prefetch: Mapping[str, str] = field(default_factory=dict)


def list_address(url: str) -> tuple[str, str]:
    """Address of the list and id of the service, of the address ``…/cds-services/ID``; both empty for another one."""
    base, mark, identity = url.rpartition(f"{END}/")
    whole = bool(base and mark and identity) and "/" not in identity and "?" not in url
    return (f"{base}{END}", identity) if whole else ("", "")


def read_catalogue(value: object) -> tuple[Offer, ...]:
    """The services of a parsed answer; those that are not whole are left out. Raises ExchangeFailed for no list.

    SAFETY(hostile list): words are cut and freed of signs that hide or turn text; a template counts only as text.
    """
    listed = value.get("services") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise ExchangeFailed("not_services", status=200)
    return tuple(filter(None, map(_offer, listed[:MOST_SERVICES])))


def _offer(value: object) -> Offer | None:
    if not isinstance(value, dict):
        return None
    identity, hook = _exact(value.get("id")), _exact(value.get("hook"))
    if not identity or not hook:
        return None
    return Offer(
        identity, hook, plain(value.get("title"), LONGEST_LINE) or identity,
        plain(value.get("description"), LONGEST_DETAIL), plain(value.get("usageRequirements"), LONGEST_DETAIL),
        dict(_templates(value.get("prefetch"))),
    )  # fmt: skip


def _templates(value: object) -> Iterable[tuple[str, str]]:
    listed = list(value.items())[:MOST_KEYS] if isinstance(value, dict) else []
    return [(key, words) for key, words in listed if _exact(key) and isinstance(words, str)]


def _exact(value: object) -> str:
    """A name as it came, or nothing: one that was changed would name something else."""
    return value if isinstance(value, str) and value and plain(value, LONGEST_ID) == value else ""

"""Addresses of a FHIR server: what belongs to it, and what only pretends to."""

from urllib.parse import urljoin, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def base_of(address: str) -> str:
    """The base address with one slash at its end."""
    return address.rstrip("/") + "/"


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def is_same_origin(base: str, address: str) -> bool:
    """Whether an address is of the server of ``base``; one that cannot be read is not."""
    try:
        return origin_of(base) == origin_of(address) and "@" not in urlsplit(address).netloc
    except ValueError:
        return False


def absolute(base: str, address: str) -> str:
    """A relative address below the base; an absolute one as it is."""
    return urljoin(base_of(base), address)


def relative_reference(base: str, reference: str) -> str:
    """``Patient/1`` of a reference to this server, in whatever form it was written; others as they are."""
    below = reference.removeprefix(base_of(base))
    return below.split("/_history/")[0]

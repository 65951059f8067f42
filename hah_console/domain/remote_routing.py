"""Which routing servers a site has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_ADDRESS = re.compile(r"https?://(?:[^\s/?#@]+@)?(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?(?:/[^\s?#]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RemoteRouting:
    """Addresses of the site's own servers, empty for none; homes of patients are sent to them.

    ``osrm`` has an address for each vehicle kind (car, scooter, van) whose roads a server was prepared for;
    ``valhalla`` serves every kind. ``max_table`` is the side of the largest table OSRM takes, ``timeout_s`` the end to
    waiting.
    """

    osrm: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    valhalla: str = ""
    max_table: int = 100
    timeout_s: float = 5.0


NO_SERVERS = RemoteRouting()


def is_server_address(text: str) -> bool:
    """Whether a text is the address of a web server: http or https, a host, perhaps a port and a path."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and (found[1] is None or 0 < int(found[1]) < 65_536)

"""Reads the routing servers of a site; every wrong entry is reported."""

from collections.abc import Callable, Mapping

from hah_console.domain.remote_routing import RemoteRouting, is_server_address
from hah_console.domain.staff import Vehicle

KINDS = tuple(kind.value for kind in Vehicle)
_ON_MOTORWAYS = (Vehicle.CAR.value, Vehicle.VAN.value)
_KEYS = ("osrm", "valhalla", "max_table", "timeout_s")
_SIDES, _SECONDS = (2, 2000), (0.1, 60.0)
Note = Callable[..., None]


def read_routing(table: Mapping[str, object], note: Note) -> RemoteRouting:
    """The servers; ``note(key, code, **facts)`` hears what is wrong, and what is wrong is left out."""
    for key in sorted(set(table) - set(_KEYS)):
        note(f"routing.{key}", "unknown_key", known=_KEYS)
    plain = RemoteRouting()
    return RemoteRouting(
        osrm=_addresses(table.get("osrm", {}), note),
        valhalla=_address("valhalla", table.get("valhalla", ""), note),
        max_table=round(_number("max_table", table, plain.max_table, _SIDES, note)),
        timeout_s=_number("timeout_s", table, plain.timeout_s, _SECONDS, note),
    )


def _addresses(value: object, note: Note) -> dict[str, str]:
    """One address serves cars and vans: a server prepared for cars would lead a scooter over motorways."""
    if isinstance(value, Mapping):
        for kind in sorted(set(value) - set(KINDS)):
            note(f"routing.osrm.{kind}", "unknown_key", known=KINDS)
        found = {kind: _address("osrm", value[kind], note) for kind in KINDS if kind in value}
    else:
        found = dict.fromkeys(_ON_MOTORWAYS, _address("osrm", value, note))
    return {kind: address for kind, address in found.items() if address}


def _address(key: str, value: object, note: Note) -> str:
    if value == "":
        return ""
    if isinstance(value, str) and is_server_address(value):
        return value
    note(f"routing.{key}", "bad_server_address", value=value)
    return ""


def _number(key: str, table: Mapping[str, object], default: float, bounds: tuple[float, float], note: Note) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        note(f"routing.{key}", "bad_type", wanted="number")
        return default
    if not bounds[0] <= value <= bounds[1]:
        note(f"routing.{key}", "out_of_range", value=value, low=bounds[0], high=bounds[1])
        return default
    return float(value)

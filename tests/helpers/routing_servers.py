"""Real HTTP servers on loopback that speak as OSRM and Valhalla document it, and can fall silent, lie or refuse."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np

METRES_PER_DEGREE = 111_195.0
Spot = tuple[float, float]
"""Latitude and longitude in degrees."""
ROAD_SPACING = 0.002
"""The roads of these servers are a grid of so many degrees; places are snapped to its crossings."""


def grid(spot: Spot) -> Spot:
    """The crossing a place is snapped to."""
    return round(spot[0] / ROAD_SPACING) * ROAD_SPACING, round(spot[1] / ROAD_SPACING) * ROAD_SPACING


def ride(start: Spot, end: Spot) -> tuple[float, float]:
    """Seconds and metres along the grid at 10 m/s: north to south and east to west added up."""
    a, b = grid(start), grid(end)
    metres = abs(a[0] - b[0]) * METRES_PER_DEGREE + abs(a[1] - b[1]) * METRES_PER_DEGREE * np.cos(np.radians(24.8))
    return float(metres) / 10, float(metres)


@dataclass
class Behaviour:
    """How the server answers; ``asked`` is every path and body. ``edges`` says which places lie near a road."""

    limit: int = 100
    silent_s: float = 0.0
    drip_s: float = 0.0
    raw: tuple[int, bytes] | None = None
    edges: Callable[[Spot], bool] = lambda _: True
    joined: Callable[[Spot, Spot], bool] = lambda _a, _b: True
    cells: bool = False
    asked: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass
class RoutingHost:
    """A server that runs."""

    url: str
    behaviour: Behaviour


def osrm_answer(path: str, _body: bytes, behaviour: Behaviour) -> tuple[int, object]:
    """What OSRM 5 answers to ``table`` and ``route``."""
    parts = urlsplit(path)
    _, service, version, _profile, coordinates = parts.path.split("/")
    assert version == "v1"
    spots = [(float(lat), float(lon)) for lon, lat in (c.split(",") for c in coordinates.split(";"))]
    options = parse_qs(parts.query)
    if not all(behaviour.edges(spot) for spot in spots):
        return 400, {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 0"}
    if service == "route":
        if not behaviour.joined(*spots):
            return 400, {"code": "NoRoute", "message": "Impossible route between points"}
        assert options["geometries"] == ["polyline6"]
        seconds, metres = ride(*spots)
        line = encoded([grid(spots[0]), (grid(spots[0])[0], grid(spots[1])[1]), grid(spots[1])])
        return 200, {"code": "Ok", "routes": [{"geometry": line, "duration": seconds, "distance": metres}]}
    rows, columns = ([int(n) for n in options[key][0].split(";")] for key in ("sources", "destinations"))
    if len(rows) * len(columns) > behaviour.limit**2:
        return 400, {"code": "TooBig", "message": "Too many table coordinates"}
    assert options["annotations"] == ["duration,distance"]
    legs = [[ride(spots[a], spots[b]) if behaviour.joined(spots[a], spots[b]) else None for b in columns] for a in rows]
    return 200, {
        "code": "Ok",
        "durations": [[leg and leg[0] for leg in row] for row in legs],
        "distances": [[leg and leg[1] for leg in row] for row in legs],
        "sources": [waypoint(spots[n]) for n in rows],
        "destinations": [waypoint(spots[n]) for n in columns],
    }


def waypoint(spot: Spot) -> dict[str, object]:
    lat, lon = grid(spot)
    return {"hint": "", "distance": 0.0, "name": "", "location": [lon, lat]}


def valhalla_answer(path: str, body: bytes, behaviour: Behaviour) -> tuple[int, object]:
    """What Valhalla 3 answers to ``sources_to_targets`` and ``route``."""
    question = json.loads(body)
    if path == "/route":
        spots = [(place["lat"], place["lon"]) for place in question["locations"]]
        if not behaviour.joined(*spots):
            return 400, refusal(442, "No path could be found for input")
        shape = encoded([grid(spots[0]), grid(spots[1])])
        return 200, {"trip": {"status": 0, "units": "kilometers", "legs": [{"shape": shape}]}}
    assert path == "/sources_to_targets"
    sources, targets = ([(p["lat"], p["lon"]) for p in question[key]] for key in ("sources", "targets"))
    if max(len(sources), len(targets)) > behaviour.limit:
        return 400, refusal(150, f"Exceeded max locations: {behaviour.limit}")
    if not all(behaviour.edges(spot) for spot in (*sources, *targets)):
        return 400, refusal(171, "No suitable edges near location")
    legs = [[ride(a, b) if behaviour.joined(a, b) else (None, None) for b in targets] for a in sources]
    legs = [[(s, m and m / 1000) for s, m in row] for row in legs]
    cells = [[{"time": s, "distance": km, "from_index": 0, "to_index": 0} for s, km in row] for row in legs]
    short = {"durations": [[s for s, _ in row] for row in legs], "distances": [[km for _, km in row] for row in legs]}
    return 200, {"sources_to_targets": cells if behaviour.cells else short, "units": "kilometers"}


def refusal(code: int, words: str) -> dict[str, object]:
    return {"error_code": code, "error": words, "status_code": 400, "status": "Bad Request"}


def encoded(points: list[Spot]) -> str:
    """Google's polyline encoding with six decimals."""
    text, before = "", (0, 0)
    for lat, lon in points:
        now = round(lat * 1e6), round(lon * 1e6)
        text += "".join(_signs(new - old) for new, old in zip(now, before, strict=True))
        before = now
    return text


def _signs(number: int) -> str:
    rest = ~(number << 1) if number < 0 else number << 1
    signs = ""
    while rest >= 0x20:
        signs += chr((0x20 | (rest & 0x1F)) + 63)
        rest >>= 5
    return signs + chr(rest + 63)


@contextmanager
def hosting(answer: Callable[[str, bytes, Behaviour], tuple[int, object]]) -> Iterator[RoutingHost]:
    """The server on a free port until the end of the block."""
    behaviour = Behaviour()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            behaviour.asked.append((self.path, body))
            if behaviour.silent_s:
                time.sleep(behaviour.silent_s)
                return
            status, content = behaviour.raw or _json(answer(self.path, body, behaviour))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self._write(content)

        def _write(self, content: bytes) -> None:
            try:
                for at in range(0, len(content), 8) if behaviour.drip_s else ():
                    self.wfile.write(content[at : at + 8])
                    self.wfile.flush()
                    time.sleep(behaviour.drip_s)
                if not behaviour.drip_s:
                    self.wfile.write(content)
            except OSError:
                pass  # the other side has waited long enough

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
            pass

    class Host(ThreadingHTTPServer):
        daemon_threads = False

    server = Host(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="routing-host")
    thread.start()
    try:
        yield RoutingHost(f"http://127.0.0.1:{server.server_address[1]}", behaviour)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _json(answered: tuple[int, object]) -> tuple[int, bytes]:
    return answered[0], json.dumps(answered[1]).encode()


def dead_url() -> str:
    """The address of a port nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}"

"""A worker's route as GPX 1.1 for a navigation device: stops as waypoints and route, the way as a track.

Devices copy themselves too: stops have a number and an address, no full name and nothing of illness or treatment.
"""

from collections.abc import Iterator

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from hah_console.adapters.documents.route_words import RouteWords
from hah_console.domain.patient import masked_name
from hah_console.domain.route_paper import PaperStop, RoutePaper
from hah_console.services.paper_ports import Words


def route_track(paper: RoutePaper, texts: Words) -> bytes:
    """The file, UTF-8."""
    words, gpx = RouteWords(paper, texts), GPX()
    gpx.name = texts("route_paper.file_title", name=paper.name, day=paper.day.isoformat())
    gpx.description = words.version()
    gpx.creator = "hospital-at-home console"
    gpx.time = paper.printed_at
    gpx.copyright_author = paper.map.attribution or None
    gpx.waypoints.extend(_waypoint(words, stop) for stop in paper.stops)
    gpx.routes.append(_route(words))
    if paper.map.legs:
        gpx.tracks.append(_track(words))
    return str(gpx.to_xml(version="1.1")).encode()


def _label(stop: PaperStop) -> str:
    return f"{stop.order} {masked_name(stop.person.name)}"


def _waypoint(words: RouteWords, stop: PaperStop) -> GPXWaypoint:
    home = stop.person.home
    point = GPXWaypoint(home.lat, home.lon, time=stop.arrival, name=_label(stop), symbol="Flag, Blue")
    point.description = f"{words.span(stop.start, stop.departure)} {home.address}"
    return point


def _route(words: RouteWords) -> GPXRoute:
    base = words.paper.map.base
    route = GPXRoute(name=words.day())
    ends = GPXRoutePoint(base.lat, base.lon, name=words.texts("route_paper.base"))
    stops = [point for stop in (*words.paper.stops, None) for point in _points(words, stop)]
    route.points.extend([ends, *stops, ends] if stops else [ends])
    return route


def _points(words: RouteWords, stop: PaperStop | None) -> Iterator[GPXRoutePoint]:
    """The stops at the store and at laboratories on the way to a stop, and the stop."""
    for halt in words.paper.halts_before(stop):
        name = words.texts.word("route_paper.halt", halt.kind)
        yield GPXRoutePoint(halt.place.lat, halt.place.lon, name=name)
    if stop is not None:
        yield GPXRoutePoint(stop.person.home.lat, stop.person.home.lon, name=_label(stop))


def _track(words: RouteWords) -> GPXTrack:
    """One segment for each leg."""
    track = GPXTrack(name=words.day())
    for leg in words.paper.map.legs:
        segment = GPXTrackSegment()
        segment.points.extend(GPXTrackPoint(lat, lon) for lat, lon in leg)
        track.segments.append(segment)
    return track

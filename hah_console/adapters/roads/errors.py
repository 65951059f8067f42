"""What can go wrong with roads, as errors a user can be told."""

from hah_console.domain.errors import HahError


class RoutingFailed(HahError):
    """Travel times cannot be computed. Facts: reason."""

    code = "routing_failed"


class RoadFileUnusable(RoutingFailed):
    """A road file cannot be used. Facts: file, reason (no_such_file, wrong_extension, empty, unreadable_file,
    not_osm_pbf, no_roads, not_taiwan, not_a_road_graph)."""

    code = "road_file_unusable"


class RemoteRoutingFailed(RoutingFailed):
    """A routing server gives no usable answer. Facts: server (OSRM, Valhalla), address, reason (silent, unreachable,
    server_refuses, server_error, unreadable_answer, resting)."""

    code = "remote_routing_failed"


class PlacesOffRoads(RoutingFailed):
    """No source of travel times knows a road near these places. Facts: count, limit_m."""

    code = "places_off_roads"

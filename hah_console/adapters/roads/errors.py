"""What can go wrong with roads, as errors a user can be told."""

from hah_console.domain.errors import HahError


class RoutingFailed(HahError):
    """Travel times cannot be computed. Facts: reason."""

    code = "routing_failed"


class RoadFileUnusable(RoutingFailed):
    """A road file cannot be used. Facts: file, reason (no_such_file, wrong_extension, empty, unreadable_file,
    not_osm_pbf, no_roads, not_taiwan, not_a_road_graph)."""

    code = "road_file_unusable"

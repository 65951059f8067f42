"""Streets of an .osm.pbf file as flat arrays: what is drivable, in which direction, how it is tagged."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import osmium

from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.graph import BACKWARD, BOTH_WAYS, CLASSES, FORWARD, NO_SCOOTER
from hah_console.adapters.roads.pbf_parts import is_sorted, parts
from hah_console.domain.map_ground import RoadClass

_LINKS = {f"{name}_link": RoadClass(name) for name in ("motorway", "trunk", "primary", "secondary", "tertiary")}
_BY_TAG = {road_class.value: road_class for road_class in RoadClass if road_class is not RoadClass.EXPRESSWAY} | _LINKS
_CLOSED = frozenset({"no", "private", "agricultural", "forestry"})
_INDEX = {road_class: index for index, road_class in enumerate(CLASSES)}
_KINDS = osmium.osm.NODE | osmium.osm.WAY
Told: TypeAlias = Callable[[float], None]


def told_nobody(_: float) -> None:
    """Nobody wants to know how far it is."""


@dataclass(slots=True)
class Ways:
    """Points of all ways one after another: OSM node ids and coordinates in 1e-7 degrees; one row per way beside."""

    refs: "array[int]" = field(default_factory=lambda: array("q"))
    lats: "array[int]" = field(default_factory=lambda: array("i"))
    lons: "array[int]" = field(default_factory=lambda: array("i"))
    sizes: "array[int]" = field(default_factory=lambda: array("i"))
    classes: "array[int]" = field(default_factory=lambda: array("b"))
    directions: "array[int]" = field(default_factory=lambda: array("b"))
    limits_kph: "array[int]" = field(default_factory=lambda: array("h"))
    flags: "array[int]" = field(default_factory=lambda: array("b"))
    names: list[str] = field(default_factory=list)


def read_ways(path: Path, told: Told = told_nobody) -> Ways:
    """Drivable ways of the file; ``told`` hears the share of it that is read, 0 to 1.

    Raises RoadFileUnusable with reason no_such_file, not_osm_pbf or no_roads.
    """
    if not path.is_file():
        raise RoadFileUnusable(file=str(path), reason="no_such_file")
    ways = Ways()
    try:
        _collect(path, ways, told)
    except (RuntimeError, ValueError) as error:
        raise RoadFileUnusable(file=path.name, reason="not_osm_pbf") from error
    if not ways.sizes:
        raise RoadFileUnusable(file=path.name, reason="no_roads")
    return ways


def _collect(path: Path, ways: Ways, told: Told) -> None:
    """In parts where that can be: only between two parts can anybody be told how far it is."""
    where = osmium.index.create_map("flex_mem")
    if not is_sorted(path):
        _collect_from(osmium.io.File(str(path), "pbf"), where, ways)
        return
    for part in parts(path):
        _collect_from(osmium.io.FileBuffer(part.content, "pbf"), where, ways)
        told(part.read)


def _collect_from(source: Any, where: Any, ways: Ways) -> None:
    processor = osmium.FileProcessor(source, _KINDS).with_locations(where)
    only = osmium.filter.EntityFilter(osmium.osm.WAY), osmium.filter.KeyFilter("highway")
    for way in processor.with_filter(only[0]).with_filter(only[1]):
        tags = {tag.k: tag.v for tag in way.tags}
        road_class = road_class_of(tags)
        if road_class is not None:
            _add(ways, tags, road_class, way.nodes)


def _add(ways: Ways, tags: Mapping[str, str], road_class: RoadClass, nodes: Iterable[osmium.osm.NodeRef]) -> None:
    # PERF(600,000 edges in 15 s): every attribute of a node is a call into the library, so each is read once
    places = [(node.ref, node.location) for node in nodes]
    places = [(ref, place) for ref, place in places if place.valid()]
    if len(places) < 2:
        return
    ways.refs.extend(ref for ref, _ in places)
    ways.lats.extend(place.y for _, place in places)
    ways.lons.extend(place.x for _, place in places)
    ways.sizes.append(len(places))
    ways.classes.append(_INDEX[road_class])
    ways.directions.append(direction_of(tags))
    ways.limits_kph.append(limit_of(tags))
    ways.flags.append(NO_SCOOTER if bars_scooters(tags) else 0)
    ways.names.append(tags.get("name", ""))


def road_class_of(tags: Mapping[str, str]) -> RoadClass | None:
    """The class of a way, None when it is no street a vehicle of the programme may use."""
    road_class = _BY_TAG.get(tags.get("highway", ""))
    closed = tags.get("motor_vehicle", tags.get("vehicle", tags.get("access", ""))) in _CLOSED
    if road_class is None or closed or tags.get("area") == "yes":
        return None
    return RoadClass.EXPRESSWAY if road_class is RoadClass.TRUNK and tags.get("motorroad") == "yes" else road_class


def direction_of(tags: Mapping[str, str]) -> int:
    """BOTH_WAYS, FORWARD or BACKWARD; roundabouts and motorways run forward unless tagged otherwise."""
    oneway = tags.get("oneway", "")
    if oneway in {"-1", "reverse"}:
        return BACKWARD
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") in {"motorway", "motorway_link"}
    if oneway in {"yes", "true", "1"} or (implied and oneway != "no"):
        return FORWARD
    return BOTH_WAYS


def limit_of(tags: Mapping[str, str]) -> int:
    """The signposted limit in km/h, 0 when there is none that reads as a number."""
    text = tags.get("maxspeed", "").split(";")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and 5 <= int(text) <= 130 else 0


def bars_scooters(tags: Mapping[str, str]) -> bool:
    """Whether a sign keeps scooters off the way."""
    return tags.get("motorcycle") == "no" or tags.get("motorroad") == "yes"

"""Small OpenStreetMap files written for a test, the shipped speeds, and the demo site."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import osmium
import pytest

from hah_console.adapters.roads.profile import SpeedProfile, load_profile
from hah_console.adapters.site import load_site
from hah_console.app.resources import resource_path
from hah_console.domain.site_pack import SitePack

Points = Sequence[tuple[float, float]]
WritePbf = Callable[..., Path]


@pytest.fixture(scope="session")
def profile() -> SpeedProfile:
    return load_profile(resource_path("profiles", "speeds.toml"))


@pytest.fixture(scope="session")
def demo() -> SitePack:
    return load_site(resource_path("demo"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def write_pbf(tmp_path: Path) -> WritePbf:
    """Writes ways, each as (tags, points of (lat, lon)); equal points are one node."""

    def write(*ways: tuple[Mapping[str, str], Points], name: str = "town.osm.pbf") -> Path:
        numbers: dict[tuple[float, float], int] = {}
        for _, points in ways:
            for point in points:
                numbers.setdefault(point, len(numbers) + 1)
        path = tmp_path / name
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for (lat, lon), number in numbers.items():
                writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), version=1))
            for number, (tags, points) in enumerate(ways, 1):
                nodes = [numbers[point] for point in points]
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=dict(tags), version=1))
        return path

    return write

